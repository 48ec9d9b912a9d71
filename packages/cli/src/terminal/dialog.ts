import type { ApprovalRequest } from '@cutover/core'
import { type Choice, select, type TerminalPort, typed } from './ask.js'
import { recap } from './recap.js'
import { type Layout, renderScreen, type Screen } from './screen.js'
import { screenOf } from './screens/screen-of.js'
import { lines, type Printable, printable, shown, wrap } from './text.js'

/** What a dialog asks with. Made per request; every question of it ends with the same signal. */
export interface Dialog<X extends string> {
  /** A list that also offers to unfold the screen and the extra choices. */
  choose<V extends string>(message: Printable, choices: readonly Choice<V>[]): Promise<Chosen<V, X>>
  /** A list of exactly these. */
  select<V extends string>(message: Printable, choices: readonly Choice<V>[]): Promise<V>
  typed(message: Printable): Promise<string>
  /** Says something between questions; from anywhere, it is made printable and broken to the width here. */
  say(text: string): void
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
  const folded = renderScreen(screen, { ...options.layout, unfolded: false })
  port.output.print(shown`\n${lines(folded)}\n`)
  return {
    select: (message, choices) => select(port, message, choices, signal),
    typed: (message) => typed(port, message, signal),
    say: (text) => port.output.print(lines(wrap(printable(text), options.layout.width))),
    async choose(message, choices) {
      for (;;) {
        const all: Choice<string>[] = [...choices, ...extras]
        const isWhole = folded.length <= roomAbove(all.length, options) && !isFolded(screen, options)
        // Last, so that no choice stands elsewhere on a low terminal than on a high one.
        if (!isWhole) all.push({ title: ALL_OF_IT, value: PAGES })
        const room = roomAbove(all.length, options)
        const repeated =
          folded.length <= room ? [] : recap(screen, { ...options.layout, unfolded: false }, room)
        if (repeated.length > 0) port.output.print(shown`${lines(repeated)}\n`)
        const value = await select(port, message, all, signal)
        const choice = choices.find((one) => one.value === value)
        if (choice !== undefined) return { kind: 'choice', value: choice.value }
        const extra = extras.find((one) => one.value === value)
        if (extra !== undefined) return { kind: 'extra', value: extra.value }
        await showPaged(screen, options)
      }
    },
  }
}

const PAGES = 'pages'
const ALL_OF_IT = printable('Show all of it, page by page')
const THAT_IS_ALL = printable('That is all of it')
const BACK = [{ title: printable('Back to the question'), value: 'back' }] as const
const MORE = [{ title: printable('Next page'), value: 'next' }, ...BACK] as const
/** Rows of a question beside its choices: an empty one, that keys were void, the message, "choose", the cursor's. */
const QUESTION_ROWS = 5
/** A terminal that was never told its size says 0. */
const DEFAULT_ROWS = 24

/** Rows that a question with so many choices leaves above itself. */
function roomAbove<X extends string>(choices: number, { port }: DialogOptions<X>): number {
  return Math.max(6, (port.output.rows || DEFAULT_ROWS) - QUESTION_ROWS - choices)
}

function isFolded<X extends string>(screen: Screen, { layout }: DialogOptions<X>): boolean {
  const folded = renderScreen(screen, { ...layout, unfolded: false })
  return renderScreen(screen, { ...layout, unfolded: true }).length > folded.length
}

/** The whole screen, a page at a time; the last page, too, stays until it was read. */
async function showPaged<X extends string>(screen: Screen, options: DialogOptions<X>) {
  const { port, layout, signal } = options
  const all = renderScreen(screen, { ...layout, unfolded: true })
  const size = roomAbove(MORE.length, options)
  for (let from = 0; from < all.length; from += size) {
    const to = Math.min(from + size, all.length)
    port.output.print(shown`${lines(all.slice(from, to))}\n`)
    if (to === all.length) await select(port, THAT_IS_ALL, BACK, signal)
    else if (
      (await select(port, shown`Lines ${from + 1} to ${to} of ${all.length}`, MORE, signal)) === 'back'
    )
      return
  }
}
