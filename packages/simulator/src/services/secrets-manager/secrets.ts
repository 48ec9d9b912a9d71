import type {
  CreateSecretCommandInput,
  CreateSecretResponse,
  DescribeSecretCommandInput,
  DescribeSecretResponse,
  UpdateSecretCommandInput,
  UpdateSecretResponse,
} from '@aws-sdk/client-secrets-manager'
import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { tagList, tagsFrom } from '../common/tags.js'
import { findSecret, ownSecrets } from './find.js'
import { CURRENT, putSecret, type Secret, secretsManager } from './state.js'
import { assertToken, isSameValue, openVersion, valueFrom } from './values.js'
import { storeVersion } from './versions.js'

/** Repeating it with the same token and value answers the secret that exists. */
export function createSecret(input: CreateSecretCommandInput, call: CallContext): CreateSecretResponse {
  const name = assertName(input.Name)
  const value = valueFrom(input)
  const existing = ownSecrets(call).find((secret) => secret.name === name)
  if (existing?.deletion !== undefined) {
    throw new AwsError(
      'InvalidRequestException',
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    )
  }
  if (existing !== undefined) return repeated(input, call, existing)
  const secret = putSecret(call.world, {
    accountId: call.caller.accountId,
    region: call.region,
    name,
    nowMs: call.clock.nowMs(),
    description: input.Description,
    kmsKeyId: input.KmsKeyId,
    tags: tagsFrom(input.Tags),
  })
  if (value === undefined) return { ARN: secret.arn, Name: name }
  try {
    const version = storeVersion(call, secret, {
      token: assertToken(input.ClientRequestToken),
      value,
      stages: [CURRENT],
    })
    return { ARN: secret.arn, Name: name, VersionId: version.id }
  } catch (error) {
    // A refused value leaves no empty secret behind.
    delete secretsManager.of(call.world, secret.accountId).secrets[secret.arn]
    throw error
  }
}

export function describeSecret(input: DescribeSecretCommandInput, call: CallContext): DescribeSecretResponse {
  const secret = findSecret(call, input.SecretId, 'DescribeSecret', 'allow-marked')
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    LastChangedDate: new Date(secret.changedMs),
    CreatedDate: new Date(secret.createdMs),
    DeletedDate: secret.deletion === undefined ? undefined : new Date(secret.deletion.markedMs),
    Tags: tagList(secret.tags),
    VersionIdsToStages: stagesOf(secret),
  }
}

export function updateSecret(input: UpdateSecretCommandInput, call: CallContext): UpdateSecretResponse {
  const secret = findSecret(call, input.SecretId, 'UpdateSecret')
  const value = valueFrom(input)
  secret.description = input.Description ?? secret.description
  secret.kmsKeyId = input.KmsKeyId ?? secret.kmsKeyId
  secret.changedMs = call.clock.nowMs()
  if (value === undefined) return { ARN: secret.arn, Name: secret.name }
  const version = storeVersion(call, secret, {
    token: assertToken(input.ClientRequestToken),
    value,
    stages: [CURRENT],
  })
  return { ARN: secret.arn, Name: secret.name, VersionId: version.id }
}

/** Labels by version; versions without any are not named. */
export function stagesOf(secret: Secret): Record<string, string[]> {
  return Object.fromEntries(
    Object.values(secret.versions)
      .filter((version) => version.stages.length > 0)
      .map((version) => [version.id, [...version.stages]]),
  )
}

function repeated(
  input: CreateSecretCommandInput,
  call: CallContext,
  existing: Secret,
): CreateSecretResponse {
  const value = valueFrom(input)
  const version = existing.versions[input.ClientRequestToken ?? '']
  if (
    version === undefined ||
    value === undefined ||
    !isSameValue(openVersion(call, existing, version), value)
  ) {
    throw new AwsError(
      'ResourceExistsException',
      `The operation failed because the secret ${existing.name} already exists.`,
    )
  }
  return { ARN: existing.arn, Name: existing.name, VersionId: version.id }
}

function assertName(name: string | undefined): string {
  if (name !== undefined && /^[A-Za-z0-9/_+=.@!-]{1,512}$/.test(name)) return name
  throw new AwsError(
    'ValidationException',
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
  )
}
