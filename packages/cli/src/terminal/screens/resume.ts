import { assertNever, type ResumeRequest } from '@cutover/core'
import type { Screen, Section } from '../screen.js'
import { FOLD, timeSections, warningSection, whatSections, whereAmI } from './common.js'
import { wayBackSections } from './way-back.js'

/** A resumed run has to be told what to do. */
export function resumeScreen(request: ResumeRequest): Screen {
  const { question } = request
  return {
    title: question === null ? 'Resume' : `Resume · ${whereAmI(question)}`,
    tone: 'warn',
    lead: question === null ? [] : [question.step.step_id],
    sections: [
      { label: 'Situation', lines: [situation(request.reason)], tone: 'warn', keep: true },
      { label: 'Found', lines: [request.finding], foldAfter: FOLD, keep: true },
      { label: 'Last entry', lines: [request.lastEvent] },
      { label: 'Evidence', lines: request.evidence, foldAfter: FOLD },
      ...(question === null
        ? []
        : [
            ...whatSections(question),
            ...(request.wayBack === null ? [] : wayBackSections(request.wayBack)),
            ...(request.retriesLeft === null ? [] : [retriesSection(request.retriesLeft)]),
            ...timeSections(question),
            ...warningSection(question.warnings),
          ]),
    ],
  }
}

function retriesSection(left: number): Section {
  return { label: 'Retries', lines: [`${left} left for this step`] }
}

function situation(reason: ResumeRequest['reason']): string {
  switch (reason) {
    case 'in-doubt':
      return 'The last process ended between your yes and the answer of AWS, and AWS does not show whether it happened.'
    case 'not-done':
      return 'The last process ended after your yes, and AWS shows that nothing happened.'
    case 'failed':
      return 'This step failed before the run stopped.'
    case 'verify-failed':
      return 'This step was executed, but AWS does not show the wanted state.'
    case 'rollback-in-doubt':
      return 'The last process ended during a rollback, and AWS does not show that it undid the step.'
    case 'aborted':
      return 'You are about to go on with a run that was aborted.'
    case 'other-version':
      return 'You are about to go on with a run that another version of cutover began.'
    default:
      return assertNever(reason)
  }
}
