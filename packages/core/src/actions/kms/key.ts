import type { AwsAccount } from '../../aws/account.js'
import { isNotFound } from '../../aws/classify.js'
import type { IamRequirement } from '../../model/action-facts.js'
import type { Side } from '../../model/step.js'

/** What decides whether a key can serve a snapshot. */
export interface KeyFacts {
  readonly arn: string
  /** `CUSTOMER`, or `AWS` for a service's default key, which no other account can use. */
  readonly manager: string
  /** `Enabled`, `Disabled`, `PendingDeletion` … */
  readonly state: string
}

/** Null when there is no such key that the account can see. */
export async function describeKey(
  account: AwsAccount,
  key: string,
  signal: AbortSignal,
): Promise<KeyFacts | null> {
  const kms = await account.service('kms')
  try {
    const { KeyMetadata } = await kms.describeKey({ KeyId: key }, { abortSignal: signal })
    return {
      arn: KeyMetadata?.Arn ?? key,
      manager: KeyMetadata?.KeyManager ?? 'unknown',
      state: KeyMetadata?.KeyState ?? 'unknown',
    }
  } catch (error) {
    if (isNotFound(error)) return null
    throw error
  }
}

/** Why a key of the target account cannot encrypt what is made there; empty when it can. */
export function targetKeyBlockers(key: string, facts: KeyFacts | null): readonly string[] {
  if (facts === null) return [`There is no key ${key} in the target account. Create it, or correct the step.`]
  if (facts.state === 'Enabled') return []
  return [`The key ${facts.arn} is ${facts.state}. Enable it (aws kms enable-key), or name another one.`]
}

export function describeKeyIam(side: Side, key: string): IamRequirement {
  return { side, action: 'kms:DescribeKey', resources: [keyResource(key)], access: 'read' }
}

/** RDS and EC2 make a grant of their own on the key of what they create, in the caller's name. */
export function grantForServiceIam(side: Side, key: string): IamRequirement {
  return {
    side,
    action: 'kms:CreateGrant',
    resources: [keyResource(key)],
    access: 'write',
    context: { 'kms:GrantIsForAWSResource': ['true'] },
  }
}

/** Policies name keys, never aliases; which key an alias means only AWS knows. */
function keyResource(key: string): string {
  return key.replace(/:alias\/.*$/, ':key/*')
}
