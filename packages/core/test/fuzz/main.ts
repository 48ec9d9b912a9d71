import { parseArgs } from 'node:util'
import { runSeed } from './one-seed.js'
import { sceneOf } from './scene.js'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '1000' },
  },
})
const PROGRESS_EVERY = 500
const first = Number(values.seed)
const runs = Number(values.runs)
if (!Number.isSafeInteger(first) || !Number.isSafeInteger(runs) || runs < 1)
  throw new RangeError('usage: pnpm fuzz --seed N --runs N')

const [minimal, orders] = [await sceneOf('minimal'), await sceneOf('orders-platform')]
const scenes = [minimal, minimal, orders]
const verdicts = new Map<string, number>()
let failed = 0
let processes = 0
let kills = 0
let questions = 0
for (let seed = first; seed < first + runs; seed += 1) {
  const result = await runSeed(scenes, seed)
  processes += result.processes
  kills += result.kills
  questions += result.questions
  verdicts.set(result.verdict, (verdicts.get(result.verdict) ?? 0) + 1)
  if (runs === 1) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
  if ((seed - first + 1) % PROGRESS_EVERY === 0)
    process.stderr.write(`${seed - first + 1} of ${runs} seeds\n`)
  if (result.problems.length === 0) continue
  failed += 1
  process.stdout.write(
    `seed ${seed} (${result.example}) broke an invariant; replay: pnpm fuzz --seed ${seed} --runs 1\n` +
      `${result.problems.map((problem) => `  ${problem}\n`).join('')}`,
  )
}
for (const scene of [minimal, orders]) await scene.machine.dispose()
const ends = [...verdicts].map(([verdict, count]) => `${count} ${verdict}`).join(', ')
process.stdout.write(
  `fuzz: ${runs} seeds from ${first}: ${processes} processes, ${kills} killed, ${questions} questions; ` +
    `ended ${ends}; ${failed} broke an invariant\n`,
)
process.exitCode = failed === 0 ? 0 : 1
