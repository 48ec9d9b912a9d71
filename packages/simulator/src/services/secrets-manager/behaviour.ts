import type { CallContext, ServiceBehaviour } from '../../kernel/service.js'
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
    CreateSecret: createSecret,
    DescribeSecret: describeSecret,
    UpdateSecret: updateSecret,
    DeleteSecret: deleteSecret,
    RestoreSecret: restoreSecret,
    ListSecrets: listSecrets,
    PutSecretValue: putSecretValue,
    GetSecretValue: getSecretValue,
    ListSecretVersionIds: listSecretVersionIds,
    UpdateSecretVersionStage: updateSecretVersionStage,
    GetResourcePolicy: getResourcePolicy,
    PutResourcePolicy: putResourcePolicy,
    DeleteResourcePolicy: deleteResourcePolicy,
    TagResource: tagResource,
    UntagResource: untagResource,
  },
  permissions: (operation, input, call) => {
    const ref = operation === 'CreateSecret' ? input.Name : input.SecretId
    if (typeof ref !== 'string') return undefined
    return [{ action: `secretsmanager:${operation}`, resource: arnFor(ref, call) }]
  },
  notes: {
    CreateSecret:
      'With or without a value; the same token and value again answer the same secret. No replicas, no rotation. Values are kept encrypted under the KMS key.',
    DescribeSecret:
      'Labels by version id, also of a secret marked for deletion. LastAccessedDate is not kept: reading changes nothing.',
    UpdateSecret: 'Description, key and value; a value becomes AWSCURRENT.',
    DeleteSecret: 'A window of 7 to 30 days on the virtual clock, never scaled; or at once with force.',
    RestoreSecret: 'Takes the mark away.',
    ListSecrets:
      'In order of names; filters name, description, tag-key, tag-value and all. Sorting is not modelled.',
    PutSecretValue:
      'The token is the version id: same value again changes nothing, another value is ResourceExistsException. AWSCURRENT moves and AWSPREVIOUS follows. Versions without labels are kept for ever (AWS deletes them beyond 100), rates are not limited.',
    GetSecretValue: 'By version id, label or both; across accounts by resource policy and key.',
    ListSecretVersionIds: 'Versions without labels only with IncludeDeprecated.',
    UpdateSecretVersionStage:
      'The version that holds the label must be named; AWSPREVIOUS goes to where AWSCURRENT came from. Wording of the mismatch error is ours.',
    GetResourcePolicy: 'The policy as it was put.',
    PutResourcePolicy:
      'Must be a policy document; BlockPublicPolicy is not checked. Enforced on every operation.',
    DeleteResourcePolicy: 'Immediate.',
    TagResource: 'Immediate.',
    UntagResource: 'Immediate.',
  },
}

/** Policies name secrets by their whole ARN, with the suffix that a name alone does not tell. */
function arnFor(ref: string, call: CallContext): string {
  if (ref.startsWith('arn:')) return ref
  const known = ownSecrets(call).find((secret) => secret.name === ref)
  const { accountId } = call.caller
  return known?.arn ?? `arn:aws:secretsmanager:${call.region}:${accountId}:secret:${ref}-000000`
}
