import type {
  UpdateSecretVersionStageCommandInput,
  UpdateSecretVersionStageResponse,
} from '@aws-sdk/client-secrets-manager'
import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { findSecret } from './find.js'
import { CURRENT, holderOf, moveStage, type Secret, type Version } from './state.js'

/**
 * Moves a label, or takes it away. The version that has it now must be named, so that a label which somebody
 * else has moved meanwhile stays where it is.
 */
export function updateSecretVersionStage(
  input: UpdateSecretVersionStageCommandInput,
  call: CallContext,
): UpdateSecretVersionStageResponse {
  const secret = findSecret(call, input.SecretId, 'UpdateSecretVersionStage')
  const stage = input.VersionStage ?? ''
  const to = versionOf(secret, input.MoveToVersionId)
  const from = versionOf(secret, input.RemoveFromVersionId)
  const holder = holderOf(secret, stage)
  if (to === undefined && stage === CURRENT) {
    throw invalidParameter(
      'You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
    )
  }
  if (holder !== undefined && holder !== to && from === undefined) {
    throw invalidParameter(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ` +
        `${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
    )
  }
  if (from !== undefined && from !== holder) {
    throw invalidParameter(
      `The staging label ${stage} isn't attached to version ${from.id}, which RemoveFromVersionId names.`,
    )
  }
  moveStage(secret, stage, to)
  secret.changedMs = call.clock.nowMs()
  return { ARN: secret.arn, Name: secret.name }
}

function versionOf(secret: Secret, id: string | undefined): Version | undefined {
  if (id === undefined) return undefined
  const version = secret.versions[id]
  if (version !== undefined) return version
  throw new AwsError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for VersionId: ${id}`,
  )
}

function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message)
}
