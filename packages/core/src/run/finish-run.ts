import { isDiskFull, isFileRefused, isJournalError } from '@cutover/journal'
import { errorData } from '../aws/classify.js'
import { CutoverError, isCutoverError } from '../model/errors.js'
import type { ExecutionSummary, Verdict } from '../model/summary.js'
import { writeReports } from '../report/write-reports.js'
import type { HaltCause } from './halt.js'
import type { RunResult } from './options.js'
import type { RunStart } from './run-start.js'
import { record, type Session } from './session.js'

/** How the walk ended. */
export interface End {
  readonly verdict: Verdict
  readonly reason: string | null
  readonly stepId: string | null
  readonly cause: HaltCause | null
  readonly error: unknown
}

/** Journals the end, gives the lock back and writes the reports. */
export async function finish(session: Session, start: RunStart, end: End): Promise<RunResult> {
  const common = { step_id: 'run', operator: session.operator }
  const { lock } = start
  await record(session, {
    ...common,
    event: 'run-ended',
    data: { verdict: end.verdict, halt_reason: end.reason, halt_step_id: end.stepId },
  })
  if (end.cause !== 'credentials')
    await record(session, {
      ...common,
      event: 'lock-released',
      data: { pid: lock.holder.pid, host: lock.holder.host, fence: lock.fence },
    })
  // Reports first: a log that could not be written must not cost them.
  session.folders.output.assertSame()
  const summary = await reportsOf(start, end)
  await session.logs.flush()
  if (end.error !== null)
    throw isCutoverError(end.error)
      ? end.error
      : new CutoverError({
          code: 'internal/bug',
          fault: 'bug',
          message: `An internal error stopped the run: ${messageOf(end.error)}`,
          next: `The journal is intact. Report the error, then resume: ${session.resumeCommand}`,
          cause: end.error,
        })
  return {
    verdict: end.verdict,
    haltReason: end.reason,
    haltStepId: end.stepId,
    haltCause: end.cause,
    outputDirectory: start.directory,
    summary,
  }
}

/** How the run ended is in the journal; reports that find no room can be made from it at any time. */
async function reportsOf({ directory }: RunStart, { verdict }: End): Promise<ExecutionSummary> {
  try {
    return await writeReports(directory)
  } catch (cause) {
    if (!isRefusedFile(cause) && (isCutoverError(cause) || isJournalError(cause))) throw cause
    const said = `The run is ${verdict}, and its journal is complete`
    throw unwritten(`The reports in ${directory}`, said, `make them with: cutover report ${directory}`, cause)
  }
}

/** Something else than a file in a file's place. By itself it would be taken for an input: nothing started, exit 3. */
function isRefusedFile(cause: unknown): boolean {
  return isCutoverError(cause) ? cause.code === 'input/unreadable' : isFileRefused(cause)
}

/** The error for a file beside the journal that could not be written. */
export function unwritten(what: string, said: string, then: string, cause: unknown): CutoverError {
  const full = isDiskFull(cause)
  return new CutoverError({
    code: 'journal/write',
    fault: 'environment',
    message: `${what} could not be written${full ? ' (the disk is full)' : ''}: ${messageOf(cause)}. ${said}.`,
    next: `${full ? 'Make room on the disk' : 'Check the disk'}, then ${then}.`,
    cause,
  })
}

/** What an error says, or the thing that was thrown. */
export function messageOf(error: unknown): string {
  return errorData(error).message
}
