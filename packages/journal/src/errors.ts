/** Every code a {@link JournalError} can carry; stable, for hosts to branch on. */
export const JOURNAL_ERROR_CODES = [
  'JOURNAL_EXISTS',
  'JOURNAL_MISSING',
  'JOURNAL_UNREADABLE',
  'JOURNAL_CORRUPT',
  'JOURNAL_FORMAT_UNKNOWN',
  'JOURNAL_ENTRY_INVALID',
  'JOURNAL_WRITE_FAILED',
  'JOURNAL_CLOSED',
  'FILE_REFUSED',
  'LOCK_HELD',
  'LOCK_STALE',
  'LOCK_FOREIGN_HOST',
  'LOCK_UNREADABLE',
  'LOCK_LOST',
  'LOCK_WRITE_FAILED',
] as const

/** One of {@link JOURNAL_ERROR_CODES}. */
export type JournalErrorCode = (typeof JOURNAL_ERROR_CODES)[number]

/** What a {@link JournalError} is made of. */
export interface JournalErrorFacts {
  readonly code: JournalErrorCode
  /** What happened, in a sentence for an operator. */
  readonly message: string
  /** What to do next, in a sentence. */
  readonly next: string
  /** The journal's 1-based line where that applies. */
  readonly line?: number
  /** The file concerned. */
  readonly path?: string
  readonly cause?: unknown
}

/**
 * The one error class of this package. `message` holds what happened; `next` what to do about it. Branch
 * on `code`, never on the text.
 */
export class JournalError extends Error {
  override readonly name = 'JournalError'
  readonly code: JournalErrorCode
  readonly next: string
  readonly line: number | null
  readonly path: string | null

  constructor(facts: JournalErrorFacts) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.code = facts.code
    this.next = facts.next
    this.line = facts.line ?? null
    this.path = facts.path ?? null
  }
}

/** Whether an unknown value is a {@link JournalError}, optionally with one given code. */
export const isJournalError = (value: unknown, code?: JournalErrorCode): value is JournalError =>
  value instanceof JournalError && (code === undefined || value.code === code)

/** Whether a failure to write says that there is no room. */
export function isDiskFull(cause: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(systemCode(cause) ?? '')
}

/** What is left of a disk is still filled: a full one shows first as a write that took only a part. */
export function shortWrite(writtenBytes: number, wantedBytes: number): Error {
  const message = `only ${writtenBytes} of ${wantedBytes} bytes were taken`
  return Object.assign(new Error(message), { code: 'ENOSPC' })
}

/** The operating system's code of a failure (`ENOSPC`, `EEXIST`, …), or null. */
export function systemCode(cause: unknown): string | null {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return null
  return typeof cause.code === 'string' ? cause.code : null
}
