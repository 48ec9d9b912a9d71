import type { Operation } from '../../../kernel/service.js'
import { openBucket } from '../access.js'
import { ownerView } from '../buckets/buckets.js'
import { type Bucket, keysInOrder, type ObjectVersion } from '../state.js'
import { encoderOf, type ListInput, limitOf, listPage } from './listing.js'

interface ListVersionsInput extends ListInput {
  readonly KeyMarker?: string
  readonly VersionIdMarker?: string
}

/** Pages end between keys: all versions of a key are on one page, which may so be longer than MaxKeys. */
export const listObjectVersions: Operation<ListVersionsInput> = (input, call) => {
  const bucket = openBucket(call, input.Bucket, 's3:ListBucketVersions', {
    expectedOwner: input.ExpectedBucketOwner,
  })
  const { shown, more } = listPage(keysInOrder(bucket), input, input.KeyMarker)
  const encode = encoderOf(input)
  const all = shown.flatMap(({ kind, name }) =>
    kind === 'prefix'
      ? []
      : (bucket.objects.get(name) ?? []).map((version, index) => ({ name, version, index })),
  )
  const view = ({ name, version, index }: (typeof all)[number]) => ({
    Key: encode(name),
    ...versionView(bucket, version),
    IsLatest: index === 0,
  })
  const last = all.at(-1)
  return {
    Name: bucket.name,
    Prefix: encode(input.Prefix ?? ''),
    Delimiter: encode(input.Delimiter),
    KeyMarker: encode(input.KeyMarker ?? ''),
    VersionIdMarker: input.VersionIdMarker ?? '',
    MaxKeys: limitOf(input),
    EncodingType: input.EncodingType,
    IsTruncated: more,
    NextKeyMarker: more ? encode(shown.at(-1)?.name) : undefined,
    NextVersionIdMarker: more ? last?.version.versionId : undefined,
    Versions: all.filter(({ version }) => version.content !== undefined).map(view),
    DeleteMarkers: all.filter(({ version }) => version.content === undefined).map(view),
    CommonPrefixes: shown
      .filter(({ kind }) => kind === 'prefix')
      .map(({ name }) => ({ Prefix: encode(name) })),
  }
}

function versionView(bucket: Bucket, version: ObjectVersion): Record<string, unknown> {
  const common = {
    VersionId: version.versionId,
    LastModified: version.lastModifiedMs,
    Owner: ownerView(bucket.ownerId),
  }
  if (version.content === undefined) return common
  const { etag, body, storageClass } = version.content
  return { ...common, ETag: etag, Size: body.byteLength, StorageClass: storageClass }
}
