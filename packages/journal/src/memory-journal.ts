import { composeMetadata } from './compose.js'
import type { JournalEntry, NewMetadata } from './entry.js'
import { foldJournal, readJournal } from './read.js'
import type { AppendHooks, FencingToken, JournalStore } from './store.js'
import { JournalWriter, type LineSink } from './writer.js'

/** Options of a journal in memory. */
export interface MemoryJournalOptions {
  /** Milliseconds since the epoch; stamps `at`. */
  readonly now: () => number
  /** Without one the journal believes itself alone, with fence 1. */
  readonly lock?: FencingToken
  readonly hooks?: AppendHooks
}

/** A journal in memory: the same lines, the same checks, no disk. */
export interface MemoryJournal extends JournalStore {
  /** A copy of the bytes that a file would hold; {@link openMemoryJournal} and the readers take it. */
  bytes(): Buffer
}

const ALONE: FencingToken = { fence: 1, assertHeld: () => undefined }

/** Creates an empty journal in memory. @throws JournalError `JOURNAL_ENTRY_INVALID`, `LOCK_LOST` */
export function createMemoryJournal(
  options: MemoryJournalOptions & { readonly metadata: NewMetadata },
): MemoryJournal {
  const { now, hooks, lock = ALONE } = options
  const line = composeMetadata(options.metadata)
  lock.assertHeld()
  const sink = new MemorySink([line.bytes])
  const head = { entries: 0, sha256: line.sha256 }
  return withBytes(
    new JournalWriter({ metadata: line.value, head, lastFence: 0, sink, lock, now, hooks }),
    sink,
  )
}

/**
 * Opens bytes (of a file, or of another memory journal that "crashed") as a journal in memory, with the same
 * proofs and the same recovery as a file.
 * @throws JournalError `JOURNAL_CORRUPT`, `JOURNAL_FORMAT_UNKNOWN`, `LOCK_LOST`
 */
export async function openMemoryJournal(
  options: MemoryJournalOptions & { readonly bytes: Uint8Array },
): Promise<MemoryJournal> {
  const { now, hooks, lock = ALONE } = options
  const bytes = Buffer.from(options.bytes)
  lock.assertHeld()
  const { metadata, head, fence: lastFence, torn } = await foldJournal(bytes, null, () => null)
  const sink = new MemorySink([bytes])
  const writer = new JournalWriter({ metadata, head, lastFence, sink, lock, now, hooks })
  if (torn) writer.recover(torn)
  return withBytes(writer, sink)
}

class MemorySink implements LineSink {
  constructor(private parts: Buffer[]) {}

  append(bytes: Buffer): void {
    this.parts.push(bytes)
  }

  async *entries(): AsyncIterable<JournalEntry> {
    const reading = await readJournal(this.bytes())
    yield* reading.entries()
  }

  close(): void {}

  bytes(): Buffer {
    return Buffer.concat(this.parts)
  }
}

function withBytes(writer: JournalWriter, sink: MemorySink): MemoryJournal {
  return Object.assign(writer, { bytes: () => sink.bytes() })
}
