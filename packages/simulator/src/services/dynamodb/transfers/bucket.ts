/** The one place where DynamoDB touches S3: writing exports, reading imports. */
import type { CallContext } from '../../../kernel/service.js'
import { keyUsable } from '../../kms/access.js'
import { mayAccess } from '../../s3/access.js'
import { etagOf } from '../../s3/objects/checksum.js'
import { type Bucket, buckets, currentContent, keysInOrder, writeVersion } from '../../s3/state.js'

export interface BucketRef {
  readonly name: string
  /** Needed for a bucket of another account. */
  readonly owner: string | undefined
}

export type Opened =
  | { readonly kind: 'open'; readonly bucket: Bucket }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }

/** The bucket, when the caller may do `action` under `prefix` in it. */
export function openForJob(
  call: CallContext,
  ref: BucketRef,
  action: string,
  key: string | undefined,
): Opened {
  const bucket = buckets(call.world).get(ref.name)
  if (bucket === undefined) {
    return { kind: 'refused', code: 'S3NoSuchBucket', message: 'The specified bucket does not exist' }
  }
  const expected = ref.owner ?? call.caller.accountId
  const allowed =
    bucket.ownerId === expected && mayAccess(call, bucket, action, key === undefined ? {} : { key })
  return allowed ? { kind: 'open', bucket } : accessDenied()
}

export function writeObject(
  call: CallContext,
  bucket: Bucket,
  key: string,
  options: {
    readonly body: Uint8Array
    readonly contentType: string
    readonly algorithm: string
    readonly kmsKeyId: string | undefined
    readonly atMs: number
  },
): void {
  const { body, algorithm, kmsKeyId } = options
  writeVersion(call.world, bucket, key, {
    lastModifiedMs: options.atMs,
    content: {
      body,
      etag: etagOf(body),
      headers: { ContentType: options.contentType },
      metadata: {},
      storageClass: 'STANDARD',
      checksums: {},
      encryption: kmsKeyId === undefined ? { algorithm } : { algorithm, kmsKeyId },
      parts: 0,
      tags: {},
    },
  })
}

/** All objects under a prefix in order, or why they cannot be read. */
export function readObjects(
  call: CallContext,
  ref: BucketRef,
  prefix: string,
):
  | { readonly kind: 'read'; readonly objects: readonly { key: string; body: Uint8Array }[] }
  | Exclude<Opened, { kind: 'open' }> {
  const opened = openForJob(call, ref, 's3:ListBucket', undefined)
  if (opened.kind === 'refused') return opened
  const objects: { key: string; body: Uint8Array }[] = []
  for (const key of keysInOrder(opened.bucket)) {
    const content = key.startsWith(prefix) ? currentContent(opened.bucket, key)?.content : undefined
    if (content === undefined) continue
    const { kmsKeyId } = content.encryption
    const readable = mayAccess(call, opened.bucket, 's3:GetObject', { key }) && mayDecrypt(call, kmsKeyId)
    if (!readable) return accessDenied()
    objects.push({ key, body: content.body })
  }
  return { kind: 'read', objects }
}

function mayDecrypt(call: CallContext, kmsKeyId: string | undefined): boolean {
  // Keys are known by their ARN; anything else was never resolved by S3 and cannot be judged.
  if (kmsKeyId === undefined || !kmsKeyId.startsWith('arn:')) return true
  const viaService = `s3.${call.region}.amazonaws.com`
  return keyUsable(call.world, call, kmsKeyId, {
    principal: call.caller,
    operations: ['Decrypt'],
    viaService,
  })
}

function accessDenied(): Exclude<Opened, { kind: 'open' }> {
  return { kind: 'refused', code: 'AccessDenied', message: 'Access Denied' }
}
