import { AwsError } from '../../../kernel/error.js'
import type { Bucket, ObjectContent, ObjectEncryption, ObjectHeaders, ObjectVersion } from '../state.js'

/** Members that describe an object, in requests that make one. */
export interface ContentInput {
  readonly ContentType?: string
  readonly CacheControl?: string
  readonly ContentDisposition?: string
  readonly ContentEncoding?: string
  readonly ContentLanguage?: string
  readonly Expires?: Date
  readonly Metadata?: Readonly<Record<string, string>>
  readonly StorageClass?: string
  readonly ServerSideEncryption?: string
  readonly SSEKMSKeyId?: string
  readonly Tagging?: string
}

/** What an object is made with, apart from its bytes. */
export type ContentTemplate = Omit<ObjectContent, 'body' | 'etag' | 'checksums' | 'parts'>

export function templateOf(bucket: Bucket, input: ContentInput): ContentTemplate {
  return {
    headers: headersOf(input),
    metadata: { ...input.Metadata },
    storageClass: input.StorageClass ?? 'STANDARD',
    encryption: encryptionOf(bucket, input),
    tags: tagsOfHeader(input.Tagging),
  }
}

function headersOf(input: ContentInput): ObjectHeaders {
  return {
    ContentType: input.ContentType ?? 'binary/octet-stream',
    ...(input.CacheControl === undefined ? {} : { CacheControl: input.CacheControl }),
    ...(input.ContentDisposition === undefined ? {} : { ContentDisposition: input.ContentDisposition }),
    ...(input.ContentEncoding === undefined ? {} : { ContentEncoding: input.ContentEncoding }),
    ...(input.ContentLanguage === undefined ? {} : { ContentLanguage: input.ContentLanguage }),
    ...(input.Expires === undefined ? {} : { Expires: input.Expires.toUTCString() }),
  }
}

/** What the request says, or else the bucket's default. */
function encryptionOf(bucket: Bucket, input: ContentInput): ObjectEncryption {
  const rule = defaultRule(bucket)
  const algorithm = input.ServerSideEncryption ?? rule?.SSEAlgorithm ?? 'AES256'
  const kmsKeyId = input.SSEKMSKeyId ?? (algorithm === rule?.SSEAlgorithm ? rule.KMSMasterKeyID : undefined)
  return kmsKeyId === undefined ? { algorithm } : { algorithm, kmsKeyId }
}

interface DefaultRule {
  readonly SSEAlgorithm?: string
  readonly KMSMasterKeyID?: string
}

function defaultRule(bucket: Bucket): DefaultRule | undefined {
  const kept = bucket.configuration.GetBucketEncryption as
    | {
        readonly ServerSideEncryptionConfiguration?: {
          readonly Rules?: readonly { readonly ApplyServerSideEncryptionByDefault?: DefaultRule }[]
        }
      }
    | undefined
  return kept?.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault
}

/** `x-amz-tagging` is a query string. */
function tagsOfHeader(header: string | undefined): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(header ?? ''))
}

/** The members that tell about an object, in the answers of GetObject and HeadObject. */
export function contentView(
  bucket: Bucket,
  version: ObjectVersion,
  content: ObjectContent,
): Record<string, unknown> {
  const tagCount = Object.keys(content.tags).length
  return {
    AcceptRanges: 'bytes',
    LastModified: version.lastModifiedMs,
    ETag: content.etag,
    ContentLength: content.body.byteLength,
    ...content.headers,
    Expires: content.headers.Expires === undefined ? undefined : new Date(content.headers.Expires),
    Metadata: content.metadata,
    StorageClass: content.storageClass === 'STANDARD' ? undefined : content.storageClass,
    ...encryptionView(content.encryption),
    VersionId: bucket.versioning === '' ? undefined : version.versionId,
    TagCount: tagCount === 0 ? undefined : tagCount,
  }
}

export function encryptionView(encryption: ObjectEncryption): Record<string, unknown> {
  return { ServerSideEncryption: encryption.algorithm, SSEKMSKeyId: encryption.kmsKeyId }
}

export interface Conditions {
  readonly IfMatch?: string
  readonly IfNoneMatch?: string
  readonly IfModifiedSince?: Date
  readonly IfUnmodifiedSince?: Date
}

/** @throws AwsError PreconditionFailed (412) or NotModified (304) */
export function checkConditions(
  conditions: Conditions,
  version: ObjectVersion,
  content: ObjectContent,
): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions
  const seconds = Math.floor(version.lastModifiedMs / 1000) * 1000
  const failed = new AwsError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
  )
  if (IfMatch !== undefined && !sameEtag(IfMatch, content.etag)) throw failed
  if (IfMatch === undefined && IfUnmodifiedSince !== undefined && seconds > IfUnmodifiedSince.getTime())
    throw failed
  if (IfNoneMatch !== undefined && sameEtag(IfNoneMatch, content.etag)) throw notModified()
  if (IfNoneMatch === undefined && IfModifiedSince !== undefined && seconds <= IfModifiedSince.getTime()) {
    throw notModified()
  }
}

const notModified = () => new AwsError('NotModified', 'Not Modified', 304)

export function sameEtag(wanted: string, actual: string): boolean {
  return wanted === '*' || wanted.replaceAll('"', '') === actual.replaceAll('"', '')
}

export interface Range {
  readonly start: number
  /** Inclusive. */
  readonly end: number
}

/**
 * Reads `bytes=a-b`, `bytes=a-`, `bytes=-n`; anything else is ignored, as HTTP says.
 * @throws AwsError InvalidRange when it lies outside the object
 */
export function rangeOf(header: string | undefined, length: number): Range | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  const [, from = '', to = ''] = match ?? []
  if (match === null || (from === '' && to === '')) return undefined
  const start = from === '' ? Math.max(0, length - Number(to)) : Number(from)
  const end = from === '' || to === '' ? length - 1 : Math.min(Number(to), length - 1)
  if (start >= length || start > end) {
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416)
  }
  return { start, end }
}
