import { TAIL_LIMIT_BYTES } from './entry.js'

/**
 * The end of a text, at most 2 KiB as UTF-8, cut on a character boundary: the result never begins with half
 * a character, nor with the second half of a surrogate pair. Shorter texts come back as they are.
 */
export function tail2KiB(text: string): string {
  // No UTF-16 unit takes more than three bytes, so short texts need no counting.
  if (text.length * 3 <= TAIL_LIMIT_BYTES) return text
  if (Buffer.byteLength(text) <= TAIL_LIMIT_BYTES) return text
  const bytes = Buffer.from(text.slice(-TAIL_LIMIT_BYTES))
  let start = Math.max(0, bytes.length - TAIL_LIMIT_BYTES)
  while (start < bytes.length && isContinuation(bytes[start])) start += 1
  return bytes.toString('utf8', start)
}

/** Whether a text exceeds what a tail may hold. */
export function exceedsTail(text: string): boolean {
  return text.length * 3 > TAIL_LIMIT_BYTES && Buffer.byteLength(text) > TAIL_LIMIT_BYTES
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80
