import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { evolve } from '../../src/engine/evolve.js'
import { initialState, type RunState } from '../../src/engine/state.js'
import { isCutoverError } from '../../src/model/errors.js'
import { verifyRun } from '../../src/run/verify-run.js'
import { OUTPUT_FILES } from '../../src/rundir/files.js'
import { effectName, effectProblems, stateText } from './compare.js'
import type { Machine } from './machine.js'
import { steadyOperator } from './operator.js'
import { type Instant, type Outcome, runProcess } from './process.js'
import { type CrashState, machineText, type Recording } from './record.js'

export interface Resumed {
  /** Nothing when the crash left no trace; otherwise what is wrong, in words. */
  readonly problems: readonly string[]
  /** The walk had caught up with the undisturbed run, which is the same from there on, and was stopped. */
  readonly caughtUp: boolean
}

/**
 * Puts the machine back to what a crash left, resumes, and compares with the undisturbed run.
 *
 * The walk is deterministic. Once the step that was under way has succeeded, and journal state, accounts and
 * Terraform's state are what they were at that moment of the undisturbed run, what follows is that run over
 * again: it is stopped there unless `how.toEnd` is set. Where they differ it always goes on to the end.
 */
export async function resumeFrom(
  machine: Machine,
  recording: Recording,
  crash: CrashState,
  how: { readonly toEnd: boolean; readonly pastPreflight: boolean },
): Promise<Resumed> {
  machine.restore(crash.saved, recording.journal)
  const effects = recording.effects.slice(0, crash.effects)
  const folded = initialState(machine.steps)
  for (const entry of recording.entries.slice(0, crash.entries)) evolve(folded, entry)
  let caughtUp = false
  const outcome = await runProcess(machine, {
    approvals: steadyOperator(machine.secretFile),
    resume: hasTraces(machine.directory),
    pastPreflight: how.pastPreflight && isUnderWay(recording, crash),
    at(instant) {
      note(instant, folded, effects)
      if (how.toEnd || !hasSucceeded(instant, crash.stepId)) return 'go-on'
      caughtUp = isSame(machine, recording, crash.stepId, folded, effects)
      return caughtUp ? 'kill' : 'go-on'
    },
  })
  const problems = [
    ...(caughtUp ? [] : endProblems(machine, recording, outcome, folded)),
    ...effectProblems(
      caughtUp
        ? recording.effects.slice(0, checkpointOf(recording, crash.stepId)?.effects)
        : recording.effects,
      effects,
    ),
    ...(await journalProblems(machine, recording, crash)),
  ]
  return { problems, caughtUp }
}

/** Without a trace of a run an operator simply starts it; the lock or the journal says to resume. */
function hasTraces(directory: string): boolean {
  return [OUTPUT_FILES.lock, OUTPUT_FILES.journal].some((name) => existsSync(join(directory, name)))
}

/** The run has begun, and its end is not in the journal yet. */
function isUnderWay({ entries }: Recording, crash: CrashState): boolean {
  const at = (event: string) => entries.findIndex((entry) => entry.event === event)
  return crash.entries > at('run-started') && crash.entries <= at('run-ended')
}

function note(instant: Instant, folded: RunState, effects: string[]): void {
  if (instant.kind === 'append' && instant.when === 'after') evolve(folded, instant.entry)
  if (instant.kind === 'request' && instant.when === 'after' && instant.record.effect !== 'none')
    effects.push(effectName(instant.record))
}

function hasSucceeded(instant: Instant, stepId: string | null): boolean {
  if (instant.kind !== 'append' || instant.when !== 'after') return false
  return instant.entry.event === 'step-succeeded' && instant.entry.step_id === stepId
}

function checkpointOf(recording: Recording, stepId: string | null) {
  return recording.checkpoints.get(stepId ?? '')
}

function isSame(
  machine: Machine,
  recording: Recording,
  stepId: string | null,
  folded: RunState,
  effects: readonly string[],
): boolean {
  const then = checkpointOf(recording, stepId)
  return (
    then !== undefined &&
    then.effects === effects.length &&
    then.state === stateText(folded) &&
    then.world === machineText(machine)
  )
}

function endProblems(
  machine: Machine,
  recording: Recording,
  outcome: Outcome,
  folded: RunState,
): readonly string[] {
  const problems: string[] = []
  if (!isCompleted(outcome, folded)) problems.push(`it did not complete: ${words(outcome)}`)
  for (const [id, { phase }] of folded.steps)
    if (phase.kind !== 'succeeded') problems.push(`${id} ended as ${phase.kind}`)
  if (machineText(machine) !== recording.world)
    problems.push('the accounts are not as after an undisturbed run')
  return problems
}

/** A crash after the last entry leaves nothing to resume, and the run says so. */
function isCompleted(outcome: Outcome, folded: RunState): boolean {
  if (outcome.kind === 'ended') return outcome.result.verdict === 'completed'
  if (outcome.kind !== 'threw' || !isCutoverError(outcome.error)) return false
  return folded.ended?.verdict === 'completed' && outcome.error.message.includes('is completed')
}

function words(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'ended':
      return `${outcome.result.verdict}: ${outcome.result.haltReason ?? ''}`
    case 'threw':
      return outcome.error instanceof Error ? (outcome.error.stack ?? '') : String(outcome.error)
    case 'died':
      return 'it died'
  }
}

async function journalProblems(
  machine: Machine,
  recording: Recording,
  crash: CrashState,
): Promise<readonly string[]> {
  const kept = crash.saved.disk.journalBytes ?? 0
  if (!existsSync(machine.disk.journalPath)) return ['there is no journal']
  const journal = await machine.journal()
  const problems: string[] = []
  if (!journal.subarray(0, kept).equals(recording.journal.subarray(0, kept)))
    problems.push('bytes of the journal changed')
  const verified = await verifyRun(machine.directory)
  for (const problem of verified.problems)
    problems.push(`journal line ${problem.line} is ${problem.kind}: ${problem.message}`)
  if (verified.replay.kind !== 'replayed')
    problems.push(`the journal was not replayed: ${verified.replay.reason}`)
  return problems
}
