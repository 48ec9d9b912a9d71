import type {
  CancelKeyDeletionCommandInput,
  CancelKeyDeletionResponse,
  EnableKeyRotationCommandInput,
  GetKeyRotationStatusCommandInput,
  GetKeyRotationStatusResponse,
  ScheduleKeyDeletionCommandInput,
  ScheduleKeyDeletionResponse,
} from '@aws-sdk/client-kms'
import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { stateName } from './keys.js'
import { assertEnabled, assertNotPendingDeletion, keyFor } from './resolve.js'

const DAY_MS = 86_400_000

export function scheduleKeyDeletion(
  input: ScheduleKeyDeletionCommandInput,
  call: CallContext,
): ScheduleKeyDeletionResponse {
  const key = keyFor(call, input.KeyId, 'ScheduleKeyDeletion')
  assertNotPendingDeletion(key)
  const days = input.PendingWindowInDays ?? 30
  if (days < 7 || days > 30) {
    throw new AwsError('ValidationException', 'PendingWindowInDays must be between 7 and 30 days (inclusive)')
  }
  // The window is a promise to people, not the duration of some work: it is never scaled.
  const deletionMs = call.clock.nowMs() + days * DAY_MS
  key.lifecycle = { kind: 'pending-deletion', deletionMs }
  return {
    KeyId: key.arn,
    DeletionDate: new Date(deletionMs),
    KeyState: stateName(key),
    PendingWindowInDays: days,
  }
}

/** The key comes back disabled, not enabled. */
export function cancelKeyDeletion(
  input: CancelKeyDeletionCommandInput,
  call: CallContext,
): CancelKeyDeletionResponse {
  const key = keyFor(call, input.KeyId, 'CancelKeyDeletion')
  if (key.lifecycle.kind !== 'pending-deletion') {
    throw new AwsError('KMSInvalidStateException', `${key.arn} is not pending deletion.`)
  }
  key.lifecycle = { kind: 'disabled' }
  return { KeyId: key.arn }
}

export function enableKeyRotation(
  input: EnableKeyRotationCommandInput,
  call: CallContext,
): Record<string, never> {
  const key = keyFor(call, input.KeyId, 'EnableKeyRotation')
  assertEnabled(key)
  key.rotationPeriodDays = input.RotationPeriodInDays ?? 365
  return {}
}

export function getKeyRotationStatus(
  input: GetKeyRotationStatusCommandInput,
  call: CallContext,
): GetKeyRotationStatusResponse {
  const key = keyFor(call, input.KeyId, 'GetKeyRotationStatus')
  const enabled = key.rotationPeriodDays !== undefined && key.lifecycle.kind !== 'pending-deletion'
  return {
    KeyRotationEnabled: enabled,
    KeyId: key.arn,
    ...(enabled ? { RotationPeriodInDays: key.rotationPeriodDays } : {}),
  }
}
