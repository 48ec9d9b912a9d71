import { AwsError } from '../../../kernel/error.js'
import type { CallContext, Operation } from '../../../kernel/service.js'
import { nextHex } from '../../../kernel/world.js'
import { openBucket } from '../access.js'
import type { BucketInput } from '../buckets/buckets.js'
import { type Bucket, type ObjectContent, type Part, type Upload, writeVersion } from '../state.js'
import { checkedChecksums, etagOf, multipartEtag } from './checksum.js'
import { type ContentInput, encryptionView, rangeOf, sameEtag, templateOf } from './content.js'
import { type CopySourceInput, openSource } from './copy.js'
import { checkWriteConditions, type ObjectInput } from './objects.js'

/** All parts but the last must be this long. */
const smallestPartBytes = 5 * 1024 * 1024

export const createMultipartUpload: Operation<ObjectInput & ContentInput> = (input, call) => {
  const bucket = openForWriting(input, call)
  const UploadId = nextHex(call.world, 64)
  const template = templateOf(bucket, input)
  bucket.uploads.set(UploadId, {
    key: input.Key,
    initiatedMs: call.clock.nowMs(),
    template,
    parts: new Map(),
  })
  return { Bucket: bucket.name, Key: input.Key, UploadId, ...encryptionView(template.encryption) }
}

interface UploadInput extends ObjectInput {
  readonly UploadId: string
}

interface UploadPartInput extends UploadInput {
  readonly PartNumber: number
  readonly Body?: Uint8Array
}

export const uploadPart: Operation<UploadPartInput> = (input, call) => {
  const bucket = openForWriting(input, call)
  const upload = uploadOf(bucket, input)
  const body = input.Body ?? new Uint8Array()
  const checksums = checkedChecksums(input as unknown as Record<string, unknown>, body)
  const part = putPart(call, upload, input.PartNumber, { body, checksums })
  return { ETag: part.etag, ...checksums, ...encryptionView(upload.template.encryption) }
}

export const uploadPartCopy: Operation<
  UploadInput & CopySourceInput & { PartNumber: number; CopySourceRange?: string }
> = (input, call) => {
  const { content } = openSource(input, call)
  const upload = uploadOf(openForWriting(input, call), input)
  const range = rangeOf(input.CopySourceRange, content.body.byteLength)
  const body = range === undefined ? content.body : content.body.slice(range.start, range.end + 1)
  const part = putPart(call, upload, input.PartNumber, { body, checksums: {} })
  return { CopyPartResult: { ETag: part.etag, LastModified: part.lastModifiedMs } }
}

interface CompleteInput extends UploadInput {
  readonly MultipartUpload?: {
    readonly Parts?: readonly { readonly PartNumber?: number; readonly ETag?: string }[]
  }
  readonly IfMatch?: string
  readonly IfNoneMatch?: string
}

export const completeMultipartUpload: Operation<CompleteInput> = (input, call) => {
  const bucket = openForWriting(input, call)
  const upload = uploadOf(bucket, input)
  const parts = chosenParts(upload, input.MultipartUpload?.Parts ?? [])
  checkWriteConditions(bucket, input)
  const bodies = parts.map(({ body }) => body)
  const content: ObjectContent = {
    ...upload.template,
    body: Uint8Array.from(Buffer.concat(bodies)),
    etag: multipartEtag(bodies),
    checksums: {},
    parts: parts.length,
  }
  const version = writeVersion(call.world, bucket, input.Key, { lastModifiedMs: call.clock.nowMs(), content })
  bucket.uploads.delete(input.UploadId)
  return {
    Bucket: bucket.name,
    Key: input.Key,
    ETag: content.etag,
    Location: `https://${bucket.name}.s3.${bucket.region}.amazonaws.com/${encodeURIComponent(input.Key)}`,
    ...encryptionView(content.encryption),
    VersionId: bucket.versioning === 'Enabled' ? version.versionId : undefined,
  }
}

export const abortMultipartUpload: Operation<UploadInput> = (input, call) => {
  const bucket = openBucket(call, input.Bucket, 's3:AbortMultipartUpload', {
    key: input.Key,
    expectedOwner: input.ExpectedBucketOwner,
  })
  uploadOf(bucket, input)
  bucket.uploads.delete(input.UploadId)
  return {}
}

export const listParts: Operation<UploadInput & { MaxParts?: number; PartNumberMarker?: string }> = (
  input,
  call,
) => {
  const bucket = openBucket(call, input.Bucket, 's3:ListMultipartUploadParts', { key: input.Key })
  const upload = uploadOf(bucket, input)
  const from = Number(input.PartNumberMarker ?? 0)
  const all = [...upload.parts].filter(([number]) => number > from).sort(([a], [b]) => a - b)
  const shown = all.slice(0, input.MaxParts ?? 1000)
  const more = shown.length < all.length
  return {
    Bucket: bucket.name,
    Key: input.Key,
    UploadId: input.UploadId,
    PartNumberMarker: String(from),
    NextPartNumberMarker: more ? String(shown.at(-1)?.[0]) : undefined,
    MaxParts: input.MaxParts ?? 1000,
    IsTruncated: more,
    StorageClass: upload.template.storageClass,
    Parts: shown.map(([PartNumber, part]) => ({
      PartNumber,
      ETag: part.etag,
      Size: part.body.byteLength,
      LastModified: part.lastModifiedMs,
      ...part.checksums,
    })),
  }
}

export const listMultipartUploads: Operation<BucketInput & { Prefix?: string }> = (input, call) => {
  const bucket = openBucket(call, input.Bucket, 's3:ListBucketMultipartUploads', {
    expectedOwner: input.ExpectedBucketOwner,
  })
  const uploads = [...bucket.uploads]
    .filter(([, { key }]) => key.startsWith(input.Prefix ?? ''))
    .map(([UploadId, { key, initiatedMs, template }]) => ({
      UploadId,
      Key: key,
      Initiated: initiatedMs,
      StorageClass: template.storageClass,
    }))
  return { Bucket: bucket.name, Prefix: input.Prefix, IsTruncated: false, MaxUploads: 1000, Uploads: uploads }
}

function openForWriting(input: ObjectInput, call: CallContext): Bucket {
  return openBucket(call, input.Bucket, 's3:PutObject', {
    key: input.Key,
    expectedOwner: input.ExpectedBucketOwner,
  })
}

/** @throws AwsError NoSuchUpload */
function uploadOf(bucket: Bucket, input: UploadInput): Upload {
  const upload = bucket.uploads.get(input.UploadId)
  if (upload === undefined || upload.key !== input.Key) {
    throw new AwsError('NoSuchUpload', 'The specified upload does not exist.', 404, {
      UploadId: input.UploadId,
    })
  }
  return upload
}

function putPart(
  call: CallContext,
  upload: Upload,
  number: number,
  { body, checksums }: Pick<Part, 'body' | 'checksums'>,
): Part {
  if (!(number >= 1 && number <= 10_000)) {
    throw new AwsError(
      'InvalidArgument',
      'Part number must be an integer between 1 and 10000, inclusive',
      400,
    )
  }
  const part: Part = { body, etag: etagOf(body), lastModifiedMs: call.clock.nowMs(), checksums }
  upload.parts.set(number, part)
  return part
}

/** @throws AwsError MalformedXML, InvalidPartOrder, InvalidPart, EntityTooSmall */
function chosenParts(
  upload: Upload,
  named: readonly { readonly PartNumber?: number; readonly ETag?: string }[],
): Part[] {
  if (named.length === 0) throw new AwsError('MalformedXML', 'The XML you provided was not well-formed.', 400)
  let last = 0
  return named.map(({ PartNumber = 0, ETag = '' }, index) => {
    if (PartNumber <= last)
      throw new AwsError('InvalidPartOrder', 'The list of parts was not in ascending order.', 400)
    last = PartNumber
    const part = upload.parts.get(PartNumber)
    if (part === undefined || !sameEtag(ETag, part.etag)) {
      throw new AwsError('InvalidPart', 'One or more of the specified parts could not be found.', 400)
    }
    if (index < named.length - 1 && part.body.byteLength < smallestPartBytes) {
      throw new AwsError(
        'EntityTooSmall',
        'Your proposed upload is smaller than the minimum allowed size',
        400,
      )
    }
    return part
  })
}
