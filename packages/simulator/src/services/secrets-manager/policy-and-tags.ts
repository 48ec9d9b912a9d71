import type {
  DeleteResourcePolicyCommandInput,
  DeleteResourcePolicyResponse,
  GetResourcePolicyCommandInput,
  GetResourcePolicyResponse,
  PutResourcePolicyCommandInput,
  PutResourcePolicyResponse,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-secrets-manager'
import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { tagsFrom, withoutTags } from '../common/tags.js'
import { parsePolicy } from '../iam/policy/document.js'
import { findSecret } from './find.js'

export function getResourcePolicy(
  input: GetResourcePolicyCommandInput,
  call: CallContext,
): GetResourcePolicyResponse {
  const secret = findSecret(call, input.SecretId, 'GetResourcePolicy')
  return { ARN: secret.arn, Name: secret.name, ResourcePolicy: secret.policy }
}

export function putResourcePolicy(
  input: PutResourcePolicyCommandInput,
  call: CallContext,
): PutResourcePolicyResponse {
  const secret = findSecret(call, input.SecretId, 'PutResourcePolicy')
  const policy = input.ResourcePolicy ?? ''
  try {
    parsePolicy(policy)
  } catch {
    throw new AwsError(
      'MalformedPolicyDocumentException',
      'This resource policy contains a syntax error. Check that the policy is valid JSON.',
    )
  }
  secret.policy = policy
  return { ARN: secret.arn, Name: secret.name }
}

export function deleteResourcePolicy(
  input: DeleteResourcePolicyCommandInput,
  call: CallContext,
): DeleteResourcePolicyResponse {
  const secret = findSecret(call, input.SecretId, 'DeleteResourcePolicy')
  secret.policy = undefined
  return { ARN: secret.arn, Name: secret.name }
}

export function tagResource(input: TagResourceCommandInput, call: CallContext): Record<string, never> {
  const secret = findSecret(call, input.SecretId, 'TagResource')
  secret.tags = tagsFrom(input.Tags, secret.tags)
  return {}
}

export function untagResource(input: UntagResourceCommandInput, call: CallContext): Record<string, never> {
  const secret = findSecret(call, input.SecretId, 'UntagResource')
  secret.tags = withoutTags(secret.tags, input.TagKeys)
  return {}
}
