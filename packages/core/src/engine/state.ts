import type { EntryDataByEvent } from '@cutover/journal'
import type { JsonObject } from '../model/json.js'
import type { ExecutionStep } from '../model/step.js'

/**
 * What the journal says about a run. Owned by `evolve`; everything else only reads it.
 *
 * E1. The state is a function of the plan and the journal's entries alone: folding the same entries gives the
 *     same state, in the process that wrote them and in any later one.
 * E2. For every phase of a step there is exactly one next thing to do (`decide`) and exactly one row for what a
 *     resumed run does with it (`resume-table`).
 * E3. The walk is in plan order: `cursor` is the first step that is not at rest.
 */

export type Receipt = JsonObject
export type FailureStage = 'preview' | 'execute' | 'poll' | 'verify' | 'rollback' | 'cancel'
export type ErrorFacts = EntryDataByEvent['step-failed']['error']
export type RollbackDecision = 'rollback-and-continue' | 'rollback-and-stop'

/** Where one step is in its life. Data exists only in the phase in which it is valid. */
export type StepPhase =
  /** Not touched yet. */
  | { readonly kind: 'pending' }
  /** `step-started`: to be previewed. */
  | { readonly kind: 'started' }
  /** `preview-shown`: to be asked. `invalidates` is the hash of an older yes that this look made void. */
  | { readonly kind: 'previewed'; readonly hash: string; readonly invalidates: string | null }
  /** `approval-requested`: the question is open. */
  | { readonly kind: 'awaiting'; readonly hash: string }
  /** `approved`: to be confirmed a second time or executed. */
  | { readonly kind: 'approved'; readonly hash: string; readonly confirmed: boolean }
  /** The dialog's retry: to be looked at again, then executed if nothing changed. */
  | { readonly kind: 'retrying'; readonly hash: string }
  /** `executing`: the intent is on disk; whether AWS heard is not known yet. */
  | { readonly kind: 'executing'; readonly hash: string; readonly attempt: number }
  /** `executed` with an answer that nobody got. To be reconciled. */
  | { readonly kind: 'unanswered'; readonly hash: string; readonly error: ErrorFacts }
  /** `executed` with an error: nothing happened. */
  | {
      readonly kind: 'refused'
      readonly stage: FailureStage
      readonly error: ErrorFacts
      readonly credentials: boolean
    }
  /** `executed`: to be polled or verified. */
  | { readonly kind: 'executed'; readonly receipt: Receipt }
  /** `poll-tick`. `unknowns` counts unknown answers in a row. */
  | {
      readonly kind: 'polling'
      readonly receipt: Receipt
      readonly unknowns: number
      readonly lastAtMs: number
      readonly lastStatus: string
    }
  /** `poll-terminal`. */
  | {
      readonly kind: 'polled'
      readonly receipt: Receipt
      readonly ok: boolean
      readonly status: string
      readonly message: string | null
    }
  /** `verify-passed`. */
  | { readonly kind: 'verified'; readonly receipt: Receipt | null; readonly how: SuccessHow }
  /** `verify-failed`. */
  | { readonly kind: 'verify-failed'; readonly receipt: Receipt | null; readonly message: string }
  /** `step-failed`: the dialog has to be shown. */
  | { readonly kind: 'failed'; readonly stage: FailureStage; readonly error: ErrorFacts }
  /** `rollback-approved`: to be rolled back. */
  | { readonly kind: 'rollback-approved'; readonly decision: RollbackDecision }
  /** `executing` of kind rollback. */
  | { readonly kind: 'rolling-back'; readonly decision: RollbackDecision; readonly receipt: Receipt | null }
  /** `rollback-executed` that did not undo it. */
  | {
      readonly kind: 'rollback-failed'
      readonly decision: RollbackDecision
      readonly error: ErrorFacts
      readonly remains: string | null
    }
  /** Only after `run-resumed`: between approval and answer when the last process ended. */
  | { readonly kind: 'in-doubt'; readonly hash: string; readonly lastEvent: string }
  /** Only after `run-resumed`: executed, not yet proven. */
  | { readonly kind: 'unproven'; readonly receipt: Receipt | null; readonly lastEvent: string }
  /** Only after `run-resumed`: failed before; the operator has to say. */
  | {
      readonly kind: 'reprompt'
      readonly reason: RepromptReason
      readonly finding: string
      readonly lastEvent: string
    }
  /** Only after `run-resumed`: a rollback was under way. */
  | { readonly kind: 'rollback-in-doubt'; readonly decision: RollbackDecision; readonly lastEvent: string }
  /** At rest. */
  | { readonly kind: 'succeeded'; readonly receipt: Receipt | null; readonly how: SuccessHow }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'blocked'; readonly by: readonly string[] }
  | { readonly kind: 'rolled-back'; readonly remains: string | null }
  /** Failed, and the operator went on (or stopped) without undoing it. */
  | { readonly kind: 'left'; readonly error: ErrorFacts | null }

export type StepPhaseKind = StepPhase['kind']
export type SuccessHow = EntryDataByEvent['step-succeeded']['how']
export const REPROMPT_REASONS = [
  'not-done',
  'in-doubt',
  'failed',
  'verify-failed',
  'rollback-in-doubt',
] as const
export type RepromptReason = (typeof REPROMPT_REASONS)[number]

/** Phases in which the walk goes past a step. */
export const AT_REST = [
  'succeeded',
  'skipped',
  'blocked',
  'rolled-back',
  'left',
] as const satisfies readonly StepPhaseKind[]

export function isAtRest(phase: StepPhase): boolean {
  return (AT_REST as readonly string[]).includes(phase.kind)
}

/** One step's facts that outlive its phases. */
export interface StepRecord {
  phase: StepPhase
  lastEvent: string
  /** `step-started` of the first walk, ms since the epoch: the rollback window counts from here. */
  startedAtMs: number | null
  endedAtMs: number | null
  /** Execute attempts with their tokens, oldest first; counts over restarts. */
  tokens: string[]
  /** Retries that the operator chose; counts over restarts. */
  retries: number
  /** The observation hash of the last yes. */
  approvedHash: string | null
  /** Last receipt of an `executed`, for undo. */
  receipt: Receipt | null
  /** From the last preview: what a second confirmation must name, or null. */
  destroys: string | null
  blockers: readonly string[]
  error: ErrorFacts | null
  failedStage: FailureStage | null
  /** The step was taken over from an earlier process and not asked again since. */
  resumed: boolean
  /** Something was sent, and neither has AWS shown that it never happened nor was it proven or undone. */
  unsettled: boolean
  observed: JsonObject | null
  note: string | null
}

export interface FreezeRecord {
  readonly datastoreArn: string
  readonly sinceMs: number
  readonly allowedMs: number
  readonly stepId: string
  readonly endedAtMs: number | null
  /** The step whose success or rollback ended it; null while it is active. */
  readonly releasedBy: string | null
}

/** A freeze that was sent and is neither proven nor undone: writes may be stopped by it, since `sinceMs`. */
export interface PossibleFreeze {
  readonly datastoreArn: string
  readonly sinceMs: number
  readonly allowedMs: number
  readonly stepId: string
}

export type Halt =
  | { readonly kind: 'halted'; readonly reason: string; readonly stepId: string | null }
  | { readonly kind: 'aborted'; readonly reason: string; readonly stepId: string | null }

export interface RunState {
  readonly order: readonly string[]
  readonly steps: Map<string, StepRecord>
  cursor: number
  entries: number
  startedAtMs: number | null
  lastAtMs: number | null
  started: EntryDataByEvent['run-started'] | null
  planApproved: boolean
  /** Set by a decision to stop; cleared by a resume. */
  halt: Halt | null
  ended: EntryDataByEvent['run-ended'] | null
  resumes: number
  /** The run had been aborted, or was written by another version: ask before going on. */
  resumeQuestions: ('aborted' | 'other-version')[]
  /** Which steps of the plan freeze what. */
  readonly freezing: ReadonlyMap<string, { readonly datastoreArn: string; readonly allowedMs: number }>
  /** Proven freezes, by datastore; `openFreezes` has them together with the possible ones. */
  freezes: Map<string, FreezeRecord>
  /** By step. */
  possibleFreezes: Map<string, PossibleFreeze>
  probedAtMs: { source: number | null; target: number | null }
  approvalsAsked: number
  approvalsGiven: number
  handoffDenied: EntryDataByEvent['handoff-checked']['denied'] | null
}

export function initialState(steps: readonly ExecutionStep[]): RunState {
  return {
    order: steps.map((step) => step.step_id),
    steps: new Map(steps.map((step) => [step.step_id, initialRecord()])),
    cursor: 0,
    entries: 0,
    startedAtMs: null,
    lastAtMs: null,
    started: null,
    planApproved: false,
    halt: null,
    ended: null,
    resumes: 0,
    resumeQuestions: [],
    freezing: new Map(steps.flatMap(freezingOf)),
    freezes: new Map(),
    possibleFreezes: new Map(),
    probedAtMs: { source: null, target: null },
    approvalsAsked: 0,
    approvalsGiven: 0,
    handoffDenied: null,
  }
}

function freezingOf({
  step_id,
  freeze,
}: ExecutionStep): [string, { datastoreArn: string; allowedMs: number }][] {
  if (freeze?.role !== 'begin') return []
  return [[step_id, { datastoreArn: freeze.datastore_arn, allowedMs: freeze.duration_minutes * 60_000 }]]
}

export function initialRecord(): StepRecord {
  return {
    phase: { kind: 'pending' },
    lastEvent: 'none',
    startedAtMs: null,
    endedAtMs: null,
    tokens: [],
    retries: 0,
    approvedHash: null,
    receipt: null,
    destroys: null,
    blockers: [],
    error: null,
    failedStage: null,
    resumed: false,
    unsettled: false,
    observed: null,
    note: null,
  }
}
