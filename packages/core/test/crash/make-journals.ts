import { existsSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { OUTPUT_FILES } from '../../src/rundir/files.js'
import { scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { CUTOVER_VERSION } from '../../src/version.js'
import { YES } from '../run/rehearsal.js'
import { type Machine, machineOf } from './machine.js'
import { type Instant, runProcess } from './process.js'

/*
 * Writes this version's journals into the corpus, once: a file that exists is never changed. Run it when a
 * version is released, and add what the new files must be read as to journals.test.ts:
 *   node --conditions=@cutover/source --import tsx packages/core/test/crash/make-journals.ts
 */

const FOLDER = fileURLToPath(new URL('../journals/', import.meta.url))
const SHARE = 'snapshot-share'

const denied = (machine: Machine) =>
  machine.seeded.simulator.faults.add({
    match: { operation: 'ModifyDBSnapshotAttribute' },
    fault: { kind: 'deny' },
  })

const run = (machine: Machine, answers: Parameters<typeof scriptedApprovals>[0]['kinds']) =>
  runProcess(machine, { approvals: scriptedApprovals({ kinds: { ...YES.kinds, ...answers } }) })

const killed = (machine: Machine, where: (instant: Instant) => boolean) =>
  runProcess(machine, {
    approvals: scriptedApprovals(YES),
    at: (instant) => (where(instant) ? 'kill' : 'go-on'),
  })

const afterIntent = (instant: Instant) =>
  instant.kind === 'append' &&
  instant.when === 'after' &&
  instant.entry.event === 'executing' &&
  instant.entry.step_id.endsWith(SHARE)

const CASES: Readonly<Record<string, (machine: Machine) => Promise<unknown>>> = {
  completed: (machine) => run(machine, {}),
  'halted-at-failure': (machine) => {
    denied(machine)
    return run(machine, { failure: { decision: 'stop' } })
  },
  'aborted-at-failure': (machine) => {
    denied(machine)
    return run(machine, { failure: { decision: 'abort' } })
  },
  'crashed-in-executing': (machine) => killed(machine, afterIntent),
  'torn-tail': async (machine) => {
    await killed(machine, afterIntent)
    const journal = await machine.journal()
    writeFileSync(machine.disk.journalPath, journal.subarray(0, journal.length - 120))
  },
  'crashed-frozen': (machine) =>
    killed(
      machine,
      (instant) =>
        instant.kind === 'append' && instant.when === 'after' && instant.entry.event === 'freeze-began',
    ),
  'rolled-back': (machine) => {
    machine.seeded.simulator.faults.add({
      match: { operation: 'DescribeDBSnapshotAttributes', nth: 3 },
      fault: { kind: 'deny' },
    })
    return run(machine, { failure: { decision: 'rollback-and-stop' } })
  },
}

for (const [name, make] of Object.entries(CASES)) {
  const path = `${FOLDER}${CUTOVER_VERSION}-${name}.jsonl`
  if (existsSync(path)) continue
  const machine = await machineOf('minimal')
  await make(machine)
  writeFileSync(path, await machine.journal())
  const steps = `${FOLDER}${CUTOVER_VERSION}-steps.json`
  if (!existsSync(steps)) writeFileSync(steps, machine.disk.text(OUTPUT_FILES.steps) ?? '')
  await machine.dispose()
}
