import type { JournalEntry } from './entry.js'
import { type JournalEvent, RUN_STEP_ID } from './events.js'

/**
 * Which entry may follow which for one step. The table is wider than any engine's own rules: it holds what
 * no correct run, crash and resume can produce, so that a violation means a defect or a forged journal.
 */

/** Entries of a step that say nothing about where it stands. */
const BESIDE = [
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
  'preview-shown': [...WALK_AGAIN, 'step-blocked', 'skipped'],
  'approval-requested': [
    ...WALK_AGAIN,
    'approved',
    'skipped',
    'irreversible-confirmed',
    'approval-invalidated',
  ],
  approved: AFTER_YES,
  'irreversible-confirmed': AFTER_YES,
  'approval-invalidated': [...WALK_AGAIN, 'skipped'],
  executing: ['executed', 'rollback-executed', ...RESUME],
  executed: [
    'executing',
    ...POLLED,
    ...VERIFIED,
    ...RESUME,
    'step-succeeded',
    'step-failed',
    'aborted',
    'skipped',
  ],
  'poll-tick': ['executing', ...POLLED, ...VERIFIED, ...RESUME, 'step-failed', 'aborted', 'skipped'],
  'poll-terminal': [...POLLED, ...VERIFIED, ...RESUME, 'step-succeeded', 'step-failed', 'aborted'],
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
    'irreversible-confirmed',
  ],
  'rollback-executed': [...ANSWERS, ...RESUME, ...VERIFIED, ...POLLED, 'executing', 'step-failed'],
  'rollback-skipped': [...ANSWERS, ...RESUME, ...WALK_AGAIN],
  'step-succeeded': [],
  skipped: [],
  aborted: [...WALK_AGAIN, ...ANSWERS, ...RESUME, 'executing'],
  'resume-reverified': [
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

/** Says what is illegal about an entry, given all before it; empty when nothing is. */
export type LegalityCheck = (entry: JournalEntry, line: number) => readonly string[]

interface StepFacts {
  last: StepEvent | 'none'
  /** Someone has said yes to this step at some time, as every mutation needs. */
  consented: boolean
  requested: { readonly observationHash: string | null; readonly promptHash: string } | null
  executing: 'execute' | 'rollback' | 'cancel' | null
}

/**
 * A check that carries its own state; feed it every entry in order. Memory: a few words per step.
 * Checks: times do not go backwards; the table above; no `executing` without consent; `executed` and
 * `rollback-executed` answer an `executing` of their kind; a yes names what was shown; steps move only
 * between the run's start and its end.
 */
export function createLegalityCheck(): LegalityCheck {
  const steps = new Map<string, StepFacts>()
  const run = { lastAt: '', active: false }
  return (entry) => {
    const problems: string[] = []
    if (entry.at < run.lastAt)
      problems.push(`its time ${entry.at} is before that of an earlier entry, ${run.lastAt}`)
    else run.lastAt = entry.at
    if (entry.event === 'run-started' || entry.event === 'run-resumed') run.active = true
    if (entry.event === 'run-ended') run.active = false
    if (entry.step_id === RUN_STEP_ID || !movesStep(entry.event)) return problems
    if (!run.active)
      problems.push('a step moves while no run is going on (no run-started or run-resumed before)')
    let facts = steps.get(entry.step_id)
    if (!facts) {
      facts = { last: 'none', consented: false, requested: null, executing: null }
      steps.set(entry.step_id, facts)
    }
    checkStep(entry, facts, problems)
    facts.last = entry.event
    return problems
  }
}

const UNMOVING: ReadonlySet<JournalEvent> = new Set<JournalEvent>([
  ...BESIDE,
  'run-started',
  'run-resumed',
  'run-ended',
  'lock-acquired',
  'lock-released',
  'lock-taken-over-from-stale',
  'journal-recovered',
])

const movesStep = (event: JournalEvent): event is StepEvent => !UNMOVING.has(event)

const FOLLOW_SETS = new Map(Object.entries(MAY_FOLLOW).map(([event, next]) => [event, new Set<string>(next)]))

function checkStep(entry: JournalEntry, facts: StepFacts, problems: string[]): void {
  if (!FOLLOW_SETS.get(facts.last)?.has(entry.event)) {
    const before = facts.last === 'none' ? 'as the first entry of a step' : `after ${facts.last}`
    problems.push(`${entry.event} cannot come ${before}`)
  }
  switch (entry.event) {
    case 'approval-requested':
      facts.requested = { observationHash: entry.data.observation_hash, promptHash: entry.data.prompt_hash }
      return
    case 'approved':
      facts.consented = true
      if (!namesWhatWasShown(entry.data.shown_hash, facts))
        problems.push('it approves something that was not shown')
      return
    case 'rollback-approved':
    case 'resume-reprompted':
      facts.consented = true
      return
    case 'executing':
      if (!facts.consented) problems.push('it executes although nobody approved')
      facts.executing = entry.data.kind
      return
    case 'executed':
      if (facts.executing !== entry.data.kind)
        problems.push(`executed (${entry.data.kind}) without its executing`)
      facts.executing = null
      return
    case 'rollback-executed':
      facts.executing = null
      return
    default:
      return
  }
}

function namesWhatWasShown(shown: string | null, facts: StepFacts): boolean {
  if (shown === null || facts.requested === null) return true
  return shown === facts.requested.observationHash || shown === facts.requested.promptHash
}
