import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { keyByArn, keyUsable } from '../kms/access.js'
import { open } from '../kms/crypto.js'
import { managedKey } from '../kms/managed.js'
import { findAlias } from '../kms/resolve.js'
import { type Key, keyArn } from '../kms/state.js'
import { type Secret, type SecretValue, sealContext, type Version } from './state.js'

const MAX_BYTES = 65_536

interface ValueInput {
  readonly SecretString?: string | undefined
  readonly SecretBinary?: Uint8Array | undefined
}

/** The value in a request, or undefined when there is none. */
export function valueFrom(input: ValueInput): SecretValue | undefined {
  const { SecretString: text, SecretBinary: bytes } = input
  if (text !== undefined && bytes !== undefined) {
    throw new AwsError(
      'InvalidParameterException',
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    )
  }
  if (text !== undefined) {
    assertSize('secretString', Buffer.byteLength(text, 'utf8'))
    return { kind: 'text', text }
  }
  if (bytes === undefined) return undefined
  assertSize('secretBinary', bytes.length)
  return { kind: 'binary', bytes }
}

/** The token of a request, which becomes the id of the version. */
export function assertToken(token: string | undefined): string {
  if (token === undefined || token.length < 32 || token.length > 64) {
    throw new AwsError('InvalidParameterException', 'ClientRequestToken must be 32-64 characters long.')
  }
  return token
}

/**
 * The key that a secret's next version is encrypted with.
 * @throws AwsError `EncryptionFailure` when it cannot be used
 */
export function sealingKey(call: CallContext, secret: Secret): Key {
  const { kmsKeyId: ref } = secret
  const arn = ref === undefined ? defaultKey(call, secret) : arnOfKey(call, secret, ref)
  const key = arn === undefined ? undefined : keyByArn(call.world, arn)
  if (key !== undefined && mayUse(call, key, ['GenerateDataKey', 'Decrypt'])) return key
  throw new AwsError(
    'EncryptionFailure',
    "Secrets Manager can't encrypt the protected secret text using the provided KMS key. Check that the KMS key is " +
      'available, enabled, and not in an invalid state.',
  )
}

/** @throws AwsError `AccessDeniedException` when the caller may not use the key that the version is encrypted with */
export function openVersion(call: CallContext, secret: Secret, version: Version): SecretValue {
  const key = keyByArn(call.world, version.keyArn)
  if (key === undefined || key.lifecycle.kind !== 'enabled') {
    throw new AwsError(
      'DecryptionFailure',
      "Secrets Manager can't decrypt the protected secret text using the provided KMS key.",
    )
  }
  if (!mayUse(call, key, ['Decrypt'])) {
    throw new AwsError('AccessDeniedException', 'Access to KMS is not allowed')
  }
  const bytes = open(key, version.sealed, sealContext(secret))
  return version.kind === 'text'
    ? { kind: 'text', text: new TextDecoder().decode(bytes) }
    : { kind: 'binary', bytes }
}

export function isSameValue(a: SecretValue, b: SecretValue): boolean {
  if (a.kind === 'text') return b.kind === 'text' && a.text === b.text
  return b.kind === 'binary' && Buffer.compare(a.bytes, b.bytes) === 0
}

function mayUse(call: CallContext, key: Key, operations: readonly string[]): boolean {
  return keyUsable(call.world, call, key.arn, {
    principal: call.caller,
    operations,
    viaService: `secretsmanager.${call.region}.amazonaws.com`,
  })
}

function defaultKey(call: CallContext, secret: Secret): string | undefined {
  const alias = 'alias/aws/secretsmanager'
  return managedKey(
    call.world,
    { region: secret.region, accountId: secret.accountId, aliasName: alias },
    call.clock.nowMs(),
  )?.arn
}

function arnOfKey(call: CallContext, secret: Secret, ref: string): string | undefined {
  if (ref.includes('alias/')) return findAlias(call, ref)?.keyArn
  return ref.startsWith('arn:') ? ref : keyArn(secret.region, secret.accountId, ref)
}

function assertSize(member: string, bytes: number): void {
  if (bytes >= 1 && bytes <= MAX_BYTES) return
  const rule = bytes < 1 ? 'greater than or equal to 1' : `less than or equal to ${MAX_BYTES}`
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length ${rule}`,
  )
}
