import type { Printer } from '../shell.js'
import { type Settled, type SettlePort, settle } from './settle.js'
import { cut, erasedRows, joined, lines, type Printable, printable, shown } from './text.js'

/** A question as it stands on the screen before it takes keys. */
export interface Drawing {
  readonly message: Printable
  /** Under the message, one a row. */
  readonly rows: readonly Printable[]
}

export interface DrawingPort extends SettlePort {
  readonly output: Printer
}

const WAITING = printable('one moment: no key is taken yet')
const KEYS_COMING = printable('keys keep coming and are thrown away: let go of them')
const THROWN_AWAY = printable('Keys pressed before the question was complete were thrown away.')

/**
 * Draws a question in full, waits until nothing was typed for a while with all of it on the screen, and takes the
 * drawing back, for the prompt that takes its place. The pointer and the question mark are the prompt's: where
 * they are, keys are taken. Keys that come earlier are said to be thrown away, once, above the question.
 */
export async function showUntilQuiet(
  port: DrawingPort,
  question: Drawing,
  signal: AbortSignal,
): Promise<Settled> {
  const { output } = port
  let hint = WAITING
  let rows = 0
  const draw = (above: readonly Printable[]) => {
    const drawn = rowsOf(question, hint, output)
    output.print(joined([erasedRows(rows), lines([...above, ...drawn])], ''))
    rows = drawn.length
  }
  draw([])
  await output.flushed()
  const settled = await settle(port, signal, () => {
    if (hint === KEYS_COMING) return
    hint = KEYS_COMING
    draw([cut(THROWN_AWAY, widthOf(output))])
  })
  if (settled === 'quiet') output.print(erasedRows(rows))
  return settled
}

/** One row each, so that as many can be taken back. */
function rowsOf({ message, rows }: Drawing, hint: Printable, output: Printer): readonly Printable[] {
  const texts = [shown`· ${message} › ${hint}`, ...rows.map((row) => shown`    ${row}`)]
  return texts.map((text) => cut(text, widthOf(output)))
}

/** A terminal that was never told its size says 0. One column is left: some terminals break a full line. */
function widthOf({ columns }: Printer): number {
  return (columns || 80) - 1
}
