import type { PollRequest } from '@cutover/core'
import type { Screen } from '../screen.js'
import { timeSections, warningSection, whatSections, whereAmI } from './common.js'

/** The dialog about a job that is running in AWS. */
export function pollScreen(request: PollRequest): Screen {
  const why =
    request.reason === 'operator'
      ? 'You asked about the running job. It goes on in AWS meanwhile.'
      : 'AWS did not say three times in a row how the job stands. It may well be running.'
  return {
    title: `Running job · ${whereAmI(request)}`,
    tone: 'warn',
    lead: [request.step.step_id],
    sections: [
      { label: 'Job', lines: [why], keep: true },
      { label: 'Status', lines: [request.lastStatus], keep: true },
      {
        label: 'Cancel',
        lines: [request.cancellable ? 'AWS can be asked to cancel it.' : 'AWS offers no way to cancel it.'],
      },
      ...whatSections(request),
      ...timeSections(request),
      ...warningSection(request.warnings),
    ],
  }
}
