import { AwsError } from '../../../kernel/error.js'
import type { CallContext, Operation } from '../../../kernel/service.js'
import { mayAccess, noSuchKey, openBucket } from '../access.js'
import type { BucketInput } from '../buckets/buckets.js'
import {
  type Bucket,
  currentContent,
  type ObjectContent,
  type ObjectVersion,
  removeVersion,
  writeVersion,
} from '../state.js'
import { checkedChecksums, etagOf } from './checksum.js'
import {
  type Conditions,
  type ContentInput,
  checkConditions,
  contentView,
  encryptionView,
  rangeOf,
  sameEtag,
  templateOf,
} from './content.js'

export interface ObjectInput extends BucketInput {
  readonly Key: string
  readonly VersionId?: string
}

interface PutObjectInput extends ObjectInput, ContentInput {
  readonly Body?: Uint8Array
  readonly IfMatch?: string
  readonly IfNoneMatch?: string
}

export const putObject: Operation<PutObjectInput> = (input, call) => {
  const context = input.ServerSideEncryption
  const bucket = openBucket(call, input.Bucket, 's3:PutObject', {
    key: input.Key,
    expectedOwner: input.ExpectedBucketOwner,
    ...(context === undefined ? {} : { context: { 's3:x-amz-server-side-encryption': [context] } }),
  })
  const body = input.Body ?? new Uint8Array()
  const checksums = checkedChecksums(input as unknown as Record<string, unknown>, body)
  checkWriteConditions(bucket, input)
  const content: ObjectContent = {
    ...templateOf(bucket, input),
    body,
    etag: etagOf(body),
    checksums,
    parts: 0,
  }
  const version = writeVersion(call.world, bucket, input.Key, { lastModifiedMs: call.clock.nowMs(), content })
  return {
    ETag: content.etag,
    ...checksums,
    ...encryptionView(content.encryption),
    VersionId: bucket.versioning === 'Enabled' ? version.versionId : undefined,
  }
}

/** @throws AwsError PreconditionFailed, or NoSuchKey when `If-Match` meets nothing */
export function checkWriteConditions(
  bucket: Bucket,
  input: { readonly Key: string; readonly IfMatch?: string; readonly IfNoneMatch?: string },
): void {
  const current = currentContent(bucket, input.Key)
  const failed = new AwsError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
  )
  if (input.IfNoneMatch === '*' && current !== undefined) throw failed
  if (input.IfMatch === undefined) return
  if (current === undefined) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404)
  if (!sameEtag(input.IfMatch, current.content.etag)) throw failed
}

interface ReadInput extends ObjectInput, Conditions {
  readonly Range?: string
  readonly ChecksumMode?: string
}

export const getObject: Operation<ReadInput> = (input, call) => read(input, call, true)
export const headObject: Operation<ReadInput> = (input, call) => read(input, call, false)

function read(input: ReadInput, call: CallContext, withBody: boolean): Record<string, unknown> {
  const { bucket, version, content } = openObject(input, call, 's3:GetObject')
  checkConditions(input, version, content)
  const view = contentView(bucket, version, content)
  const range = rangeOf(input.Range, content.body.byteLength)
  if (range !== undefined) {
    const body = content.body.subarray(range.start, range.end + 1)
    return {
      ...view,
      $httpStatus: 206,
      ContentLength: body.byteLength,
      ContentRange: `bytes ${range.start}-${range.end}/${content.body.byteLength}`,
      ...(withBody ? { Body: body } : {}),
    }
  }
  return {
    ...view,
    ...(input.ChecksumMode === 'ENABLED' ? content.checksums : {}),
    ...(withBody ? { Body: content.body } : {}),
  }
}

/**
 * The version that a request names, or the current one.
 * @throws AwsError NoSuchKey, NoSuchVersion, AccessDenied, MethodNotAllowed for a delete marker by id
 */
export function openObject(
  input: ObjectInput,
  call: CallContext,
  action: string,
): { bucket: Bucket; version: ObjectVersion; content: ObjectContent } {
  const bucket = openBucket(call, input.Bucket, input.VersionId === undefined ? action : versioned(action), {
    key: input.Key,
    expectedOwner: input.ExpectedBucketOwner,
  })
  const versions = bucket.objects.get(input.Key)
  const version =
    input.VersionId === undefined
      ? versions?.[0]
      : versions?.find(({ versionId }) => versionId === input.VersionId)
  if (version === undefined) {
    if (input.VersionId === undefined || versions === undefined) throw noSuchKey(call, bucket, input.Key)
    throw new AwsError('NoSuchVersion', 'The specified version does not exist.', 404)
  }
  if (version.content === undefined) {
    if (input.VersionId === undefined) throw noSuchKey(call, bucket, input.Key)
    throw new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405)
  }
  return { bucket, version, content: version.content }
}

const versioned = (action: string) => action.replace(/Object(Tagging)?$/, 'ObjectVersion$1')

export const deleteObject: Operation<ObjectInput> = (input, call) => {
  const bucket = openBucket(call, input.Bucket, deleteAction(input.VersionId), {
    key: input.Key,
    expectedOwner: input.ExpectedBucketOwner,
  })
  return removeObject(call, bucket, input.Key, input.VersionId)
}

const deleteAction = (versionId: string | undefined) =>
  versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion'

/** Deleting what is not there succeeds; with versioning, it leaves a marker. */
function removeObject(
  call: CallContext,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
): { DeleteMarker?: boolean; VersionId?: string } {
  if (versionId !== undefined) {
    const removed = removeVersion(bucket, key, versionId)
    const isMarker = removed !== undefined && removed.content === undefined
    return { VersionId: versionId, ...(isMarker ? { DeleteMarker: true } : {}) }
  }
  if (bucket.versioning === '') {
    removeVersion(bucket, key, 'null')
    return {}
  }
  const marker = writeVersion(call.world, bucket, key, { lastModifiedMs: call.clock.nowMs() })
  return { DeleteMarker: true, VersionId: marker.versionId }
}

interface DeleteObjectsInput extends BucketInput {
  readonly Delete: {
    readonly Objects: readonly { readonly Key: string; readonly VersionId?: string }[]
    readonly Quiet?: boolean
  }
}

export const deleteObjects: Operation<DeleteObjectsInput> = (input, call) => {
  // The request itself needs no right; each key is decided by itself.
  const bucket = openBucket(call, input.Bucket, 's3:ListBucket', { expectedOwner: input.ExpectedBucketOwner })
  if (input.Delete.Objects.length > 1000) {
    throw new AwsError('MalformedXML', 'The XML you provided was not well-formed.', 400)
  }
  const Deleted: object[] = []
  const Errors: object[] = []
  for (const { Key, VersionId } of input.Delete.Objects) {
    if (!mayAccess(call, bucket, deleteAction(VersionId), { key: Key })) {
      Errors.push({ Key, VersionId, Code: 'AccessDenied', Message: 'Access Denied' })
      continue
    }
    const { DeleteMarker, VersionId: marked } = removeObject(call, bucket, Key, VersionId)
    Deleted.push({
      Key,
      VersionId,
      DeleteMarker,
      DeleteMarkerVersionId: DeleteMarker === true ? marked : undefined,
    })
  }
  return { Deleted: input.Delete.Quiet === true ? [] : Deleted, Errors }
}
