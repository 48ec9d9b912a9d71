import type {
  DeleteSecretCommandInput,
  DeleteSecretResponse,
  RestoreSecretCommandInput,
  RestoreSecretResponse,
} from '@aws-sdk/client-secrets-manager'
import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { nextHex } from '../../kernel/world.js'
import { findSecret, ownSecrets } from './find.js'
import { type Secret, secretsManager } from './state.js'

const DAY_MS = 86_400_000

/** Marks for deletion; the window is a promise to people and never scaled. */
export function deleteSecret(input: DeleteSecretCommandInput, call: CallContext): DeleteSecretResponse {
  const force = input.ForceDeleteWithoutRecovery === true
  if (force && input.RecoveryWindowInDays !== undefined) {
    throw new AwsError(
      'InvalidParameterException',
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    )
  }
  const days = input.RecoveryWindowInDays ?? 30
  if (days < 7 || days > 30) {
    throw new AwsError(
      'InvalidParameterException',
      'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
    )
  }
  if (force) return forceDelete(input.SecretId ?? '', call)
  const secret = findSecret(call, input.SecretId, 'DeleteSecret')
  const markedMs = call.clock.nowMs()
  secret.deletion = { markedMs, goneMs: markedMs + days * DAY_MS }
  return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(secret.deletion.goneMs) }
}

export function restoreSecret(input: RestoreSecretCommandInput, call: CallContext): RestoreSecretResponse {
  const secret = findSecret(call, input.SecretId, 'RestoreSecret', 'allow-marked')
  secret.deletion = undefined
  return { ARN: secret.arn, Name: secret.name }
}

/** Forcing what does not exist is no error, as in AWS. */
function forceDelete(ref: string, call: CallContext): DeleteSecretResponse {
  const nowMs = call.clock.nowMs()
  const exists = ownSecrets(call).some((secret) => secret.name === ref || secret.arn.startsWith(ref))
  if (!exists) {
    const { accountId } = call.caller
    const arn = `arn:aws:secretsmanager:${call.region}:${accountId}:secret:${ref}-${nextHex(call.world, 6)}`
    return { ARN: ref.startsWith('arn:') ? ref : arn, Name: ref, DeletionDate: new Date(nowMs) }
  }
  const secret: Secret = findSecret(call, ref, 'DeleteSecret', 'allow-marked')
  delete secretsManager.of(call.world, secret.accountId).secrets[secret.arn]
  return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(nowMs) }
}
