import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { keyByArn, keyUsable } from '../kms/access.js'
import { managedKey } from '../kms/managed.js'
import { findAlias } from '../kms/resolve.js'
import { keyArn } from '../kms/state.js'

/** What RDS does with a key on behalf of the caller: it makes a grant of its own, which needs CreateGrant. */
const NEEDED_TO_USE = ['DescribeKey', 'Decrypt', 'CreateGrant'] as const

/** Which key an error speaks of. */
export type KeyRole = 'The specified' | 'The target' | 'The source snapshot'

/**
 * The ARN of a key that the caller names by id, ARN or alias, once RDS may use it for the caller.
 * @throws AwsError `KMSKeyNotAccessibleFault`
 */
export function usableKeyArn(call: CallContext, ref: string, role: KeyRole): string {
  const arn = arnOfKey(call, ref)
  if (arn === undefined || !mayUse(call, arn)) throw notAccessible(ref, role)
  return arn
}

/** The account's own `aws/rds` key, which encrypts whatever is to be encrypted with no key named. */
export function defaultKeyArn(call: CallContext): string {
  const { accountId } = call.caller
  const key = managedKey(
    call.world,
    { region: call.region, accountId, aliasName: 'alias/aws/rds' },
    call.clock.nowMs(),
  )
  if (key === undefined) throw notAccessible('alias/aws/rds', 'The specified')
  return key.arn
}

/** @throws AwsError `KMSKeyNotAccessibleFault` when the caller may not use the key that encrypts a snapshot */
export function assertSourceKey(call: CallContext, arn: string): void {
  if (!mayUse(call, arn)) throw notAccessible(arn, 'The source snapshot')
}

/** Whether a key is an AWS managed one, which makes what it encrypts impossible to share. */
export function isManagedKey(call: CallContext, arn: string): boolean {
  return keyByArn(call.world, arn)?.manager === 'AWS'
}

function mayUse(call: CallContext, arn: string): boolean {
  return keyUsable(call.world, call, arn, {
    principal: call.caller,
    operations: NEEDED_TO_USE,
    viaService: `rds.${call.region}.amazonaws.com`,
  })
}

/** The ARN of a key named by id, ARN or alias; undefined for an alias that does not exist. */
export function arnOfKey(call: CallContext, ref: string): string | undefined {
  if (ref.includes('alias/')) return findAlias(call, ref)?.keyArn
  return ref.startsWith('arn:') ? ref : keyArn(call.region, call.caller.accountId, ref)
}

function notAccessible(ref: string, role: KeyRole): AwsError {
  return new AwsError(
    'KMSKeyNotAccessibleFault',
    `${role} KMS key [${ref}] does not exist, is not enabled or you do not have permissions to access it.`,
  )
}
