import { createHash, type Hash } from 'node:crypto'
import { sha256Hex } from './digest.js'
import type { JournalEntry } from './entry.js'
import { isTornAndClosed } from './torn.js'

/** Consecutive bytes of a journal, as a `journal-recovered` names them. */
export interface ByteSpan {
  readonly offset: number
  /** In bytes, without a final newline. */
  readonly length: number
  readonly sha256: string
}

/** Bytes at the end of a journal that a crash left unfinished. */
export interface TornTail extends ByteSpan {
  /** Whether they already end in a newline, written by a recovery that was cut off itself. */
  readonly closed: boolean
  /** The 1-based line on which they begin. */
  readonly line: number
}

/** Whether an entry is the `journal-recovered` that declares exactly these bytes a fragment. */
export function names(entry: JournalEntry, span: ByteSpan): boolean {
  if (entry.event !== 'journal-recovered') return false
  const { offset, length, sha256 } = entry.data
  return offset === span.offset && length === span.length && sha256 === span.sha256
}

/** The tail of a journal whose last line lacks its newline. */
export function tornTail(tail: Buffer, offset: number, line: number): TornTail {
  return { offset, length: tail.length, sha256: sha256Hex(tail), closed: false, line }
}

/** Lines that are no entries, waiting for the `journal-recovered` that explains them. */
export class TornRegion {
  private readonly hash: Hash
  private endOffset: number
  /** Whether every line of it can come from a write that was cut off. */
  torn: boolean

  constructor(
    bytes: Buffer,
    private readonly offset: number,
    readonly line: number,
    readonly reason: string,
  ) {
    this.hash = createHash('sha256').update(bytes)
    this.endOffset = offset + bytes.length
    this.torn = isTornAndClosed(bytes)
  }

  /** One more line without its newline. */
  extend(bytes: Buffer): void {
    this.torn &&= isTornAndClosed(bytes)
    this.add(bytes)
  }

  /** From its first line to its last. */
  span(): ByteSpan {
    const length = this.endOffset - this.offset
    return { offset: this.offset, length, sha256: this.hash.copy().digest('hex') }
  }

  /** The region and one more line, which ends it. */
  spanWith(bytes: Buffer): ByteSpan {
    this.add(bytes)
    return this.span()
  }

  /** What is unfinished when the journal ends here, with these bytes after the last newline. */
  tailWith(tail: Buffer): TornTail {
    const closed = tail.length === 0
    return { ...(closed ? this.span() : this.spanWith(tail)), closed, line: this.line }
  }

  private add(bytes: Buffer): void {
    this.hash.update('\n').update(bytes)
    this.endOffset += 1 + bytes.length
  }
}
