import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ApprovalProvider } from '../../src/model/approvals.js'
import { isCutoverError } from '../../src/model/errors.js'
import { createControls, type RunControls } from '../../src/run/controls.js'
import { OUTPUT_FILES } from '../../src/rundir/files.js'
import type { Machine } from '../crash/machine.js'
import { type Instant, type Outcome, runProcess } from '../crash/process.js'
import type { Random } from './random.js'
import type { Watch } from './watch.js'

/** When a process is killed and interrupted: by how many instants it has seen. */
export interface Fate {
  readonly killAt: number | null
  /** A kill before an append leaves part of its line. */
  readonly torn: boolean
  readonly interrupts: ReadonlyMap<number, (controls: RunControls) => void>
}

export const UNDISTURBED: Fate = { killAt: null, torn: false, interrupts: new Map() }

export function fateOf(random: Random): Fate {
  const interrupts = new Map<number, (controls: RunControls) => void>()
  if (random.chance(0.15)) {
    const what = random.pick<(controls: RunControls) => void>([
      (controls) => controls.stop(),
      (controls) => {
        controls.stop()
        controls.stop()
      },
      (controls) => controls.detach(),
      (controls) => controls.askAboutJob(),
    ])
    interrupts.set(random.between(1, 120), what)
  }
  return { killAt: random.chance(0.55) ? random.between(1, 140) : null, torn: random.chance(0.3), interrupts }
}

/** More instants than any process of these examples has, unless it goes round in circles. */
const MAX_INSTANTS = 60_000
/** A job may never end, and is polled without limit: so often somebody presses the key that asks about it. */
const IMPATIENT_AFTER = 1_500

/** One process of a seed, watched; adds what is wrong with its end to `problems`. */
export async function oneProcess(
  machine: Machine,
  watch: Watch,
  approvals: ApprovalProvider,
  fate: Fate,
  problems: string[],
): Promise<Outcome> {
  const before = bytesOf(machine)
  const controls = createControls()
  let instants = 0
  let killedAt: Instant | null = null
  const outcome = await runProcess(machine, {
    approvals,
    controls,
    resume: hasTraces(machine),
    at(instant) {
      instants += 1
      watch.see(instant)
      fate.interrupts.get(instants)?.(controls)
      if (instants % IMPATIENT_AFTER === 0) controls.askAboutJob()
      if (instants === MAX_INSTANTS) problems.push(`more than ${MAX_INSTANTS} instants in one process`)
      if (instants !== fate.killAt && instants < MAX_INSTANTS) return 'go-on'
      killedAt = instant
      return 'kill'
    },
  })
  watch.processEnded()
  if (fate.torn && isBeforeAppend(killedAt)) tear(machine)
  if (!bytesOf(machine).subarray(0, before.length).equals(before))
    problems.push('bytes of the journal changed')
  problems.push(...endProblems(machine, outcome))
  return outcome
}

function isBeforeAppend(instant: Instant | null): boolean {
  return instant?.kind === 'append' && instant.when === 'before'
}

export function hasTraces(machine: Machine): boolean {
  return [OUTPUT_FILES.lock, OUTPUT_FILES.journal].some((name) => existsSync(join(machine.directory, name)))
}

export function bytesOf(machine: Machine): Buffer {
  return existsSync(machine.disk.journalPath) ? readFileSync(machine.disk.journalPath) : Buffer.alloc(0)
}

/** Half a line, as a write that was cut off leaves it. */
function tear(machine: Machine): void {
  const journal = bytesOf(machine)
  const start = journal.lastIndexOf('\n', journal.length - 2) + 1
  if (journal.length === 0) return
  // Behind the metadata alone there is no entry whose beginning could be repeated.
  const fragment =
    start === 0
      ? '{"entry_id":"e1","step'
      : journal.subarray(start, start + Math.floor((journal.length - start) / 2))
  appendFileSync(machine.disk.journalPath, fragment)
}

/** How a process may end: by a verdict, with a refusal to start that says what to do, or dead. */
function endProblems(machine: Machine, outcome: Outcome): readonly string[] {
  const locked = existsSync(join(machine.directory, OUTPUT_FILES.lock))
  switch (outcome.kind) {
    case 'died':
      return []
    case 'ended': {
      const { verdict, haltCause, haltReason } = outcome.result
      const stays = haltCause === 'credentials'
      return [
        ...(verdict === 'failed' ? [`an internal error: ${haltReason}`] : []),
        ...(locked === stays
          ? []
          : [`the lock is ${locked ? 'still there' : 'gone'} after ${haltCause ?? verdict}`]),
      ]
    }
    case 'threw': {
      const { error } = outcome
      if (!isRefusal(error)) return [`it threw ${error instanceof Error ? error.stack : String(error)}`]
      return locked ? ['the lock is still there after a refusal'] : []
    }
  }
}

/** A failed pre-flight, or a run that was completed already. */
function isRefusal(error: unknown): boolean {
  return isCutoverError(error) && (error.code === 'journal/exists' || error.message.startsWith('Pre-flight'))
}
