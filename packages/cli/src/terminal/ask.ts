import prompts from 'prompts'
import type { Input, Output } from '../host.js'
import { GONE, type SettlePort, settle } from './settle.js'
import { cut } from './text.js'

/**
 * Single questions on a terminal.
 *
 * Q1. Nothing is preselected: the first entry of every list is no answer, and choosing it asks again.
 * Q2. A question ends by an answer, by Ctrl-C, by its signal, or by the terminal going away; all but the first
 *     reject with {@link Unanswered}. Escape asks again.
 * Q3. Nothing that was typed before a question was put answers it (settle.ts).
 */
export interface TerminalPort extends SettlePort {
  readonly input: Input
  readonly output: Output
  /** Called when the operator pressed Ctrl-C in a question. */
  readonly onInterrupt: () => void
}

/** Nobody answered; the reason is in the message. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered'
}

export interface Choice<V extends string> {
  readonly title: string
  readonly value: V
}

/** Cannot collide with a value: values are names of decisions. */
const NOTHING = ''

/** Lets the operator choose from a list by arrow keys. Q1, Q2. */
export async function select<V extends string>(
  port: TerminalPort,
  message: string,
  choices: readonly Choice<V>[],
  signal: AbortSignal,
): Promise<V> {
  await quiet(port, signal)
  // A terminal that was never told its size says 0.
  const room = (port.output.columns || 80) - 6
  for (;;) {
    const answer = await once(port, signal, {
      type: 'select',
      message,
      hint: 'arrow keys, then Enter; Ctrl-C stops here',
      choices: [
        { title: '— choose —', value: NOTHING },
        ...choices.map(({ title, value }) => ({ title: cut(title, room), value })),
      ],
      initial: 0,
    })
    const chosen = choices.find((choice) => choice.value === answer)
    if (chosen !== undefined) return chosen.value
  }
}

/** Asks for a line of text; an empty one is the answer "". Q2. */
export async function typed(port: TerminalPort, message: string, signal: AbortSignal): Promise<string> {
  await quiet(port, signal)
  for (;;) {
    const answer = await once(port, signal, { type: 'text', message, initial: '' })
    if (typeof answer === 'string') return answer
  }
}

type Question = Readonly<Omit<prompts.PromptObject<'answer'>, 'name' | 'stdin' | 'stdout'>>

/** Q3. Asking the same question again is no new one: it has been on the screen all the while. */
async function quiet(port: TerminalPort, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  if (port.input.destroyed || port.input.readableEnded) throw new Unanswered('the terminal is closed')
  const settled = await settle(port, signal)
  refuseUnanswered(settled === 'quiet' ? 'open' : settled, port)
}

/** One prompt; undefined after Escape. */
async function once(port: TerminalPort, signal: AbortSignal, question: Question): Promise<unknown> {
  const { input, output } = port
  signal.throwIfAborted()
  if (input.destroyed || input.readableEnded) throw new Unanswered('the terminal is closed')
  let end: 'open' | 'interrupt' | 'signal' | 'closed' = 'open'
  const close = (why: typeof end) => {
    end = why
    // The prompt listens for keys only; the one that aborts it closes it and restores the terminal.
    input.emit('keypress', '', { name: 'abort' })
  }
  const onSignal = () => close('signal')
  const onClosed = () => close('closed')
  const onKey = (_text: string, key: { readonly name?: string; readonly ctrl?: boolean } | undefined) => {
    if (key?.ctrl === true && (key.name === 'c' || key.name === 'd')) end = 'interrupt'
  }
  input.on('keypress', onKey)
  signal.addEventListener('abort', onSignal, { once: true })
  for (const event of GONE) input.on(event, onClosed)
  let answer: unknown
  try {
    const streams = { stdin: input as NodeJS.ReadStream, stdout: output as NodeJS.WriteStream }
    const asked = { ...question, ...streams, name: 'answer' } as prompts.PromptObject<'answer'>
    answer = (await prompts(asked)).answer
  } finally {
    input.off('keypress', onKey)
    signal.removeEventListener('abort', onSignal)
    for (const event of GONE) input.off(event, onClosed)
  }
  refuseUnanswered(end, port)
  return answer
}

function refuseUnanswered(end: 'open' | 'interrupt' | 'signal' | 'closed', port: TerminalPort): void {
  switch (end) {
    case 'open':
      return
    case 'interrupt':
      // The prompt leaves the choice it stood at on the screen; that is no answer.
      port.output.write('Not answered.\n')
      port.onInterrupt()
      throw new Unanswered('interrupted')
    case 'signal':
      throw new Unanswered('the run is being stopped')
    case 'closed':
      throw new Unanswered('the terminal was closed')
  }
}
