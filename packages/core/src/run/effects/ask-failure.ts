import { MAX_RETRIES } from '../../engine/decide.js'
import type { ErrorFacts, FailureStage } from '../../engine/state.js'
import type {
  AfterRollbackRequest,
  FailureChoice,
  FailureRequest,
  FailureView,
  WayBack,
} from '../../model/approvals.js'
import { assertNever } from '../../model/assert-never.js'
import type { ExecutionStep } from '../../model/step.js'
import { ask, hashed, stepQuestion, withProfiles } from '../questions.js'
import { about, definitionOf, record, recordOf, type Session } from '../session.js'

/** The failure dialog: never skipped, whatever the risk. The choice is the approval. */
export async function askFailure(
  session: Session,
  step: ExecutionStep,
  stage: FailureStage,
  error: ErrorFacts,
): Promise<void> {
  const request = failureRequest(session, step, stage, error)
  await record(session, {
    ...about(session, step),
    event: 'rollback-offered',
    data: {
      choices: [...request.choices],
      retries_left: request.retriesLeft,
      within_window: request.insideWindow,
    },
  })
  const answer = await ask<'failure'>(session, request)
  await decideFailure(session, step, answer.decision, request.shownHash)
}

async function decideFailure(
  session: Session,
  step: ExecutionStep,
  decision: FailureChoice,
  shownHash: string,
): Promise<void> {
  const entry = { ...about(session, step), data: { shown_hash: shownHash, decision } }
  switch (decision) {
    case 'retry':
      await record(session, { ...entry, event: 'approved' })
      return
    case 'rollback-and-continue':
    case 'rollback-and-stop':
      await record(session, { ...entry, event: 'rollback-approved' })
      return
    case 'stop':
      await record(session, {
        ...entry,
        event: 'rollback-skipped',
        notes: `${step.step_id} failed and was left as it is`,
      })
      return
    case 'abort':
      await record(session, { ...entry, event: 'aborted', notes: `aborted after ${step.step_id} failed` })
      return
    default:
      assertNever(decision)
  }
}

function failureRequest(
  session: Session,
  step: ExecutionStep,
  stage: FailureStage,
  error: ErrorFacts,
): FailureRequest {
  const state = recordOf(session, step)
  const retriesLeft = Math.max(0, MAX_RETRIES - state.retries)
  const choices: FailureChoice[] = []
  if (retriesLeft > 0) choices.push('retry')
  if (canRollBack(session, step)) choices.push('rollback-and-continue', 'rollback-and-stop')
  choices.push('stop', 'abort')
  return hashed<FailureRequest>({
    ...stepQuestion(session, step),
    kind: 'failure',
    failure: failureView(session, step, stage, error),
    choices,
    retriesLeft,
    ...wayBack(session, step),
  })
}

/** How the step can be undone, and whether that is still within the plan's window. */
export function wayBack(session: Session, step: ExecutionStep): WayBack {
  const nowMs = session.clock.now()
  const sinceStartedMs = Math.max(0, nowMs - (recordOf(session, step).startedAtMs ?? nowMs))
  const windowMinutes = step.rollback_window_minutes
  return {
    rollback: withProfiles(session, step.rollback_cmd) ?? 'There is no rollback for this step.',
    planRollback: step.plan_rollback,
    rollbackWindowMinutes: windowMinutes,
    sinceStartedMs,
    insideWindow: windowMinutes === null ? null : sinceStartedMs <= windowMinutes * 60_000,
    irreversible: step.irreversible ? step.irreversible_reason : null,
  }
}

/** Something was sent at least once, and there is an inverse. */
export function canRollBack(session: Session, step: ExecutionStep): boolean {
  return typeof definitionOf(session, step).rollback !== 'string' && recordOf(session, step).tokens.length > 0
}

export function failureView(
  session: Session,
  step: ExecutionStep,
  stage: FailureStage,
  error: ErrorFacts,
): FailureView {
  const { phase } = recordOf(session, step)
  return {
    stage,
    errorName: error.name,
    message: error.message,
    requestId: error.request_id,
    terminalStatus: phase.kind === 'polled' ? phase.status : null,
    stderrTail: session.memory.stderrTail.get(step.step_id) ?? '',
    checks: [],
  }
}

/** A rollback did not undo the step: a dialog of its own. */
export async function askAfterRollback(
  session: Session,
  step: ExecutionStep,
  error: ErrorFacts,
  remains: string | null,
): Promise<void> {
  const request = hashed<AfterRollbackRequest>({
    ...stepQuestion(session, step),
    kind: 'after-rollback',
    ok: false,
    failure: failureView(session, step, 'rollback', error),
    remains,
    choices: ['retry-rollback', 'continue', 'stop', 'abort'],
  })
  await record(session, {
    ...about(session, step),
    event: 'approval-requested',
    data: { observation_hash: null, prompt_hash: request.shownHash },
  })
  const answer = await ask<'after-rollback'>(session, request)
  const data = { shown_hash: request.shownHash, decision: answer.decision }
  const entry = { ...about(session, step), data }
  switch (answer.decision) {
    case 'retry-rollback': {
      const { phase } = recordOf(session, step)
      const decision = 'decision' in phase ? phase.decision : 'rollback-and-stop'
      await record(session, { ...entry, event: 'rollback-approved', data: { ...data, decision } })
      return
    }
    case 'continue':
    case 'stop':
      await record(session, {
        ...entry,
        event: 'rollback-skipped',
        notes: `the rollback of ${step.step_id} failed: ${error.message}`,
      })
      return
    case 'abort':
      await record(session, {
        ...entry,
        event: 'aborted',
        notes: `aborted after the rollback of ${step.step_id} failed`,
      })
      return
    default:
      assertNever(answer.decision)
  }
}
