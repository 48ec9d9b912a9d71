import { once } from 'node:events'
import { acquireLock, isJournalError, systemProcessFacts } from '../../src/index.js'

/**
 * A process that races for locks: `racer.ts <folder> <rounds> <name>`. Says `ready`, is told the instant to
 * start at, races, prints its results as JSON, and lives until its stdin ends, so that its locks stay live.
 */
const [folder = '', rounds = '0', name = ''] = process.argv.slice(2)
const facts = systemProcessFacts()
const results: string[] = []

process.stdout.write('ready\n')
const [told] = await once(process.stdin, 'data')
const startMs = Number(String(told))

for (let round = 0; round < Number(rounds); round += 1) {
  const atMs = startMs + round * 8
  while (Date.now() < atMs) {
    // Spinning is the point: both must arrive within microseconds.
  }
  try {
    const path = `${folder}/${round}.lock`
    const now = () => Date.now()
    const lock = await acquireLock({ path, command: name, operator: name, now, resume: true, process: facts })
    lock.assertHeld()
    results.push(`won ${lock.fence}`)
  } catch (cause) {
    results.push(isJournalError(cause) ? cause.code : String(cause))
  }
}
process.stdout.write(`${JSON.stringify(results)}\n`)
await once(process.stdin, 'end')
