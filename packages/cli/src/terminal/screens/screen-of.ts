import { type ApprovalRequest, assertNever } from '@cutover/core'
import type { Screen } from '../screen.js'
import { afterRollbackScreen, failureScreen } from './failure.js'
import { handoffScreen } from './handoff.js'
import { irreversibleScreen } from './irreversible.js'
import { planScreen } from './plan.js'
import { pollScreen } from './poll.js'
import { resumeScreen } from './resume.js'
import { secretFileScreen } from './secret-file.js'
import { stepScreen } from './step.js'

/** The screen of any request. */
export function screenOf(request: ApprovalRequest): Screen {
  switch (request.kind) {
    case 'plan':
      return planScreen(request)
    case 'step':
      return stepScreen(request)
    case 'irreversible':
      return irreversibleScreen(request)
    case 'handoff':
      return handoffScreen(request)
    case 'failure':
      return failureScreen(request)
    case 'after-rollback':
      return afterRollbackScreen(request)
    case 'resume':
      return resumeScreen(request)
    case 'poll-unknown':
      return pollScreen(request)
    case 'secret-file':
      return secretFileScreen(request)
    default:
      return assertNever(request)
  }
}
