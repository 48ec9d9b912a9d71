import type { CallContext } from '../../kernel/service.js'
import { callerContext } from './caller-context.js'
import { type BehaviourPermission, permissionsOf } from './permissions.js'
import { type Decision, evaluatePolicies } from './policy/evaluate.js'
import { policiesOf, principalOfArn } from './state.js'

/** A permission that the caller lacks. */
export interface Refusal {
  readonly action: string
  readonly resource: string
  readonly decision: Decision
}

/** A request whose permissions are looked at. */
export interface AskedRequest {
  readonly service: string
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  /** What the service itself says that it needs. */
  readonly own: BehaviourPermission | undefined
}

/**
 * What the caller's identity policies refuse of a request; undefined when nothing. Root users, and callers
 * that are not roles or users of the simulated IAM, may do everything.
 */
export function refusalOf(request: AskedRequest, call: CallContext): Refusal | undefined {
  const { service, operation, input, own } = request
  // AWS lets every identity ask who it is, even against an explicit deny.
  if (service === 'sts' && operation === 'GetCallerIdentity') return undefined
  const principal = principalOfArn(call.world, call.caller.principalArn)
  if (principal === undefined) return undefined
  const policies = policiesOf(call.world, call.caller.accountId, principal)
  const context = {
    ...callerContext(call),
    ...Object.fromEntries(
      [...principal.tags].map(([key, value]) => [`aws:principaltag/${key.toLowerCase()}`, [value]]),
    ),
  }
  const permissions = own?.(operation, input, call) ?? permissionsOf(service, operation, input, call)
  for (const { action, resource, context: more } of permissions) {
    const { decision } = evaluatePolicies(policies, { action, resource, context: { ...context, ...more } })
    if (decision !== 'allowed') return { action, resource, decision }
  }
  return undefined
}

/** The message that AWS writes about a refusal. */
export function refusalMessage(refusal: Refusal, call: CallContext): string {
  const because =
    refusal.decision === 'explicitDeny'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${refusal.action} action`
  return `User: ${call.caller.sessionArn} is not authorized to perform: ${refusal.action} on resource: ${refusal.resource} ${because}`
}
