import { classifyError, errorData } from '../aws/classify.js'
import { isAtRest } from '../engine/state.js'
import { HANDOFF_STEP_ID, SIDES } from '../model/step.js'
import { requirementsOf } from '../preflight/requirements.js'
import { SimulationError, simulatePermissions } from '../preflight/simulate-permissions.js'
import { credentialHalt } from './credentials.js'
import type { PermissionFinding } from './effects/ask-handoff.js'
import type { Session } from './session.js'

/**
 * Simulates the principals behind both profiles against exactly what the data-plane steps that are still to be
 * done need. Evidence, not proof: resource policies and SCPs are not part of it.
 */
export async function checkHandoffPermissions(session: Session): Promise<PermissionFinding> {
  const remaining = session.plan.steps.filter((step) => {
    const phase = session.state.steps.get(step.step_id)?.phase
    return step.plane === 'data' && phase !== undefined && !isAtRest(phase)
  })
  const requirements = requirementsOf(remaining, session.facts)
  const onCall = () => undefined
  try {
    const [source, target] = await Promise.all(
      SIDES.map(async (side) => ({
        account: session.aws.open(side, 'read', onCall),
        callerArn: (await session.aws.identify(side)).arn,
      })),
    )
    if (source === undefined || target === undefined) throw new TypeError('two sides expected')
    const outcome = await simulatePermissions(requirements, { source, target })
    if (outcome.kind === 'unsuitable') return refused(`${outcome.side}: ${outcome.message}`)
    if (outcome.kind === 'not-permitted')
      return refused(`${outcome.callerArn} may not call ${outcome.permission} (${outcome.message})`)
    return {
      allowed: outcome.denied.length === 0,
      denied: outcome.denied.map((d) => ({
        side: d.side,
        action: d.action,
        resource: d.resource,
        reason: d.reason,
        missingContext: d.missingContext,
      })),
      principals: Object.fromEntries(outcome.principals.map((p) => [p.side, p.arn])),
      notPermitted: null,
    }
  } catch (thrown) {
    const ofSide = thrown instanceof SimulationError ? `${thrown.side}: ` : ''
    const error = thrown instanceof SimulationError ? thrown.cause : thrown
    const { name, message } = errorData(error)
    if (classifyError(error).kind !== 'credential') return refused(`${ofSide}${name}: ${message}`)
    return await credentialHalt(session, session.plan.byId.get(HANDOFF_STEP_ID) ?? null, error)
  }
}

function refused(why: string): PermissionFinding {
  return { allowed: false, denied: [], principals: {}, notPermitted: why }
}
