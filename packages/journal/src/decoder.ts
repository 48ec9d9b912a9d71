import { createHash, type Hash } from 'node:crypto'
import { metadataProblem } from './check.js'
import { corruption } from './corruption.js'
import { sha256Hex } from './digest.js'
import { FORMAT_VERSION, type JournalEntry, type JournalMetadata } from './entry.js'
import { JournalError } from './errors.js'
import { crcHolds, readLine } from './line.js'
import type { JournalHead } from './store.js'
import { isTornAndClosed, isTornTail } from './torn.js'

/**
 * Turns lines into entries and refuses everything that a crash cannot explain.
 *
 * Invariants:
 * D1. Line 1 is metadata; each further line is an entry, or part of a fragment that the next entry, a
 *     `journal-recovered`, names by offset, length and SHA-256.
 * D2. Ids count e1, e2, … without a gap; `prev` is the SHA-256 of the previous line that is no fragment;
 *     `fence` never decreases.
 * D3. An entry is given out only when the next line has proved it, or, at the end, its own CRC.
 * D4. What is left at the end without a `journal-recovered` is torn only if it can be the beginning of a line
 *     (torn.ts). Anything else is corruption, refused with line and reason.
 */

/** Bytes at the end of a journal that a crash left unfinished. */
export interface TornTail {
  readonly offset: number
  /** In bytes, without a final newline. */
  readonly length: number
  readonly sha256: string
  /** Whether the last of them is already closed by a newline (by a recovery that was cut off itself). */
  readonly closed: boolean
  readonly line: number
}

/** Receives each proven entry with its 1-based line. */
export type EntrySink = (entry: JournalEntry, line: number) => void

interface Range {
  readonly offset: number
  readonly length: number
  readonly sha256: string
}

interface Held {
  readonly entry: JournalEntry
  readonly bytes: Buffer
  readonly line: number
  readonly sha256: string
  /** What a later `journal-recovered` names if this line lacked only its newline when the crash came. */
  readonly range: Range
  /** Its number: 1 for e1. */
  readonly number: number
  /** Whom it follows in the chain, if that one is not given out yet. */
  readonly follows: Held | null
  /** Who was last when it arrived, if not given out yet: what holds again should it turn out a fragment. */
  readonly found: Held | null
}

/** Lines that are no entries, waiting for the `journal-recovered` that explains them. */
interface Region {
  readonly offset: number
  readonly line: number
  readonly reason: string
  readonly hash: Hash
  endOffset: number
  torn: boolean
}

const BAD_CHECKSUM = 'its bytes are not those that were written (checksum)'

/** A push decoder: `line` for each line that ends in a newline, then `end` once. */
export class JournalDecoder {
  metadata: JournalMetadata | null = null
  private lines = 0
  /** The last line given out: where the chain stood before the held one. */
  private proven = { number: 0, sha256: '', fence: 0 }
  private held: Held | null = null
  private region: Region | null = null

  constructor(
    private readonly path: string,
    private readonly sink: EntrySink,
  ) {}

  /** Number of lines seen so far. */
  get lineCount(): number {
    return this.lines
  }

  /** Fencing number of the last entry; 0 before the first. */
  get fence(): number {
    return this.held?.entry.fence ?? this.proven.fence
  }

  /** Entries decoded so far and the SHA-256 of the last of them (of the metadata line when there is none). */
  head(): JournalHead {
    return this.held
      ? { entries: this.held.number, sha256: this.held.sha256 }
      : { entries: this.proven.number, sha256: this.proven.sha256 }
  }

  /** Takes a line without its newline. @throws JournalError `JOURNAL_CORRUPT`, `JOURNAL_FORMAT_UNKNOWN` */
  line(bytes: Buffer, offset: number): void {
    this.lines += 1
    if (this.lines === 1) {
      this.takeMetadata(bytes)
      return
    }
    const read = readLine(bytes)
    if (read.kind === 'invalid') this.extendRegion(bytes, offset, read.reason)
    else if (this.region) this.takeRecovery(this.region, read.entry, bytes, offset)
    else if (this.held && withdraws(read.entry, this.held)) {
      this.takeWithdrawal(this.held, read.entry, bytes, offset)
    } else this.takeNext(read.entry, bytes, offset)
  }

  /**
   * Takes the bytes after the last newline (possibly none) and says what a crash left unfinished.
   * @throws JournalError `JOURNAL_CORRUPT`
   */
  end(tail: Buffer, offset: number): TornTail | null {
    if (this.metadata === null) this.refuse(1, 'the metadata line is missing or incomplete')
    if (this.held && !crcHolds(this.held.bytes)) this.refuse(this.held.line, BAD_CHECKSUM)
    const region = this.region
    if (region && !region.torn) this.refuse(region.line, region.reason)
    if (tail.length > 0 && !isTornTail(tail)) {
      this.refuse(this.lines + 1, 'it has no newline at its end, yet is not the beginning of a line either')
    }
    this.settle()
    if (region) return tornRegion(region, tail, offset)
    if (tail.length === 0) return null
    const line = this.lines + 1
    return { offset, length: tail.length, sha256: sha256Hex(tail), closed: false, line }
  }

  private takeMetadata(bytes: Buffer): void {
    const value = parsed(bytes)
    if (value === undefined) this.refuse(1, 'the metadata line is not complete JSON')
    const version = (value as { format_version?: unknown } | null)?.format_version
    if (Number.isInteger(version) && version !== FORMAT_VERSION) {
      throw new JournalError({
        code: 'JOURNAL_FORMAT_UNKNOWN',
        message: `${this.path} has journal format ${String(version)}; this version reads ${FORMAT_VERSION}`,
        next: 'Use the version of the program that wrote it (plugin_version on its first line).',
        line: 1,
        path: this.path,
      })
    }
    const problem = metadataProblem(value)
    if (problem !== null) this.refuse(1, problem)
    if (!crcHolds(bytes)) this.refuse(1, BAD_CHECKSUM)
    this.metadata = value as JournalMetadata
    this.proven.sha256 = sha256Hex(bytes)
  }

  private takeNext(entry: JournalEntry, bytes: Buffer, offset: number): void {
    if (entry.event === 'journal-recovered') {
      this.refuse(this.lines, 'it names a fragment that is not in front of it')
    }
    this.mustFollow(this.held, entry, bytes)
    this.settle()
    this.hold(entry, bytes, null, { offset, length: bytes.length, sha256: sha256Hex(bytes) })
  }

  /** A fragment ended before this line; only the `journal-recovered` that names it may follow. */
  private takeRecovery(region: Region, entry: JournalEntry, bytes: Buffer, offset: number): void {
    const named =
      entry.event === 'journal-recovered' &&
      entry.data.offset === region.offset &&
      entry.data.length === region.endOffset - region.offset &&
      entry.data.sha256 === region.hash.copy().digest('hex')
    if (!named) this.refuse(region.line, region.reason)
    this.region = null
    this.mustFollow(this.held, entry, bytes)
    this.settle()
    const length = offset + bytes.length - region.offset
    const sha256 = region.hash.update('\n').update(bytes).digest('hex')
    this.hold(entry, bytes, null, { offset: region.offset, length, sha256 })
  }

  /**
   * The held line is a fragment after all, so this line follows whatever was last before it: usually an entry
   * long given out, but when recoveries were cut off one by one, an entry that the fragment had withdrawn.
   */
  private takeWithdrawal(fragment: Held, entry: JournalEntry, bytes: Buffer, offset: number): void {
    this.mustFollow(fragment.found, entry, bytes)
    this.hold(entry, bytes, fragment, { offset, length: bytes.length, sha256: sha256Hex(bytes) })
  }

  private extendRegion(bytes: Buffer, offset: number, reason: string): void {
    const torn = isTornAndClosed(bytes)
    const endOffset = offset + bytes.length
    if (this.region) {
      this.region.hash.update('\n').update(bytes)
      this.region.torn &&= torn
      this.region.endOffset = endOffset
    } else {
      const hash = createHash('sha256').update(bytes)
      this.region = { offset, line: this.lines, reason, hash, endOffset, torn }
    }
  }

  /** D2. The checksum is consulted only to name the damaged line when the chain does not hold. */
  private mustFollow(last: Held | null, entry: JournalEntry, bytes: Buffer): void {
    const { number, sha256 } = last ?? this.proven
    const fence = last ? last.entry.fence : this.proven.fence
    const id = `e${number + 1}`
    if (entry.prev === sha256 && entry.entry_id === id && entry.fence >= fence) return
    if (last && !crcHolds(last.bytes)) this.refuse(last.line, BAD_CHECKSUM)
    if (!crcHolds(bytes)) this.refuse(this.lines, BAD_CHECKSUM)
    if (entry.fence < fence) {
      this.refuse(
        this.lines,
        `a writer that had lost its lock wrote it (fence ${entry.fence} after ${fence})`,
      )
    }
    if (entry.entry_id !== id)
      this.refuse(this.lines, `its id is ${entry.entry_id} where ${id} has to follow`)
    this.refuse(
      this.lines,
      'its "prev" is not the SHA-256 of the line before: a line was changed, removed or added',
    )
  }

  private hold(entry: JournalEntry, bytes: Buffer, fragment: Held | null, range: Range): void {
    const follows = fragment?.found ?? null
    const number = (follows ?? this.proven).number + 1
    const sha256 = range.length === bytes.length ? range.sha256 : sha256Hex(bytes)
    this.held = { entry, bytes, line: this.lines, sha256, range, number, follows, found: fragment }
  }

  /** Gives out what is held: it is proven. */
  private settle(): void {
    if (this.held) this.giveOut(this.held)
    this.held = null
  }

  private giveOut(held: Held): void {
    if (held.follows) this.giveOut(held.follows)
    this.proven = { number: held.number, sha256: held.sha256, fence: held.entry.fence }
    this.sink(held.entry, held.line)
  }

  private refuse(line: number, reason: string): never {
    throw corruption(this.path, line, reason)
  }
}

/**
 * Whether a line declares the one before it to be a fragment: a line that was whole but for its newline when
 * the crash came. It had not been acknowledged, so it does not count.
 */
const withdraws = (entry: JournalEntry, held: Held): boolean =>
  entry.event === 'journal-recovered' &&
  entry.data.offset === held.range.offset &&
  entry.data.length === held.range.length &&
  entry.data.sha256 === held.range.sha256

function tornRegion(region: Region, tail: Buffer, offset: number): TornTail {
  const closed = tail.length === 0
  if (!closed) region.hash.update('\n').update(tail)
  const length = (closed ? region.endOffset : offset + tail.length) - region.offset
  return { offset: region.offset, length, sha256: region.hash.digest('hex'), closed, line: region.line }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}
