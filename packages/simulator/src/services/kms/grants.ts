import type {
  CreateGrantCommandInput,
  CreateGrantResponse,
  RetireGrantCommandInput,
  RevokeGrantCommandInput,
} from '@aws-sdk/client-kms'
import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { nextHex } from '../../kernel/world.js'
import { parseArn } from '../common/ids.js'
import { denied, grantToken, keyByArn } from './access.js'
import { assertEnabled, keyFor } from './resolve.js'
import { type Grant, type Key, kms } from './state.js'

/** The grant operations that a symmetric encryption key knows. */
const OPERATIONS = [
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
  'CreateGrant',
  'RetireGrant',
  'DescribeKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
]

/**
 * With a `Name`, a repeated request with the same parameters answers the grant that exists; with other
 * parameters it makes a second grant of that name. The token is a new one every time.
 */
export function createGrant(input: CreateGrantCommandInput, call: CallContext): CreateGrantResponse {
  const key = keyFor(call, input.KeyId, 'CreateGrant', { naming: 'key', grantTokens: input.GrantTokens })
  assertEnabled(key)
  if (input.GranteePrincipal === undefined) {
    throw new AwsError(
      'ValidationException',
      'Either GranteePrincipal or GranteeServicePrincipal must be specified.',
    )
  }
  assertPrincipal(input.GranteePrincipal)
  if (input.RetiringPrincipal !== undefined) assertPrincipal(input.RetiringPrincipal)
  const operations = [...new Set(input.Operations ?? [])].sort()
  const unknown = operations.find((operation) => !OPERATIONS.includes(operation))
  if (unknown !== undefined) {
    throw new AwsError('ValidationException', `Operation ${unknown} is not supported for this KMS key`)
  }
  const wanted: Omit<Grant, 'id' | 'createdMs'> = {
    name: input.Name,
    granteePrincipal: input.GranteePrincipal,
    retiringPrincipal: input.RetiringPrincipal,
    operations,
    constraints: {
      ...(input.Constraints?.EncryptionContextSubset === undefined
        ? {}
        : { subset: input.Constraints.EncryptionContextSubset }),
      ...(input.Constraints?.EncryptionContextEquals === undefined
        ? {}
        : { equals: input.Constraints.EncryptionContextEquals }),
    },
    issuingAccount: `arn:aws:iam::${call.caller.accountId}:root`,
  }
  const grant = sameGrant(key, wanted) ?? newGrant(call, key, wanted)
  return { GrantId: grant.id, GrantToken: grantToken(grant.id, nextHex(call.world, 32)) }
}

export function revokeGrant(input: RevokeGrantCommandInput, call: CallContext): Record<string, never> {
  const key = keyFor(call, input.KeyId, 'RevokeGrant')
  endGrant(call, key, input.GrantId)
  return {}
}

/** By the retiring principal, or by the grantee when the grant names `RetireGrant`. */
export function retireGrant(input: RetireGrantCommandInput, call: CallContext): Record<string, never> {
  const tokenGrant =
    input.GrantToken === undefined
      ? undefined
      : Buffer.from(input.GrantToken, 'base64url').toString('utf8').split(':')[0]
  const grantId = input.GrantId ?? tokenGrant
  const key = input.KeyId === undefined ? keyOfGrant(call, grantId) : keyByArn(call.world, input.KeyId)
  const grant = key?.grants.find((candidate) => candidate.id === grantId)
  if (key === undefined || grant === undefined) throw denied(call, 'RetireGrant')
  const { principalArn, accountId } = call.caller
  const retires = [principalArn, `arn:aws:iam::${accountId}:root`]
  const byGrantee = grant.operations.includes('RetireGrant') && retires.includes(grant.granteePrincipal)
  const byRetirer = grant.retiringPrincipal !== undefined && retires.includes(grant.retiringPrincipal)
  if (!byGrantee && !byRetirer && accountId !== key.accountId) throw denied(call, 'RetireGrant')
  endGrant(call, key, grantId)
  return {}
}

function sameGrant(key: Key, wanted: Omit<Grant, 'id' | 'createdMs'>): Grant | undefined {
  if (wanted.name === undefined) return undefined
  return key.grants.find((grant) => {
    const { id: _id, createdMs: _createdMs, revokedMs, ...body } = grant
    return revokedMs === undefined && JSON.stringify(body) === JSON.stringify(wanted)
  })
}

function newGrant(call: CallContext, key: Key, wanted: Omit<Grant, 'id' | 'createdMs'>): Grant {
  const grant: Grant = { ...wanted, id: nextHex(call.world, 64), createdMs: call.clock.nowMs() }
  key.grants.push(grant)
  return grant
}

function endGrant(call: CallContext, key: Key, grantId: string | undefined): void {
  const grant = key.grants.find((candidate) => candidate.id === grantId && candidate.revokedMs === undefined)
  if (grant === undefined) {
    throw new AwsError('NotFoundException', `Grant ID ${grantId ?? ''} not found`)
  }
  grant.revokedMs = call.clock.nowMs()
}

function keyOfGrant(call: CallContext, grantId: string | undefined): Key | undefined {
  for (const [, state] of kms.all(call.world)) {
    const key = Object.values(state.keys).find((k) => k.grants.some((grant) => grant.id === grantId))
    if (key !== undefined) return key
  }
  return undefined
}

function assertPrincipal(arn: string): void {
  const parsed = parseArn(arn)
  const known =
    parsed !== undefined && ['iam', 'sts'].includes(parsed.service) && /^\d{12}$/.test(parsed.accountId)
  if (!known) {
    throw new AwsError('InvalidArnException', `ARN does not refer to a valid principal: ${arn}`)
  }
}
