import type { ApprovalKind, ApprovalProvider, ApprovalRequest, DecisionFor, RequestFor } from '@cutover/core'
import type { Choice, TerminalPort } from './ask.js'
import { type Answer, openDialog } from './dialog.js'
import { conduct } from './questions.js'

export interface TerminalQuestions extends TerminalPort {
  readonly width: () => number
  readonly colour: boolean
  /** Called around every dialog: the keyboard and the live line make room. */
  readonly onOpen: () => void
  readonly onClose: () => void
}

/** Puts a request to the operator, with extra choices beside the dialog's own. */
export async function askOnTerminal<X extends string>(
  terminal: TerminalQuestions,
  request: ApprovalRequest,
  extras: readonly Choice<X>[],
  signal: AbortSignal,
): Promise<Answer<DecisionFor<ApprovalKind>, X>> {
  terminal.onOpen()
  try {
    const layout = { width: terminal.width(), colour: terminal.colour }
    return await conduct(openDialog(request, { port: terminal, layout, extras, signal }), request)
  } finally {
    terminal.onClose()
  }
}

/**
 * A person at a terminal. There is nothing in here that answers: a terminal that goes away, Ctrl-C, and a run
 * that is being stopped all reject.
 */
export function terminalApprovals(terminal: TerminalQuestions): ApprovalProvider {
  return {
    async decide<K extends ApprovalKind>(request: RequestFor<K>, signal: AbortSignal) {
      const answer = await askOnTerminal<never>(terminal, request, [], signal)
      if (answer.kind === 'extra') throw new TypeError('no extra choice was offered')
      return answer.decision as DecisionFor<K>
    },
  }
}
