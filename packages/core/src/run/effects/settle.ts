import type { Verification } from '../../actions/kit/definition.js'
import type { ExecutionStep } from '../../model/step.js'
import { Halt } from '../halt.js'
import { definitionOf, type Session } from '../session.js'
import { isPassed } from './checks.js'

/** AWS is eventually consistent: a state that is not there yet is looked for again before it is a failure. */
const SETTLES_WITHIN_SECONDS = 10
const PAUSE_MS = 5_000

/**
 * Looks until the checks pass, or until AWS has had its time to agree with itself.
 * @param unproven what is not proven when the run is stopped meanwhile
 * @throws Halt when the run is stopped: not there yet is not "failed", so nothing is concluded
 */
export async function settled(
  session: Session,
  step: ExecutionStep,
  look: () => Promise<Verification>,
  unproven: string,
): Promise<Verification> {
  const { settlesWithinSeconds = SETTLES_WITHIN_SECONDS } = definitionOf(session, step)
  const looks = 1 + Math.ceil((settlesWithinSeconds * 1000) / PAUSE_MS)
  for (let tries = 1; ; tries += 1) {
    const verification = await look()
    if (isPassed(verification) || tries === looks) return verification
    await session.clock.sleep(PAUSE_MS, session.controls.stopping)
    if (session.controls.stopping.aborted)
      throw new Halt('interrupted', `interrupted before ${unproven}`, step.step_id)
  }
}
