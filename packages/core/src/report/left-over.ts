import type { RunState, StepPhase, StepRecord } from '../engine/state.js'
import { assertNever } from '../model/assert-never.js'
import type { ExecutionStep } from '../model/step.js'
import type { ExecutionSummary } from '../model/summary.js'

/**
 * What a run leaves in AWS beside what it completed.
 *
 * V1. Every step of which something was sent is in exactly one of these: proven done, proven undone, possibly
 *     still running, or not undone. When in doubt it is listed: an operator can look, but cannot look for
 *     what is not mentioned.
 */

/** What has to be known of a step. */
export type LeftOverStep = Pick<
  ExecutionStep,
  'step_id' | 'description' | 'long_running' | 'irreversible' | 'irreversible_reason'
>

/** Steps of the journal that the steps file does not have (any more). */
export function unlisted(steps: readonly LeftOverStep[], state: RunState): readonly LeftOverStep[] {
  const listed = new Set(steps.map((step) => step.step_id))
  return [...state.steps.keys()]
    .filter((id) => !listed.has(id))
    .map((id) => ({
      step_id: id,
      description: 'not in execution-steps.json',
      long_running: true,
      irreversible: false,
      irreversible_reason: null,
    }))
}

/** Whether something of the step may still go on in AWS by itself. */
export function mayRun(step: LeftOverStep, record: StepRecord | undefined): boolean {
  switch (record?.phase.kind) {
    case 'executing':
    case 'unanswered':
    case 'in-doubt':
    case 'polling':
    case 'rolling-back':
    case 'rollback-in-doubt':
      return true
    case 'executed':
    case 'unproven':
      return step.long_running
    case 'reprompt':
      return record.phase.reason === 'in-doubt'
    default:
      return false
  }
}

/** What is not as it was before the step, and will not be by itself: nothing, or one sentence. */
export function notUndone(
  step: LeftOverStep,
  record: StepRecord | undefined,
): ExecutionSummary['not_undone'] {
  const description = record === undefined ? null : leftOver(step, record)
  return description === null ? [] : [{ step_id: step.step_id, description }]
}

function leftOver(step: LeftOverStep, record: StepRecord): string | null {
  const { phase } = record
  if (phase.kind === 'rolled-back') return phase.remains
  if (phase.kind === 'succeeded') return step.irreversible ? step.irreversible_reason : null
  if (record.tokens.length === 0 || mayRun(step, record)) return null
  return sentAndNotUndone(phase, record)
}

function sentAndNotUndone(
  phase: Exclude<StepPhase, { kind: 'rolled-back' | 'succeeded' }>,
  record: StepRecord,
): string {
  switch (phase.kind) {
    case 'left':
    case 'failed':
    case 'refused':
    case 'verify-failed':
    case 'reprompt':
      return record.failedStage === 'rollback' ? rollbackFailed(record, null) : FAILED
    case 'rollback-failed':
      return rollbackFailed(record, phase.remains)
    case 'rollback-approved':
      return 'It failed after something was sent to AWS; its rollback was approved and not begun.'
    case 'skipped':
      return 'It was skipped after something had been sent to AWS, and was not rolled back.'
    case 'executed':
    case 'polled':
    case 'verified':
    case 'unproven':
      return 'It was executed; that it took effect as intended is not proven yet.'
    case 'pending':
    case 'started':
    case 'previewed':
    case 'awaiting':
    case 'approved':
    case 'retrying':
    case 'blocked':
    case 'executing':
    case 'unanswered':
    case 'in-doubt':
    case 'polling':
    case 'rolling-back':
    case 'rollback-in-doubt':
      return 'An earlier attempt was sent to AWS and did not succeed; it was not rolled back.'
    default:
      return assertNever(phase)
  }
}

const FAILED = 'It failed after something was sent to AWS, and was not rolled back.'

function rollbackFailed({ error }: StepRecord, remains: string | null): string {
  const why = error === null ? '' : ` (${error.name}: ${error.message})`
  const rest = remains === null ? '' : ` What remains: ${remains}`
  return `It failed after something was sent to AWS, and its rollback did not undo it${why}.${rest}`
}
