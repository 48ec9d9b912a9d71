import type { JournalEntry } from '@cutover/journal'
import type { Verdict } from '../model/summary.js'

/** How a journal ends, by its last entries alone. */
export type RunEnding =
  /** Nothing but failed pre-flights and declined plans. */
  | { readonly kind: 'no-run' }
  | { readonly kind: 'ended'; readonly verdict: Verdict }
  /** The last process said nothing of its end: it still runs, it died, or what it wrote was cut off. */
  | { readonly kind: 'interrupted-or-cut'; readonly last: LastEntry | null }

/** The last thing that a journal knows; null where it has no entry at all. */
export interface LastEntry {
  readonly entry_id: string
  readonly event: JournalEntry['event']
  readonly step_id: string
  readonly at: string
}

/** Looks at every entry and remembers the last. */
export class JournalEnding {
  private last: LastEntry | null = null
  private verdict: Verdict | null = null
  private running = false

  note({ entry_id, event, step_id, at, data }: JournalEntry): void {
    this.last = { entry_id, event, step_id, at }
    if (event === 'lock-acquired' || event === 'lock-taken-over-from-stale') this.running = true
    if (event === 'run-ended') {
      this.verdict = (data as { verdict: Verdict }).verdict
      this.running = false
    }
  }

  found(): RunEnding {
    // A journal is created for an entry: one without any lost it, or its process died before it.
    if (this.running || this.last === null) return { kind: 'interrupted-or-cut', last: this.last }
    return this.verdict === null ? { kind: 'no-run' } : { kind: 'ended', verdict: this.verdict }
  }
}
