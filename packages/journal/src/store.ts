import type { EntryDataByEvent } from './data.js'
import type { JournalEntry, JournalMetadata } from './entry.js'
import type { JournalEvent } from './events.js'

/** An entry to append. The store fills in id, time, fence, chain and checksum. */
export type NewEntry<E extends JournalEvent = JournalEvent> = {
  [K in E]: {
    readonly event: K
    /** The step, or `run`. */
    readonly step_id: string
    readonly data: EntryDataByEvent[K]
    readonly phase_number?: number | null
    /** Required for approval-class events. */
    readonly operator?: string | null
    readonly cmd?: string | null
    readonly exit_code?: number | null
    /** Cut to its last 2 KiB by the store. */
    readonly stdout_tail?: string | null
    /** Cut to its last 2 KiB by the store. */
    readonly stderr_tail?: string | null
    readonly poll_state?: string | null
    readonly notes?: string | null
  }
}[E]

/** Where a journal stands: how many entries, and the SHA-256 of its last line. */
export interface JournalHead {
  readonly entries: number
  readonly sha256: string
}

/**
 * A journal that can be appended to. File and memory journals share this contract and its tests.
 *
 * Invariants:
 * J1. When `append` resolves, the entry is durable; the effect it announces may begin.
 * J2. When `append` rejects with `JOURNAL_WRITE_FAILED`, the store accepts nothing more. The entry may or
 *     may not be found by the next opening, but never half of it.
 * J3. Bytes once written never change.
 */
export interface JournalStore {
  readonly metadata: JournalMetadata
  /** The fencing number that this writer's lines carry. */
  readonly fence: number
  /**
   * Appends one entry durably and gives it back exactly as a reader will see it.
   * @throws JournalError `JOURNAL_ENTRY_INVALID` (nothing written), `JOURNAL_WRITE_FAILED`, `LOCK_LOST`
   *   (nothing written), `JOURNAL_CLOSED`.
   */
  append<E extends JournalEvent>(entry: NewEntry<E>): Promise<JournalEntry<E>>
  /** All entries from the first, skipping recovered fragments; bounded memory. */
  entries(): AsyncIterable<JournalEntry>
  head(): JournalHead
  /** Frees the file. Does not release the lock. Idempotent. */
  close(): Promise<void>
}

/** What a writer needs of a lock: its number, and proof that it still is the holder. */
export interface FencingToken {
  readonly fence: number
  /**
   * Returns if the lock still is ours, cheaply (one `stat`).
   * @throws JournalError `LOCK_LOST`
   */
  assertHeld(): void
}

/**
 * Called around every append; for crash tests and observers. A hook that throws (or rejects) stops the
 * caller at exactly that instant: in `before` nothing has been written, in `after` the entry is durable.
 */
export interface AppendHooks {
  readonly before?: (entry: NewEntry) => void | Promise<void>
  readonly after?: (entry: JournalEntry) => void | Promise<void>
}
