import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { parseArn } from '../common/ids.js'
import { askResourcePolicy } from '../common/resource-policy.js'
import { type Secret, secretsManager } from './state.js'

/** Which secrets an operation works on: most refuse one that is marked for deletion. */
export type Marked = 'refuse-marked' | 'allow-marked'

/**
 * The secret of that name, ARN or ARN without its suffix, once its resource policy lets the caller do `action`.
 * @throws AwsError `ResourceNotFoundException`, `AccessDeniedException`, `InvalidRequestException`
 */
export function findSecret(
  call: CallContext,
  ref: string | undefined,
  action: string,
  marked: Marked = 'refuse-marked',
): Secret {
  const secret = lookUp(call, ref ?? '')
  const owner = parseArn(ref ?? '')?.accountId ?? call.caller.accountId
  if (secret === undefined) {
    if (owner !== call.caller.accountId) throw denied(call, ref ?? '', action)
    throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
  }
  assertAllowed(call, secret, action)
  if (secret.deletion !== undefined && marked === 'refuse-marked') {
    throw new AwsError(
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was marked for deletion.",
    )
  }
  return secret
}

/** Secrets of the caller's account and Region that are not gone. */
export function ownSecrets(call: CallContext): Secret[] {
  return alive(call, call.caller.accountId)
}

function lookUp(call: CallContext, ref: string): Secret | undefined {
  const parsed = parseArn(ref)
  const accountId = parsed?.accountId ?? call.caller.accountId
  if (call.world.accounts[accountId] === undefined) return undefined
  return alive(call, accountId).find(
    (secret) =>
      secret.arn === ref ||
      (parsed === undefined ? secret.name === ref : secret.arn.slice(0, -'-xxxxxx'.length) === ref),
  )
}

function alive(call: CallContext, accountId: string): Secret[] {
  const nowMs = call.clock.nowMs()
  return Object.values(secretsManager.of(call.world, accountId).secrets).filter(
    (secret) =>
      secret.region === call.region && (secret.deletion === undefined || secret.deletion.goneMs > nowMs),
  )
}

function assertAllowed(call: CallContext, secret: Secret, action: string): void {
  const own = secret.accountId === call.caller.accountId
  const verdict =
    secret.policy === undefined
      ? 'silent'
      : askResourcePolicy(secret.policy, {
          principal: call.caller,
          action: `secretsmanager:${action}`,
          resourceArn: secret.arn,
        })
  if (verdict === 'deny') {
    throw new AwsError(
      'AccessDeniedException',
      `${notAuthorized(call, secret.arn, action)} with an explicit deny in a resource-based policy`,
    )
  }
  if (verdict === 'silent' && !own) throw denied(call, secret.arn, action)
}

function denied(call: CallContext, arn: string, action: string): AwsError {
  const because = `because no resource-based policy allows the secretsmanager:${action} action`
  return new AwsError('AccessDeniedException', `${notAuthorized(call, arn, action)} ${because}`)
}

function notAuthorized(call: CallContext, arn: string, action: string): string {
  return `User: ${call.caller.sessionArn} is not authorized to perform: secretsmanager:${action} on resource: ${arn}`
}
