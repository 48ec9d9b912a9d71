import { assertNever } from '../model/assert-never.js'
import { type ExecutionStep, HANDOFF_STEP_ID } from '../model/step.js'
import { atTheEnd } from './end.js'
import type { Next } from './next.js'
import type { ErrorFacts, RunState, StepPhase, StepRecord } from './state.js'

/** Both profiles are asked who they are when this much time passed since the last good answer. */
export const PROBE_INTERVAL_MS = 15 * 60_000
/** Retries that the operator may choose for one step, over all restarts. */
export const MAX_RETRIES = 3
/** So many unknown poll answers in a row open a dialog. */
export const MAX_UNKNOWN_POLLS = 3

/** Steps by id, made once per run. */
export interface Plan {
  readonly steps: readonly ExecutionStep[]
  readonly byId: ReadonlyMap<string, ExecutionStep>
}

export function planOf(steps: readonly ExecutionStep[]): Plan {
  return { steps, byId: new Map(steps.map((step) => [step.step_id, step])) }
}

/** What decides besides the journal: only the time. */
export interface DecideInput {
  readonly nowMs: number
}

/** The one next thing to do. Total: every state has exactly one answer. */
export function decide(plan: Plan, state: RunState, input: DecideInput): Next {
  if (state.halt !== null)
    return { kind: 'end', verdict: state.halt.kind, reason: state.halt.reason, stepId: state.halt.stepId }
  const question = state.resumeQuestions[0]
  if (question !== undefined) return { kind: 'ask-resume-run', reason: question }
  if (!state.planApproved) return { kind: 'ask-plan' }
  const id = state.order[state.cursor]
  const step = id === undefined ? undefined : plan.byId.get(id)
  const record = id === undefined ? undefined : state.steps.get(id)
  if (step === undefined || record === undefined) return atTheEnd(plan.steps, state)
  return decideStep(step, record, state, input)
}

function decideStep(step: ExecutionStep, record: StepRecord, state: RunState, input: DecideInput): Next {
  const { phase } = record
  switch (phase.kind) {
    case 'pending':
      return decidePending(step, state, input)
    case 'started':
    case 'retrying':
      return { kind: 'preview', step }
    case 'previewed':
      return decidePreviewed(step, phase)
    case 'awaiting':
      return askStep(step, phase.hash)
    case 'approved':
      return decideApproved(step, record, phase)
    case 'executing':
    case 'unanswered':
      return { kind: 'reconcile', step, resumed: false }
    case 'refused':
      return { kind: 'fail', step, stage: phase.stage, error: phase.error }
    case 'executed':
      return step.long_running
        ? { kind: 'poll', step, receipt: phase.receipt, notBeforeMs: null }
        : { kind: 'verify', step, receipt: phase.receipt }
    case 'polling':
      return decidePolling(step, phase)
    case 'polled':
      return phase.ok
        ? { kind: 'verify', step, receipt: phase.receipt }
        : { kind: 'fail', step, stage: 'poll', error: jobError(phase) }
    case 'verified':
      return { kind: 'succeed', step, receipt: phase.receipt, how: phase.how }
    case 'verify-failed':
      return { kind: 'fail', step, stage: 'verify', error: facts('VerifyFailed', phase.message) }
    default:
      return decideTroubled(step, phase)
  }
}

/** Failure, rollback and resume phases. */
function decideTroubled(step: ExecutionStep, phase: Exclude<StepPhase, { kind: keyof typeof CALM }>): Next {
  switch (phase.kind) {
    case 'failed':
      return { kind: 'ask-failure', step, stage: phase.stage, error: phase.error }
    case 'rollback-approved':
      return { kind: 'rollback', step, decision: phase.decision }
    case 'rolling-back':
      return { kind: 'prove-undone', step, decision: phase.decision, lastEvent: 'executing' }
    case 'rollback-in-doubt':
      return { kind: 'prove-undone', step, decision: phase.decision, lastEvent: phase.lastEvent }
    case 'rollback-failed':
      return { kind: 'ask-after-rollback', step, error: phase.error, remains: phase.remains }
    case 'in-doubt':
      return { kind: 'reconcile', step, resumed: true }
    case 'unproven':
      return { kind: 'prove', step, receipt: phase.receipt, lastEvent: phase.lastEvent }
    case 'reprompt':
      return { kind: 'ask-resume-step', step, phase }
    case 'succeeded':
    case 'skipped':
    case 'blocked':
    case 'rolled-back':
    case 'left':
      throw new TypeError(`the cursor stands on ${step.step_id}, which is at rest (E3 broken)`)
    default:
      return assertNever(phase)
  }
}

const CALM = {
  pending: 1,
  started: 1,
  retrying: 1,
  previewed: 1,
  awaiting: 1,
  approved: 1,
  executing: 1,
  unanswered: 1,
  refused: 1,
  executed: 1,
  polling: 1,
  polled: 1,
  verified: 1,
  'verify-failed': 1,
} as const

function decidePending(step: ExecutionStep, state: RunState, input: DecideInput): Next {
  const by = step.requires.filter((id) => {
    const kind = state.steps.get(id)?.phase.kind
    return kind !== 'succeeded'
  })
  if (by.length > 0) return { kind: 'block', step, by }
  if (needsProbe(state, input.nowMs)) return { kind: 'probe', step }
  return { kind: 'start', step }
}

function needsProbe(state: RunState, nowMs: number): boolean {
  const { source, target } = state.probedAtMs
  return source === null || target === null || nowMs - Math.min(source, target) > PROBE_INTERVAL_MS
}

function decidePreviewed(step: ExecutionStep, phase: Extract<StepPhase, { kind: 'previewed' }>): Next {
  return phase.invalidates === null
    ? askStep(step, phase.hash)
    : { kind: 'invalidate', step, approvedHash: phase.invalidates, foundHash: phase.hash }
}

function askStep(step: ExecutionStep, hash: string): Next {
  return step.step_id === HANDOFF_STEP_ID
    ? { kind: 'ask-handoff', step, hash }
    : { kind: 'ask-step', step, hash }
}

function decideApproved(
  step: ExecutionStep,
  record: StepRecord,
  phase: Extract<StepPhase, { kind: 'approved' }>,
): Next {
  const because = step.irreversible
    ? (step.irreversible_reason ?? 'this step is marked irreversible in the signed checklist')
    : record.destroys
  if (because !== null && !phase.confirmed)
    return { kind: 'ask-irreversible', step, hash: phase.hash, because }
  return { kind: 'execute', step, hash: phase.hash, attempt: record.tokens.length + 1 }
}

function decidePolling(step: ExecutionStep, phase: Extract<StepPhase, { kind: 'polling' }>): Next {
  if (phase.unknowns >= MAX_UNKNOWN_POLLS)
    return { kind: 'ask-poll', step, receipt: phase.receipt, lastStatus: phase.lastStatus }
  return {
    kind: 'poll',
    step,
    receipt: phase.receipt,
    notBeforeMs: phase.lastAtMs + step.poll_interval_seconds * 1000,
  }
}

function jobError(phase: Extract<StepPhase, { kind: 'polled' }>): ErrorFacts {
  return facts('JobFailed', phase.message ?? `the job ended as ${phase.status}`)
}

function facts(name: string, message: string): ErrorFacts {
  return { name, message, request_id: null, http_status: null, code: null }
}
