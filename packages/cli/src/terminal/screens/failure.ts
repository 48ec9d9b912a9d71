import type { AfterRollbackRequest, FailureRequest } from '@cutover/core'
import { shortDuration } from '../durations.js'
import type { Screen } from '../screen.js'
import { FOLD, failureSections, timeSections, warningSection, whatSections, whereAmI } from './common.js'

/** A step failed. */
export function failureScreen(request: FailureRequest): Screen {
  return {
    title: `FAILED · ${whereAmI(request)}`,
    tone: 'danger',
    lead: [request.step.step_id],
    sections: [
      ...failureSections(request.failure),
      ...whatSections(request),
      { label: 'Way back', lines: [request.rollback, windowLine(request)] },
      { label: 'Plan says', lines: request.planRollback, foldAfter: FOLD },
      ...(request.irreversible === null
        ? []
        : [{ label: 'NO UNDO', lines: [request.irreversible], tone: 'danger' as const }]),
      { label: 'Retries', lines: [`${request.retriesLeft} left for this step`] },
      ...timeSections(request),
      ...warningSection(request.warnings),
    ],
  }
}

function windowLine({ rollbackWindowMinutes, sinceStartedMs, insideWindow }: FailureRequest): string {
  const since = `${shortDuration(sinceStartedMs)} since the step began`
  if (rollbackWindowMinutes === null) return `The plan names no rollback window; ${since}.`
  return `Rollback window ${rollbackWindowMinutes} min, ${since}: ${insideWindow === true ? 'inside it' : 'OUTSIDE it'}.`
}

/** A rollback ended without undoing the step. */
export function afterRollbackScreen(request: AfterRollbackRequest): Screen {
  return {
    title: `${request.ok ? 'Rolled back' : 'THE ROLLBACK FAILED'} · ${whereAmI(request)}`,
    tone: request.ok ? 'warn' : 'danger',
    lead: [request.step.step_id],
    sections: [
      ...(request.failure === null ? [] : failureSections(request.failure)),
      ...(request.remains === null
        ? []
        : [{ label: 'Remains', lines: [request.remains], tone: 'warn' as const }]),
      ...whatSections(request),
      ...timeSections(request),
      ...warningSection(request.warnings),
    ],
  }
}
