import { AwsError } from '../../../kernel/error.js'
import type { CallContext, Operation } from '../../../kernel/service.js'
import { openBucket } from '../access.js'
import { type ObjectContent, writeVersion } from '../state.js'
import { etagOf } from './checksum.js'
import { type ContentInput, encryptionView, sameEtag, templateOf } from './content.js'
import { type ObjectInput, openObject } from './objects.js'

interface CopyObjectInput extends ObjectInput, ContentInput {
  readonly CopySource: string
  readonly MetadataDirective?: 'COPY' | 'REPLACE'
  readonly TaggingDirective?: 'COPY' | 'REPLACE'
  readonly CopySourceIfMatch?: string
  readonly ExpectedSourceBucketOwner?: string
}

/** Reads the source with the caller's rights there and writes the destination with those here. */
export const copyObject: Operation<CopyObjectInput> = (input, call) => {
  const source = openSource(input, call)
  const bucket = openBucket(call, input.Bucket, 's3:PutObject', {
    key: input.Key,
    expectedOwner: input.ExpectedBucketOwner,
  })
  if (isUnchanged(input, source.from)) {
    throw new AwsError(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's " +
        'metadata, storage class, website redirect location or encryption attributes.',
      400,
    )
  }
  const fresh = templateOf(bucket, input)
  const replaces = input.MetadataDirective === 'REPLACE'
  const content: ObjectContent = {
    headers: replaces ? fresh.headers : source.content.headers,
    metadata: replaces ? fresh.metadata : source.content.metadata,
    storageClass: fresh.storageClass,
    encryption: fresh.encryption,
    tags: input.TaggingDirective === 'REPLACE' ? fresh.tags : source.content.tags,
    body: source.content.body,
    etag: etagOf(source.content.body),
    checksums: source.content.checksums,
    parts: 0,
  }
  const version = writeVersion(call.world, bucket, input.Key, { lastModifiedMs: call.clock.nowMs(), content })
  return {
    CopyObjectResult: { ETag: content.etag, LastModified: version.lastModifiedMs, ...content.checksums },
    ...encryptionView(content.encryption),
    VersionId: bucket.versioning === 'Enabled' ? version.versionId : undefined,
    CopySourceVersionId: source.from.VersionId,
  }
}

export interface CopySourceInput {
  readonly CopySource: string
  readonly CopySourceIfMatch?: string
  readonly ExpectedSourceBucketOwner?: string
}

/** @throws AwsError InvalidArgument, PreconditionFailed, and what reading the object throws */
export function openSource(input: CopySourceInput, call: CallContext) {
  const from = sourceOf(input)
  const { content } = openObject(from, call, 's3:GetObject')
  if (input.CopySourceIfMatch !== undefined && !sameEtag(input.CopySourceIfMatch, content.etag)) {
    throw new AwsError(
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
      412,
    )
  }
  return { from, content }
}

/** `bucket/key?versionId=…`, percent-encoded, with or without a leading slash. */
function sourceOf(input: CopySourceInput): ObjectInput {
  const [path = '', query] = input.CopySource.split('?versionId=')
  const [, bucket = '', key = ''] = /^\/?([^/]+)\/(.+)$/s.exec(decoded(path)) ?? []
  if (bucket === '' || key === '') {
    throw new AwsError('InvalidArgument', 'Copy Source must mention the source bucket and key', 400)
  }
  return {
    Bucket: bucket,
    Key: key,
    ...(query === undefined ? {} : { VersionId: query }),
    ...(input.ExpectedSourceBucketOwner === undefined
      ? {}
      : { ExpectedBucketOwner: input.ExpectedSourceBucketOwner }),
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function isUnchanged(input: CopyObjectInput, from: ObjectInput): boolean {
  return (
    from.Bucket === input.Bucket &&
    from.Key === input.Key &&
    from.VersionId === undefined &&
    input.MetadataDirective !== 'REPLACE' &&
    input.StorageClass === undefined &&
    input.ServerSideEncryption === undefined
  )
}
