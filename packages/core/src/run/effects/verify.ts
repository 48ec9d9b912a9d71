import { paramsOf, type Verification } from '../../actions/definition.js'
import type { Receipt } from '../../engine/state.js'
import type { ExecutionStep } from '../../model/step.js'
import { readContext } from '../contexts.js'
import { Halt } from '../halt.js'
import { about, definitionOf, record, type Session } from '../session.js'
import { failFrom } from './look.js'

/** AWS is eventually consistent: a state that is not there yet is looked for again before it is a failure. */
const TRIES = 3
const PAUSE_MS = 5_000

/** Semantic verification: `verify-passed` or `verify-failed`. */
export async function verifyStep(
  session: Session,
  step: ExecutionStep,
  receipt: Receipt | null,
): Promise<void> {
  try {
    const verification = await verification3(session, step, receipt)
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
export async function verification3(
  session: Session,
  step: ExecutionStep,
  receipt: Receipt | null,
): Promise<Verification> {
  const definition = definitionOf(session, step)
  for (let tries = 1; ; tries += 1) {
    const verification = await definition.verify(paramsOf(step), receipt, readContext(session, step))
    if (isPassed(verification) || tries === TRIES) return verification
    await session.clock.sleep(PAUSE_MS, session.controls.stopping)
    // Not there yet is not "failed": without the time to look again nothing is concluded.
    if (session.controls.stopping.aborted)
      throw new Halt('interrupted', `interrupted before ${step.step_id} was proven`, step.step_id)
  }
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

/** Nothing checked is nothing proven. */
export function isPassed(verification: Verification): boolean {
  return verification.checks.length > 0 && verification.checks.every((check) => check.ok)
}

export function failedChecks(verification: Verification): string {
  const failed = verification.checks.filter((check) => !check.ok)
  if (verification.checks.length === 0) return 'nothing could be checked'
  return failed.map((check) => `${check.name}: expected ${check.expected}, found ${check.found}`).join('; ')
}

export function checksOf(verification: Verification) {
  return verification.checks.map((check) => ({ ...check }))
}
