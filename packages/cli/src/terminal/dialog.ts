import type { ApprovalRequest } from '@cutover/core'
import { type Choice, select, type TerminalPort, typed } from './ask.js'
import { type Layout, renderScreen, type Screen } from './screen.js'
import { screenOf } from './screens/screen-of.js'

/** What a dialog asks with. Made per request; every question of it ends with the same signal. */
export interface Dialog<X extends string> {
  /** A list that also offers to unfold the screen and the extra choices. */
  choose<V extends string>(message: string, choices: readonly Choice<V>[]): Promise<Chosen<V, X>>
  /** A list of exactly these. */
  select<V extends string>(message: string, choices: readonly Choice<V>[]): Promise<V>
  typed(message: string): Promise<string>
  say(line: string): void
}

/** A choice of the dialog, or one that the caller added to every dialog. */
export type Chosen<V extends string, X extends string> =
  | { readonly kind: 'choice'; readonly value: V }
  | { readonly kind: 'extra'; readonly value: X }

/** A decision, or an extra choice that the caller added to every question. */
export type Answer<D, X extends string> =
  | { readonly kind: 'decision'; readonly decision: D }
  | { readonly kind: 'extra'; readonly value: X }

export interface DialogOptions<X extends string> {
  readonly port: TerminalPort
  readonly layout: Omit<Layout, 'unfolded'>
  readonly extras: readonly Choice<X>[]
  readonly signal: AbortSignal
}

/** Shows the request's screen and hands out the dialog about it. */
export function openDialog<X extends string>(request: ApprovalRequest, options: DialogOptions<X>): Dialog<X> {
  const { port, signal, extras } = options
  const screen = screenOf(request)
  show(screen, options, false)
  let folded = isFolded(screen, options)
  return {
    select: (message, choices) => select(port, message, choices, signal),
    typed: (message) => typed(port, message, signal),
    say: (line) => port.output.write(`${line}\n`),
    async choose(message, choices) {
      for (;;) {
        const unfold = folded ? [{ title: 'Show what is folded', value: UNFOLD }] : []
        const all: Choice<string>[] = [...choices, ...unfold, ...extras]
        const value = await select(port, message, all, signal)
        const choice = choices.find((one) => one.value === value)
        if (choice !== undefined) return { kind: 'choice', value: choice.value }
        const extra = extras.find((one) => one.value === value)
        if (extra !== undefined) return { kind: 'extra', value: extra.value }
        await showPaged(screen, options)
        folded = false
      }
    },
  }
}

const UNFOLD = 'unfold'
const MORE = [
  { title: 'Next page', value: 'next' },
  { title: 'Enough', value: 'enough' },
] as const
/** Lines that the question itself takes below a page. */
const QUESTION_ROWS = 5

function show<X extends string>(screen: Screen, { port, layout }: DialogOptions<X>, unfolded: boolean): void {
  const lines = renderScreen(screen, { ...layout, unfolded })
  port.output.write(`\n${lines.join('\n')}\n\n`)
}

function isFolded<X extends string>(screen: Screen, { layout }: DialogOptions<X>): boolean {
  const folded = renderScreen(screen, { ...layout, unfolded: false })
  return renderScreen(screen, { ...layout, unfolded: true }).length > folded.length
}

/** The whole screen, a page at a time. */
async function showPaged<X extends string>(screen: Screen, { port, layout, signal }: DialogOptions<X>) {
  const lines = renderScreen(screen, { ...layout, unfolded: true })
  const size = Math.max(10, (port.output.rows ?? 24) - QUESTION_ROWS)
  for (let from = 0; from < lines.length; from += size) {
    port.output.write(`${lines.slice(from, from + size).join('\n')}\n`)
    const more = from + size < lines.length
    if (more && (await select(port, 'There is more', MORE, signal)) === 'enough') return
  }
}
