import type {
  GetSecretValueCommandInput,
  GetSecretValueResponse,
  ListSecretVersionIdsCommandInput,
  ListSecretVersionIdsResponse,
  PutSecretValueCommandInput,
  PutSecretValueResponse,
} from '@aws-sdk/client-secrets-manager'
import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { page } from '../common/paging.js'
import { findSecret } from './find.js'
import { addVersion, CURRENT, holderOf, type Secret, type SecretValue, type Version } from './state.js'
import { assertToken, isSameValue, openVersion, sealingKey, valueFrom } from './values.js'

/** Repeating it with the same token and value changes nothing, wherever the labels have gone meanwhile. */
export function putSecretValue(input: PutSecretValueCommandInput, call: CallContext): PutSecretValueResponse {
  const secret = findSecret(call, input.SecretId, 'PutSecretValue')
  const value = valueFrom(input)
  if (value === undefined) {
    throw new AwsError('InvalidParameterException', 'You must provide either SecretString or SecretBinary.')
  }
  const stages = input.VersionStages ?? [CURRENT]
  const version = storeVersion(call, secret, { token: assertToken(input.ClientRequestToken), value, stages })
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    VersionStages: [...version.stages],
  }
}

export function getSecretValue(input: GetSecretValueCommandInput, call: CallContext): GetSecretValueResponse {
  const secret = findSecret(call, input.SecretId, 'GetSecretValue')
  const version = wantedVersion(secret, input)
  const value = openVersion(call, secret, version)
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    SecretString: value.kind === 'text' ? value.text : undefined,
    SecretBinary: value.kind === 'binary' ? value.bytes : undefined,
    VersionStages: [...version.stages],
    CreatedDate: new Date(version.createdMs),
  }
}

/** Versions without a label only with `IncludeDeprecated`. */
export function listSecretVersionIds(
  input: ListSecretVersionIdsCommandInput,
  call: CallContext,
): ListSecretVersionIdsResponse {
  const secret = findSecret(call, input.SecretId, 'ListSecretVersionIds', 'allow-marked')
  const versions = Object.values(secret.versions).filter(
    (version) => input.IncludeDeprecated === true || version.stages.length > 0,
  )
  const limit = input.MaxResults ?? 100
  const { items, next } = page(versions, (version) => version.id, {
    limit,
    marker: input.NextToken,
    invalidMarker: invalidNextToken,
  })
  return {
    ARN: secret.arn,
    Name: secret.name,
    Versions: items.map((version) => ({
      VersionId: version.id,
      VersionStages: version.stages.length > 0 ? [...version.stages] : undefined,
      CreatedDate: new Date(version.createdMs),
      KmsKeyIds: [secret.kmsKeyId ?? 'DefaultEncryptionKey'],
    })),
    NextToken: next,
  }
}

export function invalidNextToken(): AwsError {
  return new AwsError('InvalidNextTokenException', 'The NextToken value is invalid.')
}

/** The version of that token: the one that exists with the same value, or a new one under the given labels. */
export function storeVersion(
  call: CallContext,
  secret: Secret,
  wanted: { readonly token: string; readonly value: SecretValue; readonly stages: readonly string[] },
): Version {
  const { token, value, stages } = wanted
  const existing = secret.versions[token]
  if (existing === undefined) {
    const key = sealingKey(call, secret)
    return addVersion(call.world, secret, key, { id: token, value, nowMs: call.clock.nowMs(), stages })
  }
  if (isSameValue(openVersion(call, secret, existing), value)) return existing
  throw new AwsError(
    'ResourceExistsException',
    `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${secret.arn}.`,
  )
}

function wantedVersion(secret: Secret, input: GetSecretValueCommandInput): Version {
  const { VersionId: id, VersionStage: stage } = input
  const version = id === undefined ? holderOf(secret, stage ?? CURRENT) : secret.versions[id]
  if (version === undefined) {
    const what = id === undefined ? `staging label: ${stage ?? CURRENT}` : `VersionId: ${id}`
    throw new AwsError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${what}`,
    )
  }
  if (id !== undefined && stage !== undefined && !version.stages.includes(stage)) {
    throw new AwsError(
      'InvalidRequestException',
      'You provided a VersionStage that is not associated to the provided VersionId.',
    )
  }
  return version
}
