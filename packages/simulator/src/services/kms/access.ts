/**
 * Who may use a key: its policy, and its grants. Identity policies are not looked at here; where the key policy
 * hands the decision to an account, the account's identity policies are the business of the IAM service.
 */
import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import type { WorldState } from '../../kernel/world.js'
import { parseArn } from '../common/ids.js'
import { askResourcePolicy, type PolicyPrincipal } from '../common/resource-policy.js'
import { isOver, type Timing } from '../common/timing.js'
import { GRANT_CONSISTENCY_MS, type Grant, type Key, kms } from './state.js'

export interface KeyUse {
  readonly principal: PolicyPrincipal
  /** Without prefix: `Decrypt`, `CreateGrant` … */
  readonly operations: readonly string[]
  /** For example `rds.eu-west-1.amazonaws.com`, when a service acts for the principal. */
  readonly viaService?: string
  readonly encryptionContext?: Readonly<Record<string, string>>
  /** Tokens of grants that work before they are visible. */
  readonly grantTokens?: readonly string[]
}

/** The key of that ARN, in whatever account, or undefined. Says nothing about who may use it. */
export function keyByArn(world: WorldState, arn: string): Key | undefined {
  const accountId = parseArn(arn)?.accountId
  if (accountId === undefined || world.accounts[accountId] === undefined) return undefined
  return kms.of(world, accountId).keys[arn]
}

/** Whether the key is enabled and `use.principal` may do all of `use.operations` with it. */
export function keyUsable(world: WorldState, time: Timing, arn: string, use: KeyUse): boolean {
  const key = keyByArn(world, arn)
  if (key === undefined || key.lifecycle.kind !== 'enabled') return false
  return use.operations.every((operation) => isAllowed(time, key, operation, use))
}

/** Whether a caller of that account (as its root principal) may decrypt with the key now. */
export function decryptAllowed(
  world: WorldState,
  time: Timing,
  arn: string,
  callerAccountId: string,
): boolean {
  const principal = {
    accountId: callerAccountId,
    principalArn: `arn:aws:iam::${callerAccountId}:root`,
  }
  return keyUsable(world, time, arn, { principal, operations: ['Decrypt'] })
}

/** A grant that KMS has made known everywhere and that has not been seen to be revoked. */
export function isVisible(time: Timing, grant: Grant): boolean {
  const known = isOver(time, grant.createdMs, GRANT_CONSISTENCY_MS)
  const gone = grant.revokedMs !== undefined && isOver(time, grant.revokedMs, GRANT_CONSISTENCY_MS)
  return known && !gone
}

export function assertAllowed(
  call: CallContext,
  key: Key,
  action: string,
  given: Pick<KeyUse, 'grantTokens' | 'encryptionContext'> = {},
): void {
  const use = { principal: call.caller, operations: [action], ...given }
  if (!isAllowed(call, key, action, use)) throw denied(call, action)
}

export function denied(call: CallContext, action: string): AwsError {
  return new AwsError(
    'AccessDeniedException',
    `User: ${call.caller.sessionArn} is not authorized to perform: kms:${action} on this resource because the ` +
      'resource does not exist in this Region, no resource-based policies allow access, or a resource-based ' +
      'policy explicitly denies access',
  )
}

/** A new token of a grant; every one of them names the grant at once, before it is visible. */
export function grantToken(grantId: string, nonce: string): string {
  return Buffer.from(`${grantId}:${nonce}`, 'utf8').toString('base64url')
}

function isAllowed(time: Timing, key: Key, operation: string, use: KeyUse): boolean {
  const verdict = askResourcePolicy(key.policy, {
    principal: use.principal,
    action: `kms:${operation}`,
    resourceArn: key.arn,
    // A service makes grants for the resources that it encrypts, never for other purposes.
    context:
      use.viaService === undefined
        ? {}
        : { 'kms:viaservice': use.viaService, 'kms:grantisforawsresource': 'true' },
  })
  if (verdict !== 'silent') return verdict === 'allow'
  const named = (use.grantTokens ?? []).map(
    (token) => Buffer.from(token, 'base64url').toString('utf8').split(':')[0],
  )
  return key.grants.some(
    (grant) =>
      (isVisible(time, grant) || (named.includes(grant.id) && grant.revokedMs === undefined)) &&
      isGrantee(grant, use.principal) &&
      grant.operations.includes(operation) &&
      contextMatches(grant, use.encryptionContext),
  )
}

function isGrantee(grant: Grant, who: PolicyPrincipal): boolean {
  return grant.granteePrincipal === who.principalArn || grant.granteePrincipal === rootOf(who.accountId)
}

function rootOf(accountId: string): string {
  return `arn:aws:iam::${accountId}:root`
}

/** Constraints bind only operations that take an encryption context; without one given they are not checked. */
function contextMatches(grant: Grant, context: Readonly<Record<string, string>> | undefined): boolean {
  if (context === undefined) return true
  const { subset, equals } = grant.constraints
  const wanted = Object.entries(equals ?? subset ?? {})
  if (equals !== undefined && wanted.length !== Object.keys(context).length) return false
  return wanted.every(([key, value]) => context[key] === value)
}
