import type { GrantListEntry, ListGrantsCommandInput, ListGrantsResponse } from '@aws-sdk/client-kms'
import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { page } from '../common/paging.js'
import { isVisible } from './access.js'
import { invalidMarker } from './keys.js'
import { keyFor } from './resolve.js'
import type { Grant, Key } from './state.js'

/** Only grants that have become visible, and revoked ones until their end has become visible. */
export function listGrants(input: ListGrantsCommandInput, call: CallContext): ListGrantsResponse {
  const key = keyFor(call, input.KeyId, 'ListGrants')
  const limit = input.Limit ?? 50
  if (limit < 1 || limit > 100) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: ` +
        `Member must have value ${limit < 1 ? 'greater than or equal to 1' : 'less than or equal to 100'}`,
    )
  }
  const grants = key.grants.filter(
    (grant) =>
      isVisible(call, grant) &&
      (input.GrantId === undefined || grant.id === input.GrantId) &&
      (input.GranteePrincipal === undefined || grant.granteePrincipal === input.GranteePrincipal),
  )
  const { items, next } = page(grants, (grant) => grant.id, { limit, marker: input.Marker, invalidMarker })
  return {
    Grants: items.map((grant) => entryOf(key, grant)),
    ...(next === undefined ? {} : { NextMarker: next }),
    Truncated: next !== undefined,
  }
}

function entryOf(key: Key, grant: Grant): GrantListEntry {
  const { subset, equals } = grant.constraints
  return {
    KeyId: key.arn,
    GrantId: grant.id,
    ...(grant.name === undefined ? {} : { Name: grant.name }),
    CreationDate: new Date(grant.createdMs),
    GranteePrincipal: grant.granteePrincipal,
    ...(grant.retiringPrincipal === undefined ? {} : { RetiringPrincipal: grant.retiringPrincipal }),
    IssuingAccount: grant.issuingAccount,
    Operations: [...grant.operations] as GrantListEntry['Operations'],
    ...(subset === undefined && equals === undefined
      ? {}
      : {
          Constraints: {
            ...(subset === undefined ? {} : { EncryptionContextSubset: { ...subset } }),
            ...(equals === undefined ? {} : { EncryptionContextEquals: { ...equals } }),
          },
        }),
  }
}
