import type { AfterRollbackRequest, FailureRequest } from '@cutover/core'
import type { Screen } from '../screen.js'
import { FOLD, failureSections, timeSections, warningSection, whatSections, whereAmI } from './common.js'
import { wayBackSections } from './way-back.js'

/** A step failed. */
export function failureScreen(request: FailureRequest): Screen {
  return {
    title: `FAILED · ${whereAmI(request)}`,
    tone: 'danger',
    lead: [request.step.step_id],
    sections: [
      ...failureSections(request.failure),
      ...whatSections(request),
      ...wayBackSections(request),
      { label: 'Retries', lines: [`${request.retriesLeft} left for this step`] },
      ...timeSections(request),
      ...warningSection(request.warnings),
    ],
  }
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
        : [
            {
              label: 'Remains',
              lines: [request.remains],
              tone: 'warn' as const,
              foldAfter: FOLD,
              keep: true as const,
            },
          ]),
      ...whatSections(request),
      ...timeSections(request),
      ...warningSection(request.warnings),
    ],
  }
}
