import type {
  GetKeyPolicyCommandInput,
  GetKeyPolicyResponse,
  ListKeyPoliciesCommandInput,
  ListKeyPoliciesResponse,
  ListResourceTagsCommandInput,
  ListResourceTagsResponse,
  PutKeyPolicyCommandInput,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-kms'
import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { statementsOf } from '../common/resource-policy.js'
import { withoutTags } from '../common/tags.js'
import { assertNotPendingDeletion, keyFor } from './resolve.js'

const DEFAULT_POLICY_NAME = 'default'

export function getKeyPolicy(input: GetKeyPolicyCommandInput, call: CallContext): GetKeyPolicyResponse {
  const key = keyFor(call, input.KeyId, 'GetKeyPolicy')
  assertPolicyName(input.PolicyName)
  return { Policy: key.policy, PolicyName: DEFAULT_POLICY_NAME }
}

export function putKeyPolicy(input: PutKeyPolicyCommandInput, call: CallContext): Record<string, never> {
  const key = keyFor(call, input.KeyId, 'PutKeyPolicy')
  assertPolicyName(input.PolicyName)
  key.policy = assertPolicy(input.Policy ?? '')
  return {}
}

export function listKeyPolicies(
  input: ListKeyPoliciesCommandInput,
  call: CallContext,
): ListKeyPoliciesResponse {
  keyFor(call, input.KeyId, 'ListKeyPolicies')
  return { PolicyNames: [DEFAULT_POLICY_NAME], Truncated: false }
}

export function listResourceTags(
  input: ListResourceTagsCommandInput,
  call: CallContext,
): ListResourceTagsResponse {
  const key = keyFor(call, input.KeyId, 'ListResourceTags')
  const tags = Object.entries(key.tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }))
  return { Tags: tags, Truncated: false }
}

export function tagResource(input: TagResourceCommandInput, call: CallContext): Record<string, never> {
  const key = keyFor(call, input.KeyId, 'TagResource')
  assertNotPendingDeletion(key)
  for (const tag of input.Tags ?? []) key.tags[tag.TagKey ?? ''] = tag.TagValue ?? ''
  return {}
}

export function untagResource(input: UntagResourceCommandInput, call: CallContext): Record<string, never> {
  const key = keyFor(call, input.KeyId, 'UntagResource')
  assertNotPendingDeletion(key)
  key.tags = withoutTags(key.tags, input.TagKeys)
  return {}
}

/** Refuses a text that is not a policy document with at least one statement. */
export function assertPolicy(text: string): string {
  try {
    if (statementsOf(text).length > 0) return text
  } catch {
    // Answered below, as KMS answers every policy that it cannot read.
  }
  throw new AwsError('MalformedPolicyDocumentException', 'Policy contains invalid json')
}

function assertPolicyName(name: string | undefined): void {
  if ((name ?? DEFAULT_POLICY_NAME) !== DEFAULT_POLICY_NAME) {
    throw new AwsError('NotFoundException', 'No such policy exists')
  }
}
