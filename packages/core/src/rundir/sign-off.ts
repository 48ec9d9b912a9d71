import { hiddenLines } from './hidden-lines.js'

/**
 * Sign-off of a checklist, as text. Pure.
 *
 * SO1. Signed means: within the first 50 lines, one line reads `APPROVED BY: <name> ON: <YYYY-MM-DD>` from its
 *      first column, with a real date and a name that somebody filled in.
 * SO2. A line that was meant as a signature and is none is reported with what is wrong with it.
 *      Neither is one that a reader of the page does not see as a signature: in a comment, or in a block of code.
 * SO3. Every `CHECKLIST SHA-256:` line of the file has to carry the digest of the checklist that runs.
 */
export const SIGN_OFF_LINES = 50
const SIGNED = /^APPROVED BY: (.+) ON: (\d{4})-(\d{2})-(\d{2})/
const MEANT = /approved\s*by/i
const DIGEST_MEANT = /^[\s>*_`#-]*CHECKLIST\s+SHA-?256\b/i
const DIGEST = /^CHECKLIST SHA-256: ([0-9a-f]{64})\s*$/i

export const SIGN_OFF_EXAMPLE = 'APPROVED BY: <your name> ON: <YYYY-MM-DD>'

export interface Signature {
  readonly kind: 'signed'
  readonly name: string
  /** `YYYY-MM-DD`, a day that exists. */
  readonly date: string
  /** Counts from 1. */
  readonly line: number
  /** What `cutover sign` recorded; null where there is no such line, `malformed` where it cannot be read. */
  readonly digests: readonly { readonly line: number; readonly sha256: string | 'malformed' }[]
}

export interface NoSignature {
  readonly kind: 'not-signed'
  readonly reason: 'absent' | 'quoted' | 'decorated' | 'unfilled' | 'date' | 'too-late' | 'spelling'
  readonly line: number | null
  readonly found: string | null
  /** A clause that says what is wrong. */
  readonly message: string
}

export type SignOff = Signature | NoSignature

/** Reads the sign-off out of a checklist's markdown (SO1, SO2). */
export function parseSignOff(markdown: string): SignOff {
  const lines = splitLines(markdown)
  const faults: NoSignature[] = []
  const hidden = hiddenLines(lines)
  for (const [index, line] of lines.entries()) {
    if (!MEANT.test(line)) continue
    const judged = hidden.has(index) ? concealed(line, index + 1) : judge(line, index + 1)
    if (judged.kind === 'signed') return { ...judged, digests: digestLines(lines) }
    faults.push(judged)
  }
  // The line that came nearest to a signature says most about what its writer meant.
  const nearest = NEARNESS.flatMap((reason) => faults.filter((fault) => fault.reason === reason))[0]
  return nearest ?? none('absent', null, null, `none of the first ${SIGN_OFF_LINES} lines is a signature`)
}

const NEARNESS: readonly NoSignature['reason'][] = [
  'date',
  'unfilled',
  'too-late',
  'quoted',
  'decorated',
  'spelling',
]

function judge(line: string, number: number): Omit<Signature, 'digests'> | NoSignature {
  const match = SIGNED.exec(line)
  if (match === null) return nearMiss(line, number)
  const [, rawName = '', year = '', month = '', day = ''] = match
  const date = `${year}-${month}-${day}`
  const name = rawName.trim()
  if (isUnfilled(name)) return none('unfilled', number, line, 'the name is not filled in')
  if (!isRealDate(date)) return none('date', number, line, `there is no day ${date}`)
  if (number > SIGN_OFF_LINES)
    return none(
      'too-late',
      number,
      line,
      `it stands on line ${number}; only the first ${SIGN_OFF_LINES} count`,
    )
  return { kind: 'signed', name, date, line: number }
}

function concealed(line: string, number: number): NoSignature {
  return none(
    'quoted',
    number,
    line,
    'it is inside a comment or a block of code, which is not how a page is signed',
  )
}

function nearMiss(line: string, number: number): NoSignature {
  const bare = line.replace(/^[\s>*_`#-]+/, '').replace(/[*_`]+(?=\s|$|:)/g, '')
  if (/^\s*>/.test(line))
    return none('quoted', number, line, 'it is inside a quotation (the line begins with ">")')
  if (/^APPROVED BY:.* ON:/i.test(bare) && /ON:\s*$|ON:\s*[_<[.]/i.test(bare))
    return none('unfilled', number, line, 'it is not filled in')
  if (/^APPROVED BY:\s*ON:/.test(line)) return none('unfilled', number, line, 'the name is not filled in')
  if (/^APPROVED BY: .+ ON: /.test(line))
    return none('date', number, line, 'the date is not written as YYYY-MM-DD')
  if (/^[\s*_`#-]+APPROVED BY/.test(line))
    return none(
      'decorated',
      number,
      line,
      'it has to begin at the first column, without bold, list or heading signs',
    )
  if (/^approved by/i.test(line) && !line.startsWith('APPROVED BY: '))
    return none('spelling', number, line, '"APPROVED BY: " has to be written exactly so')
  return none('spelling', number, line, 'it does not have the form of a signature')
}

function none(
  reason: NoSignature['reason'],
  line: number | null,
  found: string | null,
  message: string,
): NoSignature {
  return {
    kind: 'not-signed',
    reason,
    line,
    found: found === null ? null : found.trim().slice(0, 120),
    message,
  }
}

/** No letter and no digit (underscores, blanks, dots, invisible characters), or the template's own words in brackets. */
function isUnfilled(name: string): boolean {
  return !/[\p{L}\p{N}]/u.test(name) || /^[<[{].*[>\]}]$/.test(name)
}

function isRealDate(date: string): boolean {
  const parsed = new Date(`${date}T00:00:00.000Z`)
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date)
}

function digestLines(lines: readonly string[]): Signature['digests'] {
  return lines.flatMap((line, index) => {
    if (!DIGEST_MEANT.test(line)) return []
    const hex = DIGEST.exec(line)?.[1]
    return [{ line: index + 1, sha256: hex === undefined ? ('malformed' as const) : hex.toLowerCase() }]
  })
}

export function splitLines(text: string): string[] {
  return (text.startsWith('\uFEFF') ? text.slice(1) : text).split(/\r\n|\n|\r/)
}

export function isDigestLine(line: string): boolean {
  return DIGEST_MEANT.test(line)
}
