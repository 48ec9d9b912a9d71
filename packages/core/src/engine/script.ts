import type { JournalEntry, JournalEvent } from '@cutover/journal'

/**
 * Which entries may come next, as an effect publishes them beside its code. Plain data but for the checks, and
 * unfolded entry by entry: a poll of a million ticks has a script of one.
 */
export interface Script {
  /** The effect may have ended here: then `decide` says what is next. */
  readonly mayEnd: boolean
  readonly next: readonly Expected[]
}

/** One entry that may come. */
export interface Expected {
  readonly event: JournalEvent
  /** The step that it is about, or `run`. */
  readonly about: string
  readonly checks: readonly Check<never>[]
  readonly follow: Script | ((entry: never) => Script)
}

export type EntryOf<E extends JournalEvent> = Extract<JournalEntry, { event: E }>

/** What has to hold of an entry: words for what is wrong, or null. */
export type Check<E extends JournalEvent> = (entry: EntryOf<E>) => string | null

/** Nothing more comes of this effect. */
export const DONE: Script = { mayEnd: true, next: [] }
/** Nothing more comes of this effect but a stop of the run. */
export const STOPS: Script = { mayEnd: false, next: [] }

/** One of these comes next. */
export function oneOf(...next: readonly Expected[]): Script {
  return { mayEnd: false, next }
}

/** One of these comes next, or the effect has ended. */
export function maybe(...next: readonly Expected[]): Script {
  return { mayEnd: true, next }
}

/** An entry of this event, about this step, of which all checks hold, and what follows it. */
export function one<E extends JournalEvent>(
  event: E,
  about: string,
  follow: Script | ((entry: EntryOf<E>) => Script),
  ...checks: readonly ((entry: EntryOf<NoInfer<E>>) => string | null)[]
): Expected {
  return { event, about, checks, follow }
}

/** What is wrong with an entry of the expected event; null when nothing is. */
export function problemWith({ checks }: Expected, entry: JournalEntry): string | null {
  for (const check of checks) {
    const problem = check(entry as never)
    if (problem !== null) return problem
  }
  return null
}

/** What comes after an entry that was expected. */
export function after({ follow }: Expected, entry: JournalEntry): Script {
  return typeof follow === 'function' ? follow(entry as never) : follow
}

/** A check from a condition. */
export function holds<E extends JournalEvent>(
  is: (entry: EntryOf<E>) => boolean,
  otherwise: string,
): Check<E> {
  return (entry) => (is(entry) ? null : otherwise)
}

type Decided =
  | 'approved'
  | 'skipped'
  | 'aborted'
  | 'irreversible-confirmed'
  | 'rollback-approved'
  | 'rollback-skipped'

/** The entry is this answer to the question that was asked just before. */
export function answers(promptHash: string, ...decisions: readonly string[]): Check<Decided> {
  return ({ event, data }) => {
    if (data.shown_hash !== promptHash)
      return `it is ${event} of something else than the question before it showed`
    return decisions.includes(data.decision)
      ? null
      : `its decision is "${data.decision}", which the question did not offer here (${decisions.join(', ')})`
  }
}
