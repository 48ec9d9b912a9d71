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
import { withoutTags } from '../common/tags.js'
import { parsePolicy } from '../iam/policy/document.js'
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

/** @throws AwsError `MalformedPolicyDocumentException` for a text that is not a policy document */
export function assertPolicy(text: string): string {
  try {
    parsePolicy(text)
    return text
  } catch (error) {
    throw new AwsError('MalformedPolicyDocumentException', error instanceof Error ? error.message : '')
  }
}

function assertPolicyName(name: string | undefined): void {
  if ((name ?? DEFAULT_POLICY_NAME) !== DEFAULT_POLICY_NAME) {
    throw new AwsError('NotFoundException', 'No such policy exists')
  }
}
