import prompts from 'prompts'
import type { Printer } from '../shell.js'
import { type DrawingPort, showUntilQuiet } from './drawn.js'
import { GONE } from './settle.js'
import { cut, drawnByPrompt, type Printable, printable } from './text.js'

/**
 * Single questions on a terminal.
 *
 * Q1. Nothing is preselected: the first entry of every list is no answer, and choosing it asks again.
 * Q2. A question ends by an answer, by Ctrl-C, by its signal, or by the terminal going away; all but the first
 *     reject with {@link Unanswered}. Escape asks again.
 * Q3. Nothing answers a question that was typed before it stood on the screen in full for 700 ms without a key
 *     (settle.ts). That goes for every question, also for one that is asked again.
 */
export interface TerminalPort extends DrawingPort {
  /** Called when the operator pressed Ctrl-C in a question. */
  readonly onInterrupt: () => void
}

/** Nobody answered; the reason is in the message. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered'
}

export interface Choice<V extends string> {
  readonly title: Printable
  readonly value: V
}

/** The entry that every list begins with. */
const CHOOSE = printable('— choose —')
const HINT = printable('arrow keys, then Enter; Ctrl-C stops here')
/** Cannot collide with a value: values are names of decisions. */
const NOTHING = ''

/** Lets the operator choose from a list by arrow keys. Q1, Q2, Q3. */
export async function select<V extends string>(
  port: TerminalPort,
  message: Printable,
  choices: readonly Choice<V>[],
  signal: AbortSignal,
): Promise<V> {
  // A terminal that was never told its size says 0.
  const room = (port.output.columns || 80) - 6
  const offered = [
    { title: CHOOSE, value: NOTHING },
    ...choices.map(({ title, value }) => ({ title: cut(title, room), value })),
  ]
  for (;;) {
    await untilQuiet(port, message, signal, offered)
    const asked = { type: 'select' as const, message, hint: HINT, choices: offered, initial: 0 }
    const answer = await once(port, signal, asked)
    const chosen = choices.find((choice) => choice.value === answer)
    if (chosen !== undefined) return chosen.value
  }
}

/** Asks for a line of text; an empty one is the answer "". Q2, Q3. */
export async function typed(port: TerminalPort, message: Printable, signal: AbortSignal): Promise<string> {
  for (;;) {
    await untilQuiet(port, message, signal)
    const answer = await once(port, signal, { type: 'text', message, initial: '' })
    if (typeof answer === 'string') return answer
  }
}

/** The words of a question: what the prompts library is given to print. */
type Question = { readonly message: Printable } & (
  | { readonly type: 'text'; readonly initial: '' }
  | {
      readonly type: 'select'
      readonly hint: Printable
      readonly choices: readonly Choice<string>[]
      readonly initial: number
    }
)

/** Q3. */
async function untilQuiet(
  port: TerminalPort,
  message: Printable,
  signal: AbortSignal,
  offered: readonly Choice<string>[] = [],
): Promise<void> {
  signal.throwIfAborted()
  if (port.input.destroyed || port.input.readableEnded) throw new Unanswered('the terminal is closed')
  const question = { message, rows: offered.map(({ title }) => title) }
  const settled = await showUntilQuiet(port, question, signal)
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
    const streams = { stdin: input as NodeJS.ReadStream, stdout: canvas(output) }
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

/** What the prompts library draws on. It writes, and asks how wide it is; a line that is typed is echoed by it. */
function canvas(output: Printer): NodeJS.WriteStream {
  const drawn = {
    write: (text: string) => output.print(drawnByPrompt(text)),
    get columns() {
      return output.columns
    },
  }
  return drawn as unknown as NodeJS.WriteStream
}

const NOT_ANSWERED = printable('Not answered.\n')

function refuseUnanswered(end: 'open' | 'interrupt' | 'signal' | 'closed', port: TerminalPort): void {
  switch (end) {
    case 'open':
      return
    case 'interrupt':
      // The prompt leaves the choice it stood at on the screen; that is no answer.
      port.output.print(NOT_ANSWERED)
      port.onInterrupt()
      throw new Unanswered('interrupted')
    case 'signal':
      throw new Unanswered('the run is being stopped')
    case 'closed':
      throw new Unanswered('the terminal was closed')
  }
}
