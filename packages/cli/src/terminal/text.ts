import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'

/**
 * Text from artifacts and from AWS on its way to a terminal.
 *
 * T1. No control character but a line break leaves `printable`: an artifact cannot move the cursor, set a
 *     title, hide a line or turn text around. What was there is shown, not dropped.
 */

/** Control, format (zero width, bidirectional, tags), lone surrogates, line and paragraph separators. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** Makes every control or invisible character visible (T1); keeps line breaks, spreads tabs. */
export function printable(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '  ')
    .replace(UNPRINTABLE, (char) => (char === '\n' ? char : escaped(char)))
}

function escaped(char: string): string {
  const code = char.codePointAt(0) ?? 0
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u{${code.toString(16).padStart(4, '0')}}`
}

/** As {@link printable}, on one line. */
export function oneLine(text: string): string {
  return printable(text).replaceAll('\n', ' ')
}

/**
 * Breaks printable text into lines that fit. Words stay whole where they can; what is longer than a line (an
 * ARN, a command) is broken where it has to be, so that nothing is lost.
 */
export function wrap(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const [first = '', ...rest] = wrapAnsi(line, Math.max(1, width), { hard: true, trim: false }).split('\n')
    return [first, ...rest.map((part) => part.trimStart())].map((part) => part.trimEnd())
  })
}

/** A word of a command line, as quote.ts writes them: a quoted one may hold blanks. */
const WORD = /(?:'[^']*'|\\'|[^\s'])+/g

/**
 * Breaks a command line between words, with the backslash that makes a shell go on. A word that is longer than
 * the width is left to the terminal to break: whoever copies it gets it whole.
 */
export function wrapCommand(command: string, width: number): readonly string[] {
  if (columns(command) <= width) return [command]
  const lines: string[] = []
  let line = ''
  for (const word of command.match(WORD) ?? []) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && columns(longer) > width - 2) {
      lines.push(`${line} \\`)
      line = word
    } else line = longer
  }
  return [...lines, line]
}

/** Columns that a printable line takes. */
export function columns(text: string): number {
  return stringWidth(text)
}

/** Cuts a printable line to a width, marking the cut. */
export function cut(text: string, width: number): string {
  if (columns(text) <= width) return text
  let out = ''
  for (const char of text) {
    if (columns(out + char) > width - 1) break
    out += char
  }
  return `${out}…`
}

/** Pads a printable line with blanks to a width. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)))
}
