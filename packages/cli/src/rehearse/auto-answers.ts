import {
  type ApprovalKind,
  type ApprovalProvider,
  type ApprovalRequest,
  assertNever,
  type DecisionByKind,
  type DecisionFor,
  type RequestFor,
} from '@cutover/core'
import type { Rehearsal } from './rehearsal.js'

/** So often a job of unknown status is waited for before the rehearsal gives up. */
const MAX_PATIENCE = 20

/**
 * Answers every question so that the walk goes on. Made from a {@link Rehearsal} only, whose accounts are
 * simulated: there is no way to hand it to a run that reaches AWS.
 */
export function autoAnswers(rehearsal: Rehearsal): ApprovalProvider {
  let patience = MAX_PATIENCE
  const answer = async (request: ApprovalRequest): Promise<DecisionByKind[ApprovalKind]> => {
    switch (request.kind) {
      case 'plan':
        return { decision: 'go' }
      case 'step':
        return answerStep(request)
      case 'irreversible':
        return { decision: 'confirm', typed: request.typeToConfirm }
      case 'handoff':
        if (request.denied !== null && request.denied.length > 0) return { decision: 'stop' }
        return { decision: 'confirm', confirmed: request.criteria, policyAttached: true }
      case 'failure':
        return answerFailure(request)
      case 'after-rollback':
        return { decision: 'stop' }
      case 'resume':
        return answerResume(request)
      case 'poll-unknown':
        patience -= 1
        return { decision: patience > 0 ? 'keep-waiting' : 'stop' }
      case 'secret-file':
        return { decision: 'file', path: await rehearsal.secretFile() }
      default:
        return assertNever(request)
    }
  }
  return {
    async decide<K extends ApprovalKind>(request: RequestFor<K>, signal: AbortSignal) {
      signal.throwIfAborted()
      return (await answer(request)) as DecisionFor<K>
    },
  }
}

/** A blocked step cannot be approved, and skipping it would only look like success. */
function answerStep(request: RequestFor<'step'>): DecisionByKind['step'] {
  if (request.choices.includes('approve')) return { decision: 'approve' }
  throw new Error(`${request.step.step_id} is blocked: ${request.preview.blockers.join('; ')}`)
}

/** A failure is tried once more; then undone where possible. */
function answerFailure({ choices, retriesLeft }: RequestFor<'failure'>): DecisionByKind['failure'] {
  if (choices.includes('retry') && retriesLeft > 1) return { decision: 'retry' }
  return { decision: choices.includes('rollback-and-stop') ? 'rollback-and-stop' : 'stop' }
}

function answerResume({ choices }: RequestFor<'resume'>): DecisionByKind['resume'] {
  const wanted = (['continue', 'retry'] as const).find((choice) => choices.includes(choice))
  return { decision: wanted ?? 'stop' }
}
