import type {
  ApprovalKind,
  ApprovalProvider,
  ApprovalRequest,
  DecisionByKind,
  DecisionFor,
  RequestFor,
} from '@cutover/core'
import type { Closing, Ticket, TicketQueue } from './ticket-queue.js'

/**
 * Routes a run's questions to a queue of tickets.
 *
 * What may stop an application takes two people (four eyes): high risk, steps that cannot be undone, freezes.
 * Only foreseen questions become tickets. When something failed, or a run is resumed, the answer needs somebody
 * who looks: the provider then rejects, which is never an approval. The run halts, and a person goes on with it
 * at a terminal: `cutover run <dir> --resume`.
 */
export function ticketApprovals(queue: TicketQueue): ApprovalProvider {
  return {
    async decide<K extends ApprovalKind>(request: RequestFor<K>, signal: AbortSignal) {
      const closing = await queue.ask(ticketOf(request), signal)
      return decisionOf(request, closing) as DecisionFor<K>
    },
  }
}

function ticketOf(request: ApprovalRequest): Omit<Ticket, 'id'> {
  switch (request.kind) {
    case 'plan':
      return { title: 'Start the cutover?', lines: request.summaryLines, signaturesNeeded: 2 }
    case 'step':
      return { title: titleOf(request), lines: linesOf(request), signaturesNeeded: signaturesFor(request) }
    case 'irreversible':
      return { title: titleOf(request), lines: [request.cannotBeUndone], signaturesNeeded: 2 }
    case 'handoff':
      return { title: titleOf(request), lines: request.criteria, signaturesNeeded: 2 }
    default:
      throw new Error(`"${request.kind}" is not for the queue: somebody has to look`)
  }
}

function titleOf({ step, position }: RequestFor<'step' | 'irreversible' | 'handoff'>): string {
  return `[${position.index}/${position.total}] ${step.description}`
}

/** What has to be in front of the people who sign: the call, what it changes, what stands in its way. */
function linesOf({ account, call, preview, rollback, warnings, invalidated }: RequestFor<'step'>) {
  return [
    `account: ${account === null ? 'none' : `${account.accountId} (${account.side})`}`,
    `call: ${call ?? 'none'}`,
    ...preview.before.map((line) => `before: ${line}`),
    ...preview.after.map((line) => `after: ${line}`),
    ...preview.blockers.map((line) => `blocked: ${line}`),
    ...warnings.map((line) => `warning: ${line}`),
    ...(invalidated ?? []).map((line) => `changed since the last yes: ${line}`),
    `rollback: ${rollback}`,
  ]
}

function signaturesFor({ risk, step }: RequestFor<'step'>): 1 | 2 {
  return risk === 'high' || step.irreversible || step.freeze !== null ? 2 : 1
}

function decisionOf(request: ApprovalRequest, closing: Closing): DecisionByKind[ApprovalKind] {
  const yes = closing.kind === 'signed'
  const note = yes ? `signed by ${closing.by.join(' and ')}` : `refused by ${closing.by}: ${closing.because}`
  switch (request.kind) {
    case 'plan':
      return { decision: yes ? 'go' : 'no-go' }
    case 'step':
      // Blocked steps cannot be approved, whoever signed.
      return { decision: yes && request.choices.includes('approve') ? 'approve' : 'abort', note }
    case 'irreversible':
      return yes ? { decision: 'confirm', typed: request.typeToConfirm } : { decision: 'abort' }
    case 'handoff':
      return yes
        ? { decision: 'confirm', confirmed: request.criteria, policyAttached: true }
        : { decision: 'stop' }
    default:
      throw new Error(`"${request.kind}" is not for the queue: somebody has to look`)
  }
}
