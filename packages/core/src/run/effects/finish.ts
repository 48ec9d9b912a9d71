import type { ErrorFacts, FailureStage, Receipt, SuccessHow } from '../../engine/state.js'
import type { ExecutionStep } from '../../model/step.js'
import { about, record, recordOf, type Session } from '../session.js'

/** Success, with the freeze that it begins or ends, and with what a resumed run found. */
export async function succeed(
  session: Session,
  step: ExecutionStep,
  receipt: Receipt | null,
  how: SuccessHow,
): Promise<void> {
  const { lastEvent, observed } = recordOf(session, step)
  if (step.freeze !== null)
    await record(session, {
      ...about(session, step),
      event: step.freeze.role === 'begin' ? 'freeze-began' : 'freeze-released',
      data: {
        datastore_arn: step.freeze.datastore_arn,
        duration_minutes: step.freeze.duration_minutes,
        at: new Date(session.clock.now()).toISOString(),
      },
    })
  if (how === 'resumed')
    await record(session, {
      ...about(session, step),
      event: 'resume-marked-done',
      data: { last_event: lastEvent, finding: 'verified against AWS' },
    })
  await record(session, {
    ...about(session, step),
    event: 'step-succeeded',
    notes: how === 'already-existed' ? 'target already existed; skipped execute' : null,
    data: { receipt, how, ...(observed === null ? {} : { observed }) },
  })
}

export async function fail(
  session: Session,
  step: ExecutionStep,
  stage: FailureStage,
  error: ErrorFacts,
): Promise<void> {
  await record(session, {
    ...about(session, step),
    event: 'step-failed',
    stderr_tail: session.memory.stderrTail.get(step.step_id) ?? `${error.name}: ${error.message}`,
    data: { error, stage, retryable: true },
  })
}

/** A requirement was skipped, failed, rolled back or blocked: shown and journaled, never run. */
export async function block(session: Session, step: ExecutionStep, by: readonly string[]): Promise<void> {
  const reasons = by.map((id) => `${id} is ${session.state.steps.get(id)?.phase.kind ?? 'not in the plan'}`)
  await record(session, {
    ...about(session, step),
    event: 'step-blocked',
    notes: reasons.join('; '),
    data: { by: [...by], reason: reasons.join('; ') },
  })
}
