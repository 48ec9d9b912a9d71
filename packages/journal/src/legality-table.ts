import type { JournalEvent } from './events.js'

/**
 * Which entry may follow which for one step. The table is wider than any engine's own rules: it holds what
 * no correct run, crash and resume can produce, so that a violation means a defect or a forged journal.
 */

/** Entries of a step that say nothing about where it stands. */
export const BESIDE = [
  'sso-probe-passed',
  'sso-probe-failed',
  'handoff-checked',
  'freeze-began',
  'freeze-released',
] as const

/** Events that move a step. */
export type StepEvent = Exclude<
  JournalEvent,
  | 'run-started'
  | 'run-resumed'
  | 'run-ended'
  | 'lock-acquired'
  | 'lock-released'
  | 'lock-taken-over-from-stale'
  | 'journal-recovered'
  | (typeof BESIDE)[number]
>

const RESUME = ['resume-reverified', 'resume-marked-done', 'resume-reprompted'] as const
const VERIFIED = ['verify-passed', 'verify-failed'] as const
const POLLED = ['poll-tick', 'poll-terminal'] as const
/** What a person may answer where a step has stopped. */
const ANSWERS = [
  'approved',
  'skipped',
  'aborted',
  'rollback-offered',
  'rollback-approved',
  'rollback-skipped',
] as const
/** Nothing has been sent since the step was (re)started: a resume walks it again from its preview. */
const WALK_AGAIN = ['step-started', 'preview-shown', 'approval-requested', 'step-failed', 'aborted'] as const
const AFTER_YES = [
  ...WALK_AGAIN,
  ...RESUME,
  ...VERIFIED,
  'irreversible-confirmed',
  'approval-invalidated',
  'executing',
  'step-succeeded',
  'skipped',
] as const

/** The events that may come next after each event of the same step; `none` is the beginning. */
export const MAY_FOLLOW: Readonly<Record<StepEvent | 'none', readonly StepEvent[]>> = {
  none: ['step-started', 'step-blocked', 'aborted', 'step-failed', 'skipped', ...RESUME],
  'step-started': [...WALK_AGAIN, 'step-blocked', 'skipped', ...VERIFIED],
  'step-blocked': ['step-blocked', 'step-started', 'aborted'],
  // A retry looks once more between the yes and the execution; consent is checked apart.
  'preview-shown': [
    ...WALK_AGAIN,
    ...VERIFIED,
    'step-blocked',
    'skipped',
    'approval-invalidated',
    'executing',
  ],
  'approval-requested': [
    ...WALK_AGAIN,
    'approved',
    'skipped',
    'irreversible-confirmed',
    'approval-invalidated',
    'rollback-approved',
    'rollback-skipped',
    // The second question of a rollback that destroys something was open.
    ...VERIFIED,
    'rollback-executed',
    // It was asked whether to stop a running job, which goes on unless the answer is yes.
    ...POLLED,
    ...RESUME,
  ],
  approved: AFTER_YES,
  'irreversible-confirmed': AFTER_YES,
  'approval-invalidated': [...WALK_AGAIN, 'skipped'],
  // A rollback is polled and verified before it is called executed.
  executing: ['executed', 'rollback-executed', ...POLLED, ...VERIFIED, ...RESUME],
  // Answered in doubt, it is executed again when AWS has told; refused for credentials, it is walked again.
  executed: [
    'executed',
    'executing',
    'step-started',
    ...POLLED,
    ...VERIFIED,
    ...RESUME,
    'step-succeeded',
    'step-failed',
    // A refusal that nobody was asked about before the process ended.
    'approval-requested',
    'aborted',
    'skipped',
  ],
  'poll-tick': [
    'approval-requested',
    ...POLLED,
    ...VERIFIED,
    ...RESUME,
    'rollback-executed',
    'step-failed',
    'aborted',
    'skipped',
  ],
  'poll-terminal': [
    ...POLLED,
    ...VERIFIED,
    ...RESUME,
    'rollback-executed',
    'step-succeeded',
    'step-failed',
    'aborted',
  ],
  'verify-passed': [
    ...VERIFIED,
    ...RESUME,
    'step-succeeded',
    'step-failed',
    'step-started',
    'rollback-executed',
    'aborted',
  ],
  'verify-failed': [
    ...VERIFIED,
    ...RESUME,
    ...ANSWERS,
    ...WALK_AGAIN,
    'irreversible-confirmed',
    'executing',
    'rollback-executed',
  ],
  'step-failed': [...ANSWERS, ...RESUME, ...WALK_AGAIN, 'executing'],
  'rollback-offered': [...ANSWERS, ...RESUME, ...WALK_AGAIN, 'executing', ...POLLED],
  'rollback-approved': [
    ...ANSWERS,
    ...RESUME,
    ...VERIFIED,
    'executing',
    'rollback-executed',
    'step-failed',
    'approval-requested',
    'irreversible-confirmed',
  ],
  'rollback-executed': [
    ...ANSWERS,
    ...RESUME,
    ...VERIFIED,
    ...POLLED,
    'approval-requested',
    'executing',
    'step-failed',
  ],
  'rollback-skipped': [...ANSWERS, ...RESUME, ...WALK_AGAIN],
  'step-succeeded': [],
  skipped: [],
  aborted: [...WALK_AGAIN, ...ANSWERS, ...RESUME, 'executing'],
  'resume-reverified': [
    'approval-requested',
    ...RESUME,
    ...POLLED,
    ...VERIFIED,
    'executed',
    'rollback-executed',
    'step-succeeded',
    'step-failed',
  ],
  'resume-marked-done': [...VERIFIED, 'step-succeeded', 'rollback-executed', ...RESUME],
  'resume-reprompted': [
    ...ANSWERS,
    ...RESUME,
    ...WALK_AGAIN,
    ...POLLED,
    ...VERIFIED,
    'irreversible-confirmed',
    'executing',
    'step-succeeded',
  ],
}
