import { type CallContext, modelled, type ServiceBehaviour } from '../../kernel/service.js'
import { deleteSecret, restoreSecret } from './deletion.js'
import { ownSecrets } from './find.js'
import { listSecrets } from './list.js'
import {
  deleteResourcePolicy,
  getResourcePolicy,
  putResourcePolicy,
  tagResource,
  untagResource,
} from './policy-and-tags.js'
import { createSecret, describeSecret, updateSecret } from './secrets.js'
import { updateSecretVersionStage } from './stages.js'
import { getSecretValue, listSecretVersionIds, putSecretValue } from './versions.js'

/** Secrets Manager. */
export const behaviour: ServiceBehaviour = {
  signingName: 'secretsmanager',
  operations: {
    CreateSecret: modelled(
      createSecret,
      'With or without a value; the same token and value again answer the same secret. No replicas, no rotation. Values are kept encrypted under the KMS key.',
    ),
    DescribeSecret: modelled(
      describeSecret,
      'Labels by version id, also of a secret marked for deletion. LastAccessedDate is not kept: reading changes nothing.',
    ),
    UpdateSecret: modelled(updateSecret, 'Description, key and value; a value becomes AWSCURRENT.'),
    DeleteSecret: modelled(
      deleteSecret,
      'A window of 7 to 30 days on the virtual clock, never scaled; or at once with force.',
    ),
    RestoreSecret: modelled(restoreSecret, 'Takes the mark away.'),
    ListSecrets: modelled(
      listSecrets,
      'In order of names; filters name, description, tag-key, tag-value and all. Sorting is not modelled.',
    ),
    PutSecretValue: modelled(
      putSecretValue,
      'The token is the version id: same value again changes nothing, another value is ResourceExistsException. AWSCURRENT moves and AWSPREVIOUS follows. Versions without labels are kept for ever (AWS deletes them beyond 100), rates are not limited.',
    ),
    GetSecretValue: modelled(
      getSecretValue,
      'By version id, label or both; across accounts by resource policy and key.',
    ),
    ListSecretVersionIds: modelled(
      listSecretVersionIds,
      'Versions without labels only with IncludeDeprecated.',
    ),
    UpdateSecretVersionStage: modelled(
      updateSecretVersionStage,
      'The version that holds the label must be named; AWSPREVIOUS goes to where AWSCURRENT came from. Wording of the mismatch error is ours.',
    ),
    GetResourcePolicy: modelled(getResourcePolicy, 'The policy as it was put.'),
    PutResourcePolicy: modelled(
      putResourcePolicy,
      'Must be a policy document; BlockPublicPolicy is not checked. Enforced on every operation.',
    ),
    DeleteResourcePolicy: modelled(deleteResourcePolicy, 'Immediate.'),
    TagResource: modelled(tagResource, 'Immediate.'),
    UntagResource: modelled(untagResource, 'Immediate.'),
  },
  permissions: (operation, input, call) => {
    const ref = operation === 'CreateSecret' ? input.Name : input.SecretId
    if (typeof ref !== 'string') return undefined
    return [{ action: `secretsmanager:${operation}`, resource: arnFor(ref, call) }]
  },
}

/** Policies name secrets by their whole ARN, with the suffix that a name alone does not tell. */
function arnFor(ref: string, call: CallContext): string {
  if (ref.startsWith('arn:')) return ref
  const known = ownSecrets(call).find((secret) => secret.name === ref)
  const { accountId } = call.caller
  return known?.arn ?? `arn:aws:secretsmanager:${call.region}:${accountId}:secret:${ref}-000000`
}
