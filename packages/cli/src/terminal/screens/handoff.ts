import type { HandoffRequest } from '@cutover/core'
import type { Screen, Section } from '../screen.js'
import { FOLD, timeSections, warningSection, whereAmI } from './common.js'

/** The gate between the planes. */
export function handoffScreen(request: HandoffRequest): Screen {
  return {
    title: `Handoff to the data plane · ${whereAmI(request)}`,
    lead: [
      'The target shape stands. What follows moves data, freezes writes and swaps DNS. This gate cannot be skipped.',
    ],
    sections: [
      {
        label: 'Criteria',
        lines: request.criteria.map((text, index) => `${index + 1}. ${text}`),
        foldAfter: 20,
      },
      {
        label: 'Policy',
        lines: [`${request.policyName} has to be attached to the target principal by now.`],
      },
      {
        label: 'If yes',
        lines: [
          'AWS is asked whether both principals may do exactly what the data-plane steps need. Nothing changes.',
        ],
      },
      ...deniedSection(request.denied),
      {
        label: 'Way back',
        lines: ['Stop here: everything so far stays, and the run can be resumed.'],
        keep: true,
      },
      ...timeSections(request),
      ...warningSection(request.warnings),
    ],
  }
}

function deniedSection(denied: HandoffRequest['denied']): readonly Section[] {
  if (denied === null || denied.length === 0) return []
  const lines = denied.map(({ side, action, resource, reason, missingContext }) => {
    const context = missingContext.length === 0 ? '' : ` (unknown: ${missingContext.join(', ')})`
    return `${side}: ${action} on ${resource}: ${reason}${context}`
  })
  return [{ label: 'DENIED', lines, tone: 'danger', foldAfter: FOLD, keep: true }]
}
