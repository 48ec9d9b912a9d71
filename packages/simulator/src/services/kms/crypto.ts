import { createCipheriv, createDecipheriv } from 'node:crypto'
import type {
  DecryptCommandInput,
  DecryptResponse,
  EncryptCommandInput,
  EncryptResponse,
  GenerateDataKeyCommandInput,
  GenerateDataKeyResponse,
} from '@aws-sdk/client-kms'
import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { nextHex, type WorldState } from '../../kernel/world.js'
import { compareText } from '../common/paging.js'
import { assertAllowed, denied, keyByArn } from './access.js'
import { assertEnabled, keyFor } from './resolve.js'
import type { Key } from './state.js'

type Context = Record<string, string> | undefined

/** Ciphertexts are `length of key ARN (2) · key ARN · IV (12) · tag (16) · AES-256-GCM`. */
const IV_BYTES = 12
const TAG_BYTES = 16

export function encrypt(input: EncryptCommandInput, call: CallContext): EncryptResponse {
  const key = keyFor(call, input.KeyId, 'Encrypt', { naming: 'key-or-alias', grantTokens: input.GrantTokens })
  assertEnabled(key)
  const blob = seal(call.world, key, input.Plaintext ?? new Uint8Array(), input.EncryptionContext)
  return { CiphertextBlob: blob, KeyId: key.arn, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' }
}

export function decrypt(input: DecryptCommandInput, call: CallContext): DecryptResponse {
  const blob = input.CiphertextBlob ?? new Uint8Array()
  const arn = arnIn(blob)
  const key = keyByArn(call.world, arn)
  if (key === undefined) throw denied(call, 'Decrypt')
  assertAllowed(call, key, 'Decrypt', {
    grantTokens: input.GrantTokens ?? [],
    encryptionContext: input.EncryptionContext ?? {},
  })
  assertEnabled(key)
  if (input.KeyId !== undefined) {
    const named = keyFor(call, input.KeyId, 'Decrypt', {
      naming: 'key-or-alias',
      grantTokens: input.GrantTokens,
    })
    if (named.arn !== key.arn) {
      throw new AwsError(
        'IncorrectKeyException',
        'The key ID in the request does not identify a CMK that can perform this operation.',
      )
    }
  }
  const plaintext = open(key, blob, input.EncryptionContext)
  return { KeyId: key.arn, Plaintext: plaintext, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' }
}

export function generateDataKey(
  input: GenerateDataKeyCommandInput,
  call: CallContext,
): GenerateDataKeyResponse {
  const key = keyFor(call, input.KeyId, 'GenerateDataKey', {
    naming: 'key-or-alias',
    grantTokens: input.GrantTokens,
  })
  assertEnabled(key)
  if ((input.KeySpec === undefined) === (input.NumberOfBytes === undefined)) {
    throw new AwsError('ValidationException', 'Please specify either number of bytes or key spec.')
  }
  const bytes = input.NumberOfBytes ?? (input.KeySpec === 'AES_128' ? 16 : 32)
  const plaintext = bytesOf(nextHex(call.world, bytes * 2))
  return {
    CiphertextBlob: seal(call.world, key, plaintext, input.EncryptionContext),
    Plaintext: plaintext,
    KeyId: key.arn,
  }
}

/** Encrypts with a key, for services that keep encrypted values. Says nothing about who may. */
export function seal(world: WorldState, key: Key, plaintext: Uint8Array, context: Context): Uint8Array {
  const iv = bytesOf(nextHex(world, IV_BYTES * 2))
  const cipher = createCipheriv('aes-256-gcm', bytesOf(key.material), iv)
  cipher.setAAD(canonical(context))
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()])
  const arn = Buffer.from(key.arn, 'utf8')
  const length = Buffer.alloc(2)
  length.writeUInt16BE(arn.length)
  return new Uint8Array(Buffer.concat([length, arn, iv, cipher.getAuthTag(), body]))
}

/** @throws AwsError `InvalidCiphertextException` for other keys, contexts and bytes than were sealed */
export function open(key: Key, blob: Uint8Array, context: Context): Uint8Array {
  const start = 2 + Buffer.from(key.arn, 'utf8').length
  const body = start + IV_BYTES + TAG_BYTES
  try {
    const decipher = createDecipheriv(
      'aes-256-gcm',
      bytesOf(key.material),
      blob.subarray(start, start + IV_BYTES),
    )
    decipher.setAAD(canonical(context))
    decipher.setAuthTag(blob.subarray(start + IV_BYTES, body))
    return new Uint8Array(Buffer.concat([decipher.update(blob.subarray(body)), decipher.final()]))
  } catch {
    throw new AwsError('InvalidCiphertextException', '')
  }
}

function arnIn(blob: Uint8Array): string {
  const bytes = Buffer.from(blob)
  const length = bytes.length < 2 ? 0 : bytes.readUInt16BE(0)
  const arn = bytes.subarray(2, 2 + length).toString('utf8')
  if (!arn.startsWith('arn:')) throw new AwsError('InvalidCiphertextException', '')
  return arn
}

function canonical(context: Context): Uint8Array {
  const sorted = Object.entries(context ?? {}).sort(([a], [b]) => compareText(a, b))
  return Buffer.from(JSON.stringify(sorted), 'utf8')
}

function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'))
}
