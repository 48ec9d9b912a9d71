import type {
  CreateKeyCommandInput,
  CreateKeyResponse,
  DescribeKeyCommandInput,
  DescribeKeyResponse,
  DisableKeyCommandInput,
  EnableKeyCommandInput,
  KeyMetadata,
  ListKeysCommandInput,
  ListKeysResponse,
} from '@aws-sdk/client-kms'
import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { page } from '../common/paging.js'
import { assertPolicy } from './policy.js'
import { assertNotPendingDeletion, keyFor } from './resolve.js'
import { type Key, kms, putKey } from './state.js'

export function createKey(input: CreateKeyCommandInput, call: CallContext): CreateKeyResponse {
  const spec = input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT'
  if (spec !== 'SYMMETRIC_DEFAULT' || (input.KeyUsage ?? 'ENCRYPT_DECRYPT') !== 'ENCRYPT_DECRYPT') {
    throw new AwsError('UnsupportedOperationException', `KeySpec ${spec} is not modelled by this simulator`)
  }
  if (input.Policy !== undefined) assertPolicy(input.Policy)
  const tags = Object.fromEntries((input.Tags ?? []).map((tag) => [tag.TagKey ?? '', tag.TagValue ?? '']))
  const key = putKey(call.world, {
    accountId: call.caller.accountId,
    region: call.region,
    nowMs: call.clock.nowMs(),
    description: input.Description ?? '',
    ...(input.Policy === undefined ? {} : { policy: input.Policy }),
    tags,
  })
  return { KeyMetadata: metadataOf(key) }
}

export function describeKey(input: DescribeKeyCommandInput, call: CallContext): DescribeKeyResponse {
  const key = keyFor(call, input.KeyId, 'DescribeKey', {
    naming: 'key-or-alias',
    grantTokens: input.GrantTokens,
  })
  return { KeyMetadata: metadataOf(key) }
}

export function listKeys(input: ListKeysCommandInput, call: CallContext): ListKeysResponse {
  const keys = Object.values(kms.of(call.world, call.caller.accountId).keys)
  const here = keys.filter((key) => key.arn.startsWith(`arn:aws:kms:${call.region}:`))
  const { items, next } = page(here, (key) => key.id, {
    limit: input.Limit ?? 100,
    marker: input.Marker,
    invalidMarker,
  })
  return {
    Keys: items.map((key) => ({ KeyId: key.id, KeyArn: key.arn })),
    ...(next === undefined ? {} : { NextMarker: next }),
    Truncated: next !== undefined,
  }
}

export function enableKey(input: EnableKeyCommandInput, call: CallContext): Record<string, never> {
  const key = keyFor(call, input.KeyId, 'EnableKey')
  assertNotPendingDeletion(key)
  key.lifecycle = { kind: 'enabled' }
  return {}
}

export function disableKey(input: DisableKeyCommandInput, call: CallContext): Record<string, never> {
  const key = keyFor(call, input.KeyId, 'DisableKey')
  assertNotPendingDeletion(key)
  key.lifecycle = { kind: 'disabled' }
  return {}
}

export function invalidMarker(): AwsError {
  return new AwsError('InvalidMarkerException', 'Could not deserialize NextToken')
}

export function metadataOf(key: Key): KeyMetadata {
  const { lifecycle } = key
  return {
    AWSAccountId: key.accountId,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: new Date(key.createdMs),
    Enabled: lifecycle.kind === 'enabled',
    Description: key.description,
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState: stateName(key),
    ...(lifecycle.kind === 'pending-deletion' ? { DeletionDate: new Date(lifecycle.deletionMs) } : {}),
    Origin: 'AWS_KMS',
    KeyManager: key.manager,
    CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
    KeySpec: 'SYMMETRIC_DEFAULT',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    MultiRegion: false,
  }
}

export function stateName(key: Key): 'Enabled' | 'Disabled' | 'PendingDeletion' {
  switch (key.lifecycle.kind) {
    case 'enabled':
      return 'Enabled'
    case 'disabled':
      return 'Disabled'
    case 'pending-deletion':
      return 'PendingDeletion'
  }
}
