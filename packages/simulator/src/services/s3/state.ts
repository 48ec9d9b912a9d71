import { nextHex, sharedSlice, type WorldState } from '../../kernel/world.js'

/** One version of an object, or a delete marker. */
export interface ObjectVersion {
  /** 'null' for what was written while versioning was off. */
  readonly versionId: string
  readonly lastModifiedMs: number
  /** Absent: a delete marker. */
  readonly content?: ObjectContent
}

export interface ObjectContent {
  readonly body: Uint8Array
  /** With its quotation marks, as it goes over the wire. */
  readonly etag: string
  readonly headers: ObjectHeaders
  readonly metadata: Readonly<Record<string, string>>
  readonly storageClass: string
  /** Member name (`ChecksumCRC32` …) → base64. */
  readonly checksums: Readonly<Record<string, string>>
  readonly encryption: ObjectEncryption
  /** How many parts it was uploaded in; 0 for a plain put. */
  readonly parts: number
  tags: Readonly<Record<string, string>>
}

export interface ObjectEncryption {
  readonly algorithm: string
  readonly kmsKeyId?: string
}

/** Headers that are kept and given back as they came. */
export interface ObjectHeaders {
  readonly ContentType?: string
  readonly CacheControl?: string
  readonly ContentDisposition?: string
  readonly ContentEncoding?: string
  readonly ContentLanguage?: string
  readonly Expires?: string
}

export interface Upload {
  readonly key: string
  readonly initiatedMs: number
  readonly template: Omit<ObjectContent, 'body' | 'etag' | 'checksums' | 'parts'>
  readonly parts: Map<number, Part>
}

export interface Part {
  readonly body: Uint8Array
  readonly etag: string
  readonly lastModifiedMs: number
  readonly checksums: Readonly<Record<string, string>>
}

export interface Bucket {
  readonly name: string
  readonly ownerId: string
  readonly region: string
  readonly createdMs: number
  versioning: '' | 'Enabled' | 'Suspended'
  policy?: string
  /** Whole configurations by the name of the operation that reads them, as they were put. */
  readonly configuration: Record<string, unknown>
  tags?: Record<string, string>
  /** key → versions, newest first; never empty. */
  readonly objects: Map<string, ObjectVersion[]>
  /** The keys in order, while they have not changed. */
  sortedKeys?: string[]
  readonly uploads: Map<string, Upload>
}

/** The bucket namespace is one for all accounts. */
export const buckets = sharedSlice('s3-buckets', () => new Map<string, Bucket>())

export interface NewBucket {
  readonly name: string
  readonly ownerId: string
  readonly region: string
  readonly createdMs: number
}

/** A bucket as S3 makes it today: private, owner enforced, encrypted with S3's own key. */
export function addBucket(world: WorldState, wanted: NewBucket): Bucket {
  const bucket: Bucket = {
    ...wanted,
    versioning: '',
    configuration: {
      GetPublicAccessBlock: {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: true,
        },
      },
      GetBucketOwnershipControls: {
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      },
    },
    objects: new Map(),
    uploads: new Map(),
  }
  buckets(world).set(wanted.name, bucket)
  return bucket
}

/** The current version; undefined when there is none or it is a delete marker. */
export function currentContent(
  bucket: Bucket,
  key: string,
): (ObjectVersion & { content: ObjectContent }) | undefined {
  const newest = bucket.objects.get(key)?.[0]
  return newest?.content === undefined ? undefined : { ...newest, content: newest.content }
}

/** Puts a version on top, replacing what versioning does not keep. */
export function writeVersion(
  world: WorldState,
  bucket: Bucket,
  key: string,
  version: Omit<ObjectVersion, 'versionId'>,
): ObjectVersion {
  const versionId = bucket.versioning === 'Enabled' ? nextHex(world, 32) : 'null'
  const written: ObjectVersion = { ...version, versionId }
  const before = bucket.objects.get(key)
  if (before === undefined) delete bucket.sortedKeys
  const kept = (before ?? []).filter((old) => versionId !== 'null' || old.versionId !== 'null')
  bucket.objects.set(key, [written, ...kept])
  return written
}

export function removeVersion(bucket: Bucket, key: string, versionId: string): ObjectVersion | undefined {
  const versions = bucket.objects.get(key) ?? []
  const removed = versions.find((version) => version.versionId === versionId)
  const kept = versions.filter((version) => version !== removed)
  if (kept.length > 0) bucket.objects.set(key, kept)
  else if (bucket.objects.delete(key)) delete bucket.sortedKeys
  return removed
}

/** All keys in the order of listings: by UTF-8 bytes, which is the order of code points. */
export function keysInOrder(bucket: Bucket): readonly string[] {
  bucket.sortedKeys ??= [...bucket.objects.keys()].sort(byCodePoint)
  return bucket.sortedKeys
}

/** UTF-16 puts surrogates before U+E000…U+FFFF, code points the other way round. */
export function byCodePoint(a: string, b: string): number {
  if (a === b) return 0
  if (!/[\ud800-\uffff]/.test(a + b)) return a < b ? -1 : 1
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'))
}
