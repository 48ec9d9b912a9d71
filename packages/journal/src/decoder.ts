import { BAD_CHECKSUM, corruption } from './corruption.js'
import { sha256Hex } from './digest.js'
import type { JournalEntry, JournalMetadata } from './entry.js'
import { crcHolds, readLine } from './line.js'
import { readMetadataLine } from './metadata-line.js'
import type { JournalHead } from './store.js'
import { isTornTail } from './torn.js'
import { type ByteSpan, names, TornRegion, type TornTail, tornTail } from './torn-region.js'

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

/** Receives each proven entry with its 1-based line. */
export type EntrySink = (entry: JournalEntry, line: number) => void

interface Held {
  readonly entry: JournalEntry
  bytes: Buffer
  readonly line: number
  readonly sha256: string
  readonly offset: number
  /** The torn lines in front of it and itself, if it explained them: what a later recovery would name. */
  readonly region: ByteSpan | null
  /** Its number: 1 for e1. */
  readonly number: number
  /** Whom it follows in the chain, if that one is not given out yet. */
  readonly follows: Held | null
  /** Who was last when it arrived, if not given out yet: what holds again should it turn out a fragment. */
  readonly found: Held | null
}

/** A push decoder: `line` for each line that ends in a newline, then `end` once. */
export class JournalDecoder {
  metadata: JournalMetadata | null = null
  private lines = 0
  /** The last line given out: where the chain stood before the held one. */
  private readonly proven = { number: 0, sha256: '', fence: 0 }
  private held: Held | null = null
  private region: TornRegion | null = null

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
      this.metadata = readMetadataLine(bytes, this.path)
      this.proven.sha256 = sha256Hex(bytes)
      return
    }
    const { held, region } = this
    const read = readLine(bytes, held?.sha256)
    if (read.kind === 'invalid') {
      if (region) region.extend(bytes)
      else this.region = new TornRegion(bytes, offset, this.lines, read.reason)
    } else if (region) this.takeRecovery(region, read.entry, bytes, offset)
    else if (held && withdraws(read.entry, held)) this.takeWithdrawal(held, read.entry, bytes, offset)
    else this.takeNext(read.entry, bytes, offset)
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
    if (region) return region.tailWith(tail)
    return tail.length === 0 ? null : tornTail(tail, offset, this.lines + 1)
  }

  /** Copies what is still needed of the buffers handed in, which their owner may now reuse. */
  detach(): void {
    for (let held = this.held; held; held = held.found) held.bytes = Buffer.from(held.bytes)
  }

  private takeNext(entry: JournalEntry, bytes: Buffer, offset: number): void {
    if (entry.event === 'journal-recovered') {
      this.refuse(this.lines, 'it names a fragment that is not in front of it')
    }
    this.mustFollow(this.held, entry, bytes)
    this.settle()
    this.hold(entry, bytes, offset, null, null)
  }

  /** A fragment ended before this line; only the `journal-recovered` that names it may follow. */
  private takeRecovery(region: TornRegion, entry: JournalEntry, bytes: Buffer, offset: number): void {
    if (!names(entry, region.span())) this.refuse(region.line, region.reason)
    this.region = null
    this.mustFollow(this.held, entry, bytes)
    this.settle()
    this.hold(entry, bytes, offset, null, region.spanWith(bytes))
  }

  /**
   * The held line is a fragment after all, so this line follows whatever was last before it: usually an entry
   * long given out, but when recoveries were cut off one by one, an entry that the fragment had withdrawn.
   */
  private takeWithdrawal(fragment: Held, entry: JournalEntry, bytes: Buffer, offset: number): void {
    this.mustFollow(fragment.found, entry, bytes)
    this.hold(entry, bytes, offset, fragment, null)
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

  private hold(
    entry: JournalEntry,
    bytes: Buffer,
    offset: number,
    found: Held | null,
    region: ByteSpan | null,
  ): void {
    const follows = found?.found ?? null
    const number = (follows ?? this.proven).number + 1
    const sha256 = sha256Hex(bytes)
    this.held = { entry, bytes, line: this.lines, sha256, offset, region, number, follows, found }
  }

  /** Gives out what is held: it is proven. */
  private settle(): void {
    if (this.held) this.giveOut(this.held)
    this.held = null
  }

  private giveOut(held: Held): void {
    if (held.follows) this.giveOut(held.follows)
    this.proven.number = held.number
    this.proven.sha256 = held.sha256
    this.proven.fence = held.entry.fence
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
  names(entry, held.region ?? { offset: held.offset, length: held.bytes.length, sha256: held.sha256 })
