import { CutoverError } from '../model/errors.js'
import { hiddenLines } from './hidden-lines.js'
import { isDigestLine, parseSignOff, SIGN_OFF_LINES, splitLines } from './sign-off.js'

export interface NewSignature {
  readonly name: string
  /** `YYYY-MM-DD`. */
  readonly date: string
  /** SHA-256 of the checklist JSON's bytes. */
  readonly sha256: string
}

/**
 * The markdown with a signature and, under it, the digest of what was signed. Replaces an earlier signature or
 * an unfilled line; otherwise puts it under the title.
 * @throws CutoverError `usage/invalid` when the result would not be read back as this signature
 */
export function writeSignature(markdown: string, signature: NewSignature): string {
  const newline = markdown.includes('\r\n') ? '\r\n' : '\n'
  const lines = splitLines(markdown).filter((line) => !isDigestLine(line))
  const signed = [
    `APPROVED BY: ${signature.name} ON: ${signature.date}`,
    `CHECKLIST SHA-256: ${signature.sha256}`,
  ]
  const now = parseSignOff(lines.join('\n'))
  const replaceable = now.line !== null && now.line <= SIGN_OFF_LINES && !isProse(now)
  if (replaceable && now.line !== null) lines.splice(now.line - 1, 1, ...signed)
  else lines.splice(afterTitle(lines), 0, '', ...signed, '')
  const text = lines.join(newline)
  const readBack = parseSignOff(text)
  if (readBack.kind === 'signed' && readBack.name === signature.name && readBack.date === signature.date)
    return text
  throw new CutoverError({
    code: 'usage/invalid',
    fault: 'operator',
    message: `"${signature.name}" on ${signature.date} does not make a valid signature.`,
    next: 'Give a name on one line and a date as YYYY-MM-DD.',
  })
}

/** A sentence that only mentions approval must not be overwritten. */
function isProse(signOff: ReturnType<typeof parseSignOff>): boolean {
  return signOff.kind === 'not-signed' && (signOff.reason === 'spelling' || signOff.reason === 'quoted')
}

function afterTitle(lines: readonly string[]): number {
  const hidden = hiddenLines(lines)
  const title = lines.findIndex((line, index) => line.startsWith('# ') && !hidden.has(index))
  return title < 0 || title >= SIGN_OFF_LINES - 4 ? 0 : title + 1
}
