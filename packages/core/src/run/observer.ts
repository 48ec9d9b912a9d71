import type { JournalEntry } from '@cutover/journal'
import type { PollProgress } from '../actions/kit/definition.js'
import type { FreezeClock } from '../model/approvals.js'

/** What happens during a run, for any screen. Events carry no secrets and ask for nothing. */
export type RunEvent =
  /** A journal entry became durable. */
  | { readonly kind: 'entry'; readonly entry: JournalEntry }
  /** Output of a step (also in its log files). */
  | {
      readonly kind: 'output'
      readonly stepId: string
      readonly stream: 'stdout' | 'stderr'
      readonly text: string
    }
  /** A running job is being waited for. */
  | {
      readonly kind: 'waiting'
      readonly stepId: string
      readonly status: string
      readonly progress: PollProgress | null
      readonly sinceMs: number
      readonly nextPollAtMs: number
      readonly cancellable: boolean
      readonly freezes: readonly FreezeClock[]
    }
  /** A sentence for the operator that is not a journal entry. */
  | { readonly kind: 'notice'; readonly level: 'info' | 'warning'; readonly text: string }

/**
 * Who watches a run. May answer at once or with a promise: events come one after the other, the next one when the
 * last was dealt with. The run waits for none of them, until its end, and then for a moment only.
 */
export interface Observer {
  onEvent(event: RunEvent): unknown
}

export const silentObserver: Observer = { onEvent: () => undefined }
