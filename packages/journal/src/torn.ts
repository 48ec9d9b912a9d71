import { CRC_MEMBER_BYTES } from './line.js'

/**
 * Tells a torn line (the beginning of a line whose write was cut off by a crash or a full disk) from a
 * damaged one. Only what can be the beginning of a line counts as torn; when in doubt it is damage, and
 * damage is refused. Otherwise one flipped byte (say, a line's newline) could silently drop a durable fact.
 */

const BEGINNING = Buffer.from('{"entry_id":"e')
const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENERS = new Set([0x7b, 0x5b])
const CLOSERS = new Set([0x7d, 0x5d])

/** How a sequence of bytes relates to a line of the journal. */
type Shape = 'beginning' | 'whole' | 'neither'

/**
 * Whether a last line *without newline* can come from a crash in the middle of a write: the beginning of a
 * line or a line that lacks only its newline, or such a beginning followed by the zeros that some file
 * systems leave where data never arrived.
 */
export function isTornTail(bytes: Buffer): boolean {
  const text = withoutTrailingZeros(bytes)
  const shape = shapeOf(text)
  return shape === 'beginning' || (shape === 'whole' && text.length === bytes.length)
}

/**
 * Whether a line *with newline* that no `journal-recovered` entry names can be a torn line whose recovery was
 * itself cut off after the newline. A whole line with a damaged byte must never pass: it is recognised by
 * its end, where it still carries (nearly all of) the CRC member.
 */
export function isTornAndClosed(bytes: Buffer): boolean {
  // Nobody closes nothing: an empty line is what remains when a line's last byte turned into a newline.
  return bytes.length > 0 && shapeOf(bytes) === 'beginning' && !endsLikeWholeLine(bytes)
}

function shapeOf(bytes: Buffer): Shape {
  const compared = Math.min(bytes.length, BEGINNING.length)
  if (BEGINNING.compare(bytes, 0, compared, 0, compared) !== 0) return 'neither'
  let depth = 0
  let inString = false
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0
    // JSON.stringify writes no control character, neither in strings nor between members.
    if (byte < 0x20) return 'neither'
    if (inString) {
      if (byte === BACKSLASH) index += 1
      else if (byte === QUOTE) inString = false
    } else if (byte === QUOTE) inString = true
    else if (OPENERS.has(byte)) depth += 1
    else if (CLOSERS.has(byte)) {
      depth -= 1
      if (depth === 0) return index === bytes.length - 1 ? 'whole' : 'neither'
    }
  }
  return 'beginning'
}

function withoutTrailingZeros(bytes: Buffer): Buffer {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end -= 1
  return bytes.subarray(0, end)
}

/** The CRC member at the end, give or take a few damaged bytes. */
function endsLikeWholeLine(bytes: Buffer): boolean {
  const end = bytes.toString('latin1', Math.max(0, bytes.length - CRC_MEMBER_BYTES))
  if (end.length < CRC_MEMBER_BYTES) return false
  let differing = 0
  for (let index = 0; index < CRC_MEMBER_BYTES; index += 1) {
    const wanted = ',"crc":"########"}'[index]
    const found = end[index] ?? ''
    if (wanted === '#' ? !/[0-9a-f]/.test(found) : wanted !== found) differing += 1
  }
  return differing <= 4
}
