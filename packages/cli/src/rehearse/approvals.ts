import type { ApprovalKind, ApprovalProvider, DecisionFor, RequestFor } from '@cutover/core'
import { askOnTerminal, type TerminalQuestions } from '../terminal/approvals.js'
import type { Choice } from '../terminal/ask.js'
import { printable } from '../terminal/text.js'

type Extra = 'rest' | 'made-up'

const REST: Choice<Extra> = {
  title: printable('Answer the rest for me (only a rehearsal can)'),
  value: 'rest',
}
const MADE_UP: Choice<Extra> = {
  title: printable('Use a made-up value from a temporary file'),
  value: 'made-up',
}

/** Asks as a real run does; every question also offers to have the rest answered. */
export function rehearsalApprovals(
  terminal: TerminalQuestions,
  automatic: ApprovalProvider,
): ApprovalProvider {
  let handedOver = false
  return {
    async decide<K extends ApprovalKind>(request: RequestFor<K>, signal: AbortSignal) {
      if (handedOver) return await automatic.decide<K>(request, signal)
      const extras = request.kind === 'secret-file' ? [MADE_UP, REST] : [REST]
      const answer = await askOnTerminal<Extra>(terminal, request, extras, signal)
      if (answer.kind === 'decision') return answer.decision as DecisionFor<K>
      handedOver = answer.value === 'rest'
      return await automatic.decide<K>(request, signal)
    },
  }
}
