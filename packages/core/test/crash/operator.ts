import type {
  ApprovalKind,
  ApprovalProvider,
  ApprovalRequest,
  DecisionByKind,
  DecisionFor,
  RequestFor,
} from '../../src/model/approvals.js'
import { assertNever } from '../../src/model/assert-never.js'

/** A person who wants the cutover to be completed, reads every question, and never gives up. */
export function steadyOperator(secretFile: string): ApprovalProvider {
  const answer = (request: ApprovalRequest): DecisionByKind[ApprovalKind] => {
    switch (request.kind) {
      case 'plan':
        return { decision: 'go' }
      case 'step':
        return { decision: first(request.choices, 'approve', 'recheck') }
      case 'irreversible':
        return { decision: 'confirm', typed: request.typeToConfirm }
      case 'handoff':
        return { decision: 'confirm', confirmed: request.criteria, policyAttached: true }
      case 'failure':
        return { decision: first(request.choices, 'retry', 'stop') }
      case 'after-rollback':
        return { decision: first(request.choices, 'retry-rollback', 'stop') }
      case 'resume':
        return { decision: first(request.choices, 'continue', 'retry', 'stop') }
      case 'poll-unknown':
        return { decision: 'keep-waiting' }
      case 'secret-file':
        return { decision: 'file', path: secretFile }
      default:
        return assertNever(request)
    }
  }
  return {
    async decide<K extends ApprovalKind>(request: RequestFor<K>, signal: AbortSignal) {
      signal.throwIfAborted()
      return answer(request) as DecisionFor<K>
    },
  }
}

/** The first of the wanted choices that is offered. */
function first<C extends string>(offered: readonly C[], ...wanted: readonly C[]): C {
  const found = wanted.find((choice) => offered.includes(choice))
  if (found === undefined) throw new Error(`none of ${wanted.join(', ')} is offered: ${offered.join(', ')}`)
  return found
}
