import { entryProblem } from './check.js'
import { crc32Hex } from './digest.js'
import type { JournalEntry } from './entry.js'

/**
 * One line of the file: a JSON object whose last member is the CRC-32 of everything before it. The chain
 * proves every line but the last; the CRC proves the last one.
 */

/** The longest line that is written or read, in bytes; bounds the memory of every reader. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024

/** `,"crc":"xxxxxxxx"}` */
export const CRC_MEMBER_BYTES = 18

/** A line read: either an entry, or why it is none. */
export type ReadLine =
  | { readonly kind: 'entry'; readonly entry: JournalEntry }
  | { readonly kind: 'invalid'; readonly reason: string }

/** Encodes an object (without `crc`) as a line without newline. */
export function encodeLine(members: object): string {
  const body = JSON.stringify(members).slice(0, -1)
  return `${body},"crc":"${crc32Hex(body)}"}`
}

/** Parses and validates a line. The CRC is checked apart ({@link crcHolds}): the chain proves most lines. */
export function readLine(bytes: Buffer, knownPrev?: string): ReadLine {
  let value: unknown
  try {
    value = JSON.parse(bytes.toString())
  } catch {
    return { kind: 'invalid', reason: 'it is not complete JSON' }
  }
  const reason = entryProblem(value, knownPrev)
  return reason === null ? { kind: 'entry', entry: value as JournalEntry } : { kind: 'invalid', reason }
}

/** Whether the bytes of a line are those that its CRC member was computed over. */
export function crcHolds(bytes: Buffer): boolean {
  const bodyLength = bytes.length - CRC_MEMBER_BYTES
  if (bodyLength <= 0) return false
  const member = `,"crc":"${crc32Hex(bytes.subarray(0, bodyLength))}"}`
  return bytes.toString('latin1', bodyLength) === member
}
