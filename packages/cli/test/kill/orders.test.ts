import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ExecutionStep, OUTPUT_FILES } from '@cutover/core'
import { requireTools } from '../../../core/test/support/tools.js'
import { operate } from '../moto/operator.js'
import { type Instant, instants, killAt } from './instants.js'
import { type Left, lastScreen, left } from './left.js'
import { seeded } from './random.js'
import { type RunDirectory, Stage } from './stage.js'
import type { Exit, Pane } from './tmux.js'

/** Kills in all; each walk of the example takes some of them. `pnpm kill:orders`. */
const KILLS = Number(process.env.CUTOVER_KILLS ?? 25)
const SEED = Number(process.env.CUTOVER_KILL_SEED ?? 1)
const KILLS_A_WALK = 5
const WALK_MS = 900_000

/** So many sorted instants for each walk. */
function walks(entriesOfRun: number): readonly (readonly Instant[])[] {
  const all = instants(entriesOfRun, KILLS, seeded(SEED))
  const count = Math.ceil(KILLS / KILLS_A_WALK)
  return Array.from({ length: count }, (_, walk) =>
    all
      .slice(walk * KILLS_A_WALK, (walk + 1) * KILLS_A_WALK)
      .sort((a, b) => a.entries - b.entries || a.afterMs - b.afterMs),
  )
}

/** A person who approves every step of the plan. */
async function approveAll(pane: Pane, run: RunDirectory, secret: string): Promise<Exit> {
  const stepsPath = join(run.path, OUTPUT_FILES.steps)
  return await operate(pane, {
    steps: () =>
      existsSync(stepsPath) ? (JSON.parse(readFileSync(stepsPath, 'utf8')) as readonly ExecutionStep[]) : [],
    decide: async () => 'approve',
    secretFile: () => secret,
    why: () => 'not needed here',
  })
}

requireTools('tmux')(`the orders platform, killed ${KILLS} times, seed ${SEED}`, () => {
  let stage: Stage
  let secret: string
  let undisturbed: Left
  const goOn = async (run: RunDirectory) =>
    await stage.run(run.path, ...(run.isLocked || run.entryCount() > 0 ? ['--resume'] : []))

  beforeAll(async () => {
    stage = await Stage.set('orders-platform')
    secret = join(stage.root, 'value-of-a-secret')
    writeFileSync(secret, 'canary-8e2f71', { mode: 0o600 })
    const run = await stage.fresh()
    expect(await approveAll(await stage.run(run.path), run, secret)).toEqual({ code: 0 })
    undisturbed = await left(stage, run)
  }, WALK_MS)
  afterAll(() => stage?.strike())

  test(
    'each walk ends as the undisturbed one, with no mutation done twice and a journal that verifies',
    async () => {
      const found: object[] = []
      for (const kills of walks(undisturbed.entries)) {
        const run = await stage.fresh()
        const after: string[] = []
        for (const instant of kills) {
          const pane = await goOn(run)
          const operating = approveAll(pane, run, secret)
          await killAt(pane, run, instant)
          await operating
          after.push(`${instant.entries}: ${run.events().at(-1) ?? 'nothing'}`)
        }
        const pane = await goOn(run)
        const { code } = await approveAll(pane, run, secret)
        const said = `killed after ${after.join(', ')}; then ${code}: ${lastScreen(await pane.text()).slice(0, 300)}`
        process.stderr.write(`${said}\n`)
        const { world, effects, applies } = await left(stage, run)
        const { problems } = await run.verified()
        found.push({
          said,
          verdict: run.verdict(),
          sameWorld: world === undisturbed.world,
          effects,
          applies,
          problems,
          locked: run.isLocked,
        })
      }
      const { effects, applies } = undisturbed
      const due = { verdict: 'completed', sameWorld: true, effects, applies, problems: [], locked: false }
      expect(found).toEqual(found.map((one) => ({ ...one, ...due })))
    },
    WALK_MS * Math.ceil(KILLS / KILLS_A_WALK),
  )
})
