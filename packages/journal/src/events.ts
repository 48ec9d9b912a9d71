/**
 * The closed list of journal events. An event outside this list is an error on read and on write, never
 * skipped: a reader that does not know an event cannot know what it meant for the step.
 */

/** Every event a journal may hold, in the order in which a step usually meets them. */
export const EVENTS = [
  // run level
  'run-started',
  'run-resumed',
  'run-ended',
  'lock-acquired',
  'lock-released',
  'lock-taken-over-from-stale',
  'sso-probe-passed',
  'sso-probe-failed',
  'journal-recovered',
  // the life of a step
  'step-started',
  'step-blocked',
  'preview-shown',
  'approval-requested',
  'approved',
  'irreversible-confirmed',
  'approval-invalidated',
  'skipped',
  'aborted',
  'handoff-checked',
  'executing',
  'executed',
  'poll-tick',
  'poll-terminal',
  'verify-passed',
  'verify-failed',
  'step-succeeded',
  'step-failed',
  'freeze-began',
  'freeze-released',
  // the failure dialog
  'rollback-offered',
  'rollback-approved',
  'rollback-executed',
  'rollback-skipped',
  // resume
  'resume-reverified',
  'resume-marked-done',
  'resume-reprompted',
] as const

/** One of {@link EVENTS}. */
export type JournalEvent = (typeof EVENTS)[number]

/**
 * Events that record a person's decision (or stand for one). Each such entry must name its operator; an
 * entry without one is refused on write and is corruption on read.
 *
 * A person's answer on resume is journaled as `resume-reprompted` with its `decision`; `resume-reverified`
 * and `resume-marked-done` are findings of the program, not decisions.
 */
export const APPROVAL_CLASS_EVENTS = [
  'approved',
  'skipped',
  'aborted',
  'irreversible-confirmed',
  'rollback-approved',
  'rollback-skipped',
  'run-resumed',
  'lock-acquired',
  'lock-taken-over-from-stale',
  'handoff-checked',
] as const satisfies readonly JournalEvent[]

/** One of {@link APPROVAL_CLASS_EVENTS}. */
export type ApprovalClassEvent = (typeof APPROVAL_CLASS_EVENTS)[number]

/** The `step_id` of entries that belong to the run and to no step. */
export const RUN_STEP_ID = 'run'

const KNOWN: ReadonlySet<unknown> = new Set(EVENTS)
const APPROVAL_CLASS: ReadonlySet<unknown> = new Set(APPROVAL_CLASS_EVENTS)

/** Whether a value read from outside is one of the closed list. */
export const isJournalEvent = (value: unknown): value is JournalEvent => KNOWN.has(value)

/** Whether an entry with this event must name its operator. */
export const isApprovalClass = (event: JournalEvent): event is ApprovalClassEvent => APPROVAL_CLASS.has(event)
