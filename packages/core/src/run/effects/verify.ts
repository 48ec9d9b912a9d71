import { paramsOf, type Verification } from '../../actions/kit/definition.js'
import type { Receipt } from '../../engine/state.js'
import type { ExecutionStep } from '../../model/step.js'
import { readContext } from '../contexts.js'
import { about, definitionOf, record, type Session } from '../session.js'
import { checksOf, failedChecks, isPassed } from './checks.js'
import { failFrom } from './look.js'
import { settled } from './settle.js'

/** Semantic verification: `verify-passed` or `verify-failed`. */
export async function verifyStep(
  session: Session,
  step: ExecutionStep,
  receipt: Receipt | null,
): Promise<void> {
  try {
    const verification = await settledVerification(session, step, receipt)
    if (await verified(session, step, verification, null)) return
    const failed = failedChecks(verification)
    await record(session, {
      ...about(session, step),
      event: 'verify-failed',
      cmd: step.verify_cmd,
      notes: failed,
      stderr_tail: failed,
      data: { checks: checksOf(verification), of: 'step' },
    })
  } catch (error) {
    await failFrom(session, step, 'verify', error)
  }
}

/** Verifies, giving AWS a little time to agree with itself. */
export async function settledVerification(
  session: Session,
  step: ExecutionStep,
  receipt: Receipt | null,
): Promise<Verification> {
  const definition = definitionOf(session, step)
  const look = () => definition.verify(paramsOf(step), receipt, readContext(session, step))
  return await settled(session, step, look, `${step.step_id} was proven`)
}

/** Journals a passed verification; false, and nothing journaled, when it did not pass. */
export async function verified(
  session: Session,
  step: ExecutionStep,
  verification: Verification,
  note: string | null,
  receipt: Receipt | null = null,
): Promise<boolean> {
  if (!isPassed(verification)) return false
  await record(session, {
    ...about(session, step),
    event: 'verify-passed',
    cmd: step.verify_cmd,
    notes: note,
    data: {
      checks: checksOf(verification),
      of: 'step',
      ...(verification.observed === undefined ? {} : { observed: verification.observed }),
      ...(receipt === null ? {} : { receipt }),
    },
  })
  return true
}
