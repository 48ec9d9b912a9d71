import { composeEntry } from './compose.js'
import type { JournalEntry, JournalMetadata } from './entry.js'
import { JournalError } from './errors.js'
import { type JournalEvent, RUN_STEP_ID } from './events.js'
import type { AppendHooks, FencingToken, JournalHead, JournalStore, NewEntry } from './store.js'
import type { TornTail } from './torn-region.js'

/** Where lines go. `append` returns when the bytes are durable, or throws having said why. */
export interface LineSink {
  append(bytes: Buffer): void
  entries(): AsyncIterable<JournalEntry>
  close(): void
}

/** What a writer starts from. */
export interface WriterStart {
  readonly metadata: JournalMetadata
  readonly head: JournalHead
  /** Fencing number of the last entry; 0 when there is none. */
  readonly lastFence: number
  readonly sink: LineSink
  readonly lock: FencingToken
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly hooks?: AppendHooks | undefined
}

/** The store over any sink: composes, fences, appends, keeps the head. Holds J1 and J2 of store.ts. */
export class JournalWriter implements JournalStore {
  readonly metadata: JournalMetadata
  readonly fence: number
  private tip: JournalHead
  private end:
    | { readonly kind: 'open' }
    | { readonly kind: 'closed' }
    | { readonly kind: 'failed'; readonly cause: unknown } = { kind: 'open' }

  constructor(private readonly start: WriterStart) {
    this.metadata = start.metadata
    this.tip = start.head
    // A lock that was removed by hand starts counting anew; the journal's own count never goes back.
    this.fence = Math.max(start.lock.fence, start.lastFence + 1)
  }

  async append<E extends JournalEvent>(entry: NewEntry<E>): Promise<JournalEntry<E>> {
    const { before, after } = this.start.hooks ?? {}
    this.mustBeOpen()
    if (before) await before(entry as NewEntry)
    const written = this.write(entry as NewEntry, '')
    if (after) await after(written)
    return written as JournalEntry<E>
  }

  entries(): AsyncIterable<JournalEntry> {
    return this.start.sink.entries()
  }

  head(): JournalHead {
    return this.tip
  }

  async close(): Promise<void> {
    if (this.end.kind === 'closed') return
    this.end = { kind: 'closed' }
    this.start.sink.close()
  }

  /** Closes what a crash left unfinished and says so; no byte of it changes. */
  recover(torn: TornTail): void {
    const { offset, length, sha256 } = torn
    const notes = 'A write was cut off here. The fragment was never acknowledged; readers skip it.'
    const data = { offset, length, sha256 }
    this.write({ event: 'journal-recovered', step_id: RUN_STEP_ID, notes, data }, torn.closed ? '' : '\n')
  }

  private write(entry: NewEntry, prefix: string): JournalEntry {
    this.mustBeOpen()
    const { lock, sink, now } = this.start
    const line = composeEntry(entry, { head: this.tip, fence: this.fence, nowMs: now() })
    try {
      lock.assertHeld()
      sink.append(prefix === '' ? line.bytes : Buffer.concat([Buffer.from(prefix), line.bytes]))
    } catch (cause) {
      this.end = { kind: 'failed', cause }
      throw cause
    }
    this.tip = { entries: this.tip.entries + 1, sha256: line.sha256 }
    return line.value
  }

  private mustBeOpen(): void {
    if (this.end.kind === 'open') return
    throw new JournalError({
      code: 'JOURNAL_CLOSED',
      message:
        this.end.kind === 'failed'
          ? `The journal is closed since a write failed: ${String(this.end.cause)}`
          : 'The journal is closed.',
      next: 'Open it again; what is on disk is intact.',
      cause: this.end.kind === 'failed' ? this.end.cause : undefined,
    })
  }
}
