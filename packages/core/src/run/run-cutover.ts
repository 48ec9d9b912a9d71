import { join } from 'node:path'
import type { JournalStore, RunLock } from '@cutover/journal'
import { assertCompiled, type Compiled } from '../compile/output/result.js'
import { stepFacts } from '../compile/read/step-facts.js'
import type { StepFacts } from '../model/action-facts.js'
import { CutoverError } from '../model/errors.js'
import type { ExecutionStep } from '../model/step.js'
import type { RowOutcome } from '../preflight/report.js'
import { type PreflightReport, preflightError } from '../preflight/report.js'
import { writeReports } from '../report/write-reports.js'
import { OUTPUT_FILES } from '../rundir/files.js'
import { createFolder } from '../rundir/output-files.js'
import { refuseRunsOwnFolder } from '../rundir/rehearsal-folder.js'
import { CUTOVER_VERSION } from '../version.js'
import { askPlan } from './ask-plan.js'
import { branded } from './branded.js'
import { checkedOptions } from './checked-options.js'
import { type Ports, resolvePorts } from './defaults.js'
import { Halt } from './halt.js'
import { type ExistingJournal, openJournal, readExisting } from './journal-file.js'
import type { RunOptions, RunResult } from './options.js'
import { declinedEntry, preflightFailedEntry } from './pre-run-entries.js'
import { preflight } from './preflight.js'
import { checkResumable, storedSteps } from './resume-checks.js'
import { type RunIdentity, readIdentity, refuseOtherRun } from './run-identity.js'
import { leaveLock, takeLock } from './run-lock.js'
import { refuseOtherMode } from './run-mode.js'
import { runSteps } from './run-steps.js'
import { scrubbedEntry } from './scrubbed-entry.js'

/**
 * Executes a cutover: lock, pre-flight, compile, go or no-go, then every step under approval, to a verdict.
 *
 * @returns how it ended. A refused, failed or aborted step is a result, never an exception.
 * @throws CutoverError when the run could not start: `input/*`, `compile/*`, `preflight/failed`,
 *   `credentials/*`, `journal/*`, `lock/*`, `usage/invalid`; and `journal/write` or `internal/bug` when it cannot go on
 */
export function runCutover(options: RunOptions): Promise<RunResult> {
  return branded(async () => await runChecked(checkedOptions(options)))
}

async function runChecked(options: RunOptions): Promise<RunResult> {
  const directory = options.rehearsalDirectory ?? options.runDirectory
  const identity = await readIdentity(options.runDirectory)
  const ports = await resolvePorts(options, identity.facts)
  if (ports.controls.stopping.aborted) return interrupted('the run began', directory)
  if (options.rehearsalDirectory !== undefined) {
    await refuseRunsOwnFolder(options.runDirectory, options.rehearsalDirectory)
    await createFolder(options.rehearsalDirectory)
  }
  const lock = await takeLock(options, directory, ports)
  let keepLock = false
  try {
    const result = await runLocked(options, directory, ports, lock, identity)
    keepLock = result.haltCause === 'credentials'
    return result
  } finally {
    await leaveLock(lock, keepLock)
    await ports.observer.close()
  }
}

async function runLocked(
  options: RunOptions,
  directory: string,
  ports: Ports,
  lock: RunLock,
  identity: RunIdentity,
): Promise<RunResult> {
  const journalPath = join(directory, OUTPUT_FILES.journal)
  const existing = await readExisting(journalPath, options)
  refuseOtherMode(existing, ports.mode)
  if (existing.kind === 'run' && existing.ended === 'completed') throw await alreadyCompleted(directory)
  refuseExisting(existing, options, ports, lock)
  if (existing.kind === 'no-run' && identity.known) refuseOtherRun(existing.metadata, identity.facts)
  const open = (facts: StepFacts) =>
    openJournal(journalPath, existing, lock, ports.clock.stamp, facts, CUTOVER_VERSION, options)
  let compiled: Compiled | null = null
  const ours = async (): Promise<RowOutcome> => ({ ok: 'ok', detail: 'The lock is ours.' })
  const report = await preflight(options, ports, ours, (made) => {
    compiled = made
  })
  // What was left out because of the stop is no failure of the run directory.
  if (ports.controls.stopping.aborted) return interrupted('pre-flight was over', directory)
  const error = preflightError(report)
  if (error !== null) {
    await journalFailure(report, ports, identity, open, error)
    throw error
  }
  const { run } = report
  if (run === null || compiled === null)
    throw new CutoverError({
      code: 'internal/bug',
      fault: 'bug',
      message: 'pre-flight passed without a plan',
    })
  const facts = stepFacts(run.artifacts).facts
  const fresh = assertCompiled(compiled)
  const steps = existing.kind === 'run' ? await resumedSteps(directory, existing, run.digests) : fresh
  const { warnings } = compiled as Compiled
  const session = { options, directory, ports, lock, facts, existing, run, steps, report, open, warnings }
  if (existing.kind === 'run') return await runSteps({ ...session, planShownHash: null })
  const answer = await askPlan(
    ports,
    steps,
    { ...(compiled as Compiled), terraform: report.terraform },
    directory,
  ).catch(unanswered)
  if (answer instanceof Halt) return notStarted('halted', answer.message, answer.haltCause, directory)
  if (!answer.go) return await declined(open, ports, facts, directory, answer.shownHash)
  return await runSteps({ ...session, planShownHash: answer.shownHash })
}

/** The process may have died between its last entry and its reports: they are written again from the journal. */
async function alreadyCompleted(directory: string): Promise<CutoverError> {
  await writeReports(directory)
  return new CutoverError({
    code: 'journal/exists',
    fault: 'operator',
    message: 'This run is completed; there is nothing to resume.',
    next: `Read it with: cutover report ${directory}`,
  })
}

function refuseExisting(existing: ExistingJournal, options: RunOptions, ports: Ports, lock: RunLock): void {
  if (existing.kind === 'run' && options.resume !== true)
    throw new CutoverError({
      code: 'journal/exists',
      fault: 'operator',
      message: `This run directory already holds the journal of a run (${existing.lastEntryId.slice(1)} entries, ${existing.ended === null ? 'not ended' : existing.ended}).`,
      next: `To go on with it: ${ports.command.resume}`,
    })
  // A process that died before its journal began left only its lock, whose refusal says to resume: then
  // resuming is starting.
  if (existing.kind === 'none' && options.resume === true && lock.previous === null)
    throw new CutoverError({
      code: 'journal/absent',
      fault: 'operator',
      message: 'There is no journal in this run directory, so there is nothing to resume.',
      next: 'Start the run without --resume.',
    })
}

/** One `step-failed` entry, when the artifacts say whose run this is; else the screen alone says it. */
async function journalFailure(
  report: PreflightReport,
  ports: Ports,
  identity: RunIdentity,
  open: (facts: StepFacts) => Promise<JournalStore>,
  error: CutoverError,
): Promise<void> {
  if (!identity.known) return
  const journal = await open(identity.facts)
  try {
    await journal.append(scrubbedEntry(preflightFailedEntry(ports.operator.name, error, report)))
  } finally {
    await journal.close()
  }
}

async function declined(
  open: (facts: StepFacts) => Promise<JournalStore>,
  ports: Ports,
  facts: StepFacts,
  directory: string,
  shownHash: string,
): Promise<RunResult> {
  const journal = await open(facts)
  try {
    await journal.append(scrubbedEntry(declinedEntry(ports.operator.name, shownHash)))
  } finally {
    await journal.close()
  }
  return notStarted('aborted', 'operator declined at pre-flight', null, directory)
}

/** Nobody answered the plan: a result like any other halt, for nothing has happened. */
function unanswered(error: unknown): Halt {
  if (error instanceof Halt) return error
  throw error
}

/** Stopped before there was anything to stop: nothing is journaled. */
function interrupted(before: string, directory: string): RunResult {
  return notStarted('halted', `interrupted before ${before}`, 'interrupted', directory)
}

function notStarted(
  verdict: RunResult['verdict'],
  haltReason: string,
  haltCause: RunResult['haltCause'],
  directory: string,
): RunResult {
  return { verdict, haltReason, haltStepId: null, haltCause, outputDirectory: directory, summary: null }
}

async function resumedSteps(
  directory: string,
  existing: Extract<ExistingJournal, { kind: 'run' }>,
  digests: Readonly<Record<string, string>>,
): Promise<readonly ExecutionStep[]> {
  checkResumable(existing, digests)
  return await storedSteps(directory, existing.started.steps_sha256)
}
