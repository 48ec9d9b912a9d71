import { modelled, type ServiceBehaviour } from '../../kernel/service.js'
import { createAlias, deleteAlias, listAliases } from './aliases.js'
import { decrypt, encrypt, generateDataKey } from './crypto.js'
import { listGrants } from './grant-list.js'
import { createGrant, retireGrant, revokeGrant } from './grants.js'
import { createKey, describeKey, disableKey, enableKey, listKeys } from './keys.js'
import {
  cancelKeyDeletion,
  enableKeyRotation,
  getKeyRotationStatus,
  scheduleKeyDeletion,
} from './lifecycle.js'
import {
  getKeyPolicy,
  listKeyPolicies,
  listResourceTags,
  putKeyPolicy,
  tagResource,
  untagResource,
} from './policy.js'
import { findAlias } from './resolve.js'

/** Key Management Service. */
export const behaviour: ServiceBehaviour = {
  signingName: 'kms',
  operations: {
    CreateKey: modelled(
      createKey,
      'Symmetric encryption keys only; other key specs are refused. A policy is stored as given: the lockout safety check is not modelled.',
    ),
    DescribeKey: modelled(
      describeKey,
      'By id, ARN, alias name or alias ARN. A key of another account answers only by ARN and only when its policy or a visible grant allows it. alias/aws/{dynamodb,ebs,rds,s3,secretsmanager} come into being on first use.',
    ),
    ListKeys: modelled(listKeys, 'The keys of the account and Region, in order of their ids, in pages.'),
    EnableKey: modelled(enableKey, 'Immediate.'),
    DisableKey: modelled(disableKey, 'Immediate; there is no delay before other calls see it.'),
    ScheduleKeyDeletion: modelled(
      scheduleKeyDeletion,
      'Window of 7 to 30 days on the virtual clock, never scaled; afterwards the key is gone.',
    ),
    CancelKeyDeletion: modelled(cancelKeyDeletion, 'The key comes back disabled.'),
    EnableKeyRotation: modelled(enableKeyRotation, 'Stores the period. No rotation ever takes place.'),
    GetKeyRotationStatus: modelled(
      getKeyRotationStatus,
      'Whether rotation is on, and its period. No next date.',
    ),
    CreateAlias: modelled(
      createAlias,
      'In the account of the caller. Reserved prefix alias/aws/ is refused.',
    ),
    ListAliases: modelled(
      listAliases,
      'Aliases of the account and Region, AWS managed ones only after their first use.',
    ),
    DeleteAlias: modelled(deleteAlias, 'Immediate.'),
    CreateGrant: modelled(
      createGrant,
      'Idempotent by Name and identical parameters; another body under the same name makes another grant. Allowed in other accounts only where the key policy allows it, and never for AWS managed keys. Principals are checked for their form, not for existence. The grant is visible, and works without its token, 5 s later (scaled). SourceArn constraints and service principals are not modelled.',
    ),
    ListGrants: modelled(
      listGrants,
      'Only what is visible by then; Limit 1 to 100 (default 50), Marker, GrantId, GranteePrincipal.',
    ),
    RevokeGrant: modelled(revokeGrant, 'The grant is listed and works for another 5 s (scaled).'),
    RetireGrant: modelled(
      retireGrant,
      'By token, or by key ARN and grant id. Identity policies are not consulted.',
    ),
    GetKeyPolicy: modelled(getKeyPolicy, 'The policy as it was put.'),
    PutKeyPolicy: modelled(
      putKeyPolicy,
      'Must be JSON with a statement; otherwise stored as given, effective at once.',
    ),
    ListKeyPolicies: modelled(listKeyPolicies, 'Always the one name, default.'),
    ListResourceTags: modelled(listResourceTags, 'All tags in one page.'),
    TagResource: modelled(tagResource, 'Immediate.'),
    UntagResource: modelled(untagResource, 'Immediate.'),
    Encrypt: modelled(encrypt, 'AES-256-GCM with the key of the simulated key; no size limit.'),
    Decrypt: modelled(
      decrypt,
      'Of ciphertexts made here. Encryption context must be equal; grant constraints are checked.',
    ),
    GenerateDataKey: modelled(
      generateDataKey,
      'Deterministic bytes from the seed of the world: never real key material.',
    ),
  },
  permissions: (operation, input, call) => {
    const { KeyId } = input
    if (typeof KeyId !== 'string' || !KeyId.includes('alias/')) return undefined
    // Policies name keys: an alias stands for the key behind it.
    const key = findAlias(call, KeyId)?.keyArn
    return key === undefined ? undefined : [{ action: `kms:${operation}`, resource: key }]
  },
}
