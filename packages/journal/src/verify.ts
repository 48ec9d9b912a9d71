import { CanonicalLines } from './canonical-lines.js'
import type { JournalEntry, JournalMetadata } from './entry.js'
import { isJournalError } from './errors.js'
import type { JournalEvent } from './events.js'
import type { JournalFs } from './fs.js'
import { foldJournal, type JournalSource } from './read.js'
import type { JournalHead } from './store.js'
import type { TornTail } from './torn-region.js'

/** Something wrong with a journal. */
export interface JournalProblem {
  /** `corrupt`: bytes, chain, count or schema; `illegal`: well-formed, and refused by the host's own check. */
  readonly kind: 'corrupt' | 'illegal'
  /** 1-based. */
  readonly line: number
  readonly entryId: string | null
  readonly message: string
}

/** An entry that was written by a clock that had been set back. */
export interface ClockSetBack {
  /** 1-based. */
  readonly line: number
  readonly entryId: string
  readonly at: string
  /** The time of the entry before it. */
  readonly after: string
}

/** What `verifyJournal` found. */
export interface VerifyResult {
  /** True when there is no problem at all; a torn tail is none. */
  readonly ok: boolean
  readonly metadata: JournalMetadata | null
  /** Entries proven; with corruption, those before it. */
  readonly entries: number
  readonly countByEvent: Readonly<Partial<Record<JournalEvent, number>>>
  /** The head after the last proven entry; null with corruption. */
  readonly head: JournalHead | null
  readonly firstAt: string | null
  readonly lastAt: string | null
  /** A write that was cut off, or that a live writer has not finished yet. */
  readonly torn: TornTail | null
  /**
   * Entries whose time is before that of an earlier one, at most {@link MAX_PROBLEMS}. No problem: clocks are
   * set back on machines where correct runs go on, and the order of entries is in the chain.
   */
  readonly setBack: readonly ClockSetBack[]
  /** In the order of the file, at most {@link MAX_PROBLEMS}. */
  readonly problems: readonly JournalProblem[]
  /** All of them, also those beyond the limit. */
  readonly problemCount: number
}

/** No more problems than this are listed: a broken writer must not exhaust a reader's memory. */
export const MAX_PROBLEMS = 1000

/** Says what is illegal about an entry that is well-formed, given all before it; empty when nothing is. */
export type LegalityCheck = (entry: JournalEntry, line: number) => readonly string[]

/** Options of {@link verifyJournal}. */
export interface VerifyOptions {
  readonly fs?: JournalFs
  /** The host's own check, asked for every proven entry in order: what entries mean only the host knows. */
  readonly legality?: LegalityCheck
}

/**
 * Verifies chain, checksums, schema, ids, fences and times, in one pass and bounded memory, and asks the host
 * about legality. Never takes the lock. Corruption ends the pass: nothing after it can be trusted.
 * @throws JournalError `JOURNAL_MISSING`, `JOURNAL_UNREADABLE`, `JOURNAL_FORMAT_UNKNOWN`
 */
export async function verifyJournal(
  source: JournalSource,
  options: VerifyOptions = {},
): Promise<VerifyResult> {
  const legality = options.legality ?? (() => [])
  const found = new Findings()
  const canonical = new CanonicalLines(found)
  const fs = options.fs === undefined ? {} : { fs: options.fs }
  try {
    const read = await foldJournal(
      source,
      null,
      (_, entry, line) => {
        found.count(entry, line)
        canonical.entry(entry, line)
        for (const message of legality(entry, line))
          found.add({ kind: 'illegal', line, entryId: entry.entry_id, message })
        return null
      },
      fs,
    )
    canonical.end(read.metadata, read.head)
    return found.result(read.metadata, read.head, read.torn)
  } catch (cause) {
    if (!isJournalError(cause, 'JOURNAL_CORRUPT')) throw cause
    found.add({ kind: 'corrupt', line: cause.line ?? 1, entryId: null, message: cause.message })
    return found.result(null, null, null)
  }
}

class Findings {
  private readonly counts: Partial<Record<JournalEvent, number>> = {}
  private readonly problems: JournalProblem[] = []
  private readonly setBack: ClockSetBack[] = []
  private problemCount = 0
  private entries = 0
  private firstAt: string | null = null
  private lastAt: string | null = null

  count({ event, at, entry_id: entryId }: JournalEntry, line: number): void {
    this.entries += 1
    this.counts[event] = (this.counts[event] ?? 0) + 1
    this.firstAt ??= at
    if (this.lastAt !== null && at < this.lastAt && this.setBack.length < MAX_PROBLEMS)
      this.setBack.push({ line, entryId, at, after: this.lastAt })
    this.lastAt = at
  }

  add(problem: JournalProblem): void {
    this.problemCount += 1
    if (this.problems.length < MAX_PROBLEMS || problem.kind === 'corrupt') this.problems.push(problem)
  }

  result(metadata: JournalMetadata | null, head: JournalHead | null, torn: TornTail | null): VerifyResult {
    const { entries, counts, setBack, problems, problemCount, firstAt, lastAt } = this
    const ok = problemCount === 0
    return {
      ok,
      metadata,
      entries,
      countByEvent: counts,
      head,
      firstAt,
      lastAt,
      torn,
      setBack,
      problems,
      problemCount,
    }
  }
}
