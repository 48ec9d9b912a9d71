import type { SecretFileRequest } from '@cutover/core'
import type { Screen } from '../screen.js'
import { timeSections, warningSection, whatSections, whereAmI } from './common.js'

/** Where is the secret's value? The value itself is never shown, typed or kept. */
export function secretFileScreen(request: SecretFileRequest): Screen {
  return {
    title: `Secret value · ${whereAmI(request)}`,
    lead: [request.step.step_id],
    sections: [
      ...(request.rejected === null
        ? []
        : [{ label: 'Not taken', lines: [request.rejected], tone: 'danger' as const, keep: true as const }]),
      { label: 'Secret', lines: [request.secretId], keep: true },
      {
        label: 'Needed',
        lines: [
          'The absolute path of a file, outside the run directory, that holds exactly the value.',
          'It is read once, sent to AWS, and kept nowhere else.',
        ],
      },
      ...whatSections(request),
      ...timeSections(request),
      ...warningSection(request.warnings),
    ],
  }
}
