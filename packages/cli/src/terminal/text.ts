import pc from 'picocolors'
import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'

/**
 * Text from artifacts and from AWS on its way to a terminal.
 *
 * T1. No control character but a line break leaves `printable`: an artifact cannot move the cursor, set a
 *     title, hide a line or turn text around. What was there is shown, not dropped.
 * T2. What is printed is of the type {@link Printable}, and only this file makes one: out of foreign text by
 *     `printable`, `oneLine` and `jsonText`, out of printable text by what joins, breaks, cuts and paints it.
 * T3. Control sequences of our own come out of named functions of this file, which take no foreign text.
 */

declare const MADE_PRINTABLE: unique symbol

/** Text that a terminal shows and does not act on, with colours and cursor moves of our own at most. T2. */
export type Printable = string & { readonly [MADE_PRINTABLE]: true }

/** The only place where a string is said to be printable. */
const made = (text: string): Printable => text as Printable

/**
 * Control, format (zero width, bidirectional, tags), lone surrogates, line and paragraph separators, and whatever
 * else is drawn as nothing (fillers, variation selectors).
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu
/** No script stacks more marks on a letter; a tower of them covers the lines above. */
const TOWER = /(?<=\p{M}{4})\p{M}/gu

/** Makes every control or invisible character visible (T1); keeps line breaks, spreads tabs. */
export function printable(text: string): Printable {
  return made(
    text
      .replaceAll('\r\n', '\n')
      .replaceAll('\t', '  ')
      .replace(UNPRINTABLE, (char) => (char === '\n' ? char : escaped(char)))
      .replace(TOWER, escaped),
  )
}

function escaped(char: string): string {
  const code = char.codePointAt(0) ?? 0
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u{${code.toString(16).padStart(4, '0')}}`
}

/** As {@link printable}, on one line. */
export function oneLine(text: string): Printable {
  return made(printable(text).replaceAll('\n', ' '))
}

/**
 * A value as JSON that reads back as the same value: JSON leaves some control characters as they are, here they
 * are escaped too.
 * @param indent blanks per level; none: on one line
 */
export function jsonText(value: unknown, indent = 0): Printable {
  const text = JSON.stringify(value, null, indent) ?? 'null'
  return made(text.replace(UNPRINTABLE, (char) => (char === '\n' ? char : jsonEscaped(char))))
}

function jsonEscaped(char: string): string {
  return Array.from({ length: char.length }, (_, index) => {
    return `\\u${char.charCodeAt(index).toString(16).padStart(4, '0')}`
  }).join('')
}

/** Words of our own around what is printable: shown`${name} failed`. A string that is not does not compile. */
export function shown(words: TemplateStringsArray, ...values: readonly (Printable | number)[]): Printable {
  return made(words.map((part, index) => `${printable(part)}${values[index] ?? ''}`).join(''))
}

/** Lines, each ended. */
export function lines(texts: readonly Printable[]): Printable {
  return made(texts.map((text) => `${text}\n`).join(''))
}

/** Side by side. */
export function joined(texts: readonly Printable[], between: '' | '  '): Printable {
  return made(texts.join(between))
}

export type Tone = 'plain' | 'strong' | 'dim' | 'good' | 'warn' | 'danger'
export type Paint = (tone: Tone, text: Printable) => Printable

/** How tones look; without colour, the words alone have to do. T3. */
export function painter(colour: boolean): Paint {
  const c = pc.createColors(colour)
  const paints: Readonly<Record<Tone, (text: string) => string>> = {
    plain: (text) => text,
    strong: c.bold,
    dim: c.dim,
    good: c.green,
    warn: c.yellow,
    danger: (text) => c.bold(c.red(text)),
  }
  return (tone, text) => (text === '' ? text : made(paints[tone](text)))
}

/** Empties the line that the cursor stands in, and goes to its beginning. T3. */
export const CLEARED_LINE: Printable = made('\r\x1b[2K')

/** Takes back so many rows above the cursor and everything below them. T3. */
export function erasedRows(rows: number): Printable {
  return made(rows === 0 ? '' : `\x1b[${rows}A\r\x1b[J`)
}

const ESCAPE = '\x1b'
/** What the prompts library draws with: colours, cursor, and emptying a line. */
const DRAWING = new RegExp(String.raw`(${ESCAPE}\[(?:[\d;]*m|\d*[A-G]|[012]?K|\?25[lh])|${ESCAPE}[78])`)

/** What the prompts library writes; of control sequences, only those that it draws with get through. */
export function drawnByPrompt(text: string): Printable {
  const parts = text.replaceAll('\x07', '').split(DRAWING)
  return made(parts.map((part, index) => (index % 2 === 1 ? part : printable(part))).join(''))
}

/**
 * Breaks printable text into lines that fit. Words stay whole where they can; what is longer than a line (an
 * ARN, a command) is broken where it has to be, so that nothing is lost.
 */
export function wrap(text: Printable, width: number): readonly Printable[] {
  return text.split('\n').flatMap((line) => {
    const [first = '', ...rest] = wrapAnsi(line, Math.max(1, width), { hard: true, trim: false }).split('\n')
    return [first, ...rest.map((part) => part.trimStart())].map((part) => made(part.trimEnd()))
  })
}

/** A word of a command line, as quote.ts writes them: a quoted one may hold blanks. */
const WORD = /(?:'[^']*'|\\'|[^\s'])+/g

/**
 * Breaks a command line between words, with the backslash that makes a shell go on. A word that is longer than
 * the width is left to the terminal to break: whoever copies it gets it whole.
 */
export function wrapCommand(command: Printable, width: number): readonly Printable[] {
  if (columns(command) <= width) return [command]
  const broken: string[] = []
  let line = ''
  for (const word of command.match(WORD) ?? []) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && columns(longer) > width - 2) {
      broken.push(`${line} \\`)
      line = word
    } else line = longer
  }
  return [...broken, line].map(made)
}

/** Columns that a printable line takes. */
export function columns(text: string): number {
  return stringWidth(text)
}

const CHARACTERS = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Cuts a printable line to a width, between what a reader calls characters, marking the cut. */
export function cut(text: Printable, width: number): Printable {
  if (columns(text) <= width) return text
  let out = ''
  for (const { segment } of CHARACTERS.segment(text)) {
    if (columns(out + segment) > width - 1) break
    out += segment
  }
  return made(`${out}…`)
}

/** Pads a printable line with blanks to a width. */
export function padTo(text: Printable, width: number): Printable {
  return made(text + ' '.repeat(Math.max(0, width - columns(text))))
}

/** A printable line without the blanks at its end. */
export function trimmedEnd(text: Printable): Printable {
  return made(text.trimEnd())
}
