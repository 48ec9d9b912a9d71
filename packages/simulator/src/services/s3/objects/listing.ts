import { AwsError } from '../../../kernel/error.js'
import type { CallContext, Operation } from '../../../kernel/service.js'
import { openBucket } from '../access.js'
import { type BucketInput, ownerView } from '../buckets/buckets.js'
import { type Bucket, byCodePoint, currentContent, keysInOrder } from '../state.js'

export interface ListInput extends BucketInput {
  readonly Prefix?: string
  readonly Delimiter?: string
  readonly MaxKeys?: number
  readonly EncodingType?: string
}

/** A key, or the common prefix of several, as a listing shows them in one order. */
export type Listed =
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'prefix'; readonly name: string }

export const listObjectsV2: Operation<
  ListInput & { ContinuationToken?: string; StartAfter?: string; FetchOwner?: boolean }
> = (input, call) => {
  const bucket = openForListing(input, call)
  const after = input.ContinuationToken === undefined ? input.StartAfter : readToken(input.ContinuationToken)
  const { shown, more } = listPage(liveKeys(bucket), input, after)
  const encode = encoderOf(input)
  return {
    Name: bucket.name,
    Prefix: encode(input.Prefix ?? ''),
    Delimiter: encode(input.Delimiter),
    MaxKeys: limitOf(input),
    EncodingType: input.EncodingType,
    KeyCount: shown.length,
    IsTruncated: more,
    StartAfter: encode(input.StartAfter),
    ContinuationToken: input.ContinuationToken,
    NextContinuationToken: more ? writeToken(shown.at(-1)) : undefined,
    ...entries(bucket, shown, encode, input.FetchOwner === true),
  }
}

export const listObjects: Operation<ListInput & { Marker?: string }> = (input, call) => {
  const bucket = openForListing(input, call)
  const { shown, more } = listPage(liveKeys(bucket), input, input.Marker === '' ? undefined : input.Marker)
  const encode = encoderOf(input)
  return {
    Name: bucket.name,
    Prefix: encode(input.Prefix ?? ''),
    Delimiter: encode(input.Delimiter),
    Marker: encode(input.Marker ?? ''),
    MaxKeys: limitOf(input),
    EncodingType: input.EncodingType,
    IsTruncated: more,
    // Without a delimiter the last key is the marker, and S3 leaves it to the client.
    NextMarker: more && input.Delimiter !== undefined ? encode(shown.at(-1)?.name) : undefined,
    ...entries(bucket, shown, encode, true),
  }
}

function openForListing(input: ListInput, call: CallContext): Bucket {
  return openBucket(call, input.Bucket, 's3:ListBucket', {
    expectedOwner: input.ExpectedBucketOwner,
    context: {
      ...(input.Prefix === undefined ? {} : { 's3:prefix': [input.Prefix] }),
      ...(input.Delimiter === undefined ? {} : { 's3:delimiter': [input.Delimiter] }),
    },
  })
}

const liveKeys = (bucket: Bucket) =>
  keysInOrder(bucket).filter((key) => bucket.objects.get(key)?.[0]?.content !== undefined)

export const limitOf = ({ MaxKeys }: ListInput) => Math.min(MaxKeys ?? 1000, 1000)

/**
 * One page of keys and common prefixes after `after`, in order.
 * @throws AwsError InvalidArgument for a negative MaxKeys
 */
export function listPage(
  keys: readonly string[],
  input: ListInput,
  after: string | undefined,
): { shown: Listed[]; more: boolean } {
  const limit = limitOf(input)
  if (limit < 0)
    throw new AwsError('InvalidArgument', 'Argument maxKeys must be an integer between 0 and 2147483647', 400)
  const { Prefix: prefix = '', Delimiter: delimiter = '' } = input
  const shown: Listed[] = []
  for (let index = firstAfter(keys, after ?? '', prefix); index < keys.length; index += 1) {
    const key = keys[index] ?? ''
    if (!key.startsWith(prefix)) {
      if (byCodePoint(key, prefix) > 0) break
      continue
    }
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    const entry: Listed =
      cut < 0 ? { kind: 'key', name: key } : { kind: 'prefix', name: key.slice(0, cut + delimiter.length) }
    // A page may end with a prefix: the next one begins behind all keys below it.
    if (
      entry.kind === 'prefix' &&
      (entry.name === shown.at(-1)?.name || (after ?? '').startsWith(entry.name))
    )
      continue
    if (shown.length >= limit) return { shown, more: limit > 0 }
    shown.push(entry)
  }
  return { shown, more: false }
}

/** The position of the first key that is greater than `after` and not less than the prefix. */
function firstAfter(keys: readonly string[], after: string, prefix: string): number {
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const key = keys[middle] ?? ''
    const before = after !== '' && byCodePoint(key, after) <= 0
    if (before || (prefix !== '' && byCodePoint(key, prefix) < 0)) low = middle + 1
    else high = middle
  }
  return low
}

function entries(
  bucket: Bucket,
  shown: readonly Listed[],
  encode: Encoder,
  withOwner: boolean,
): Record<string, unknown> {
  const Contents = shown.flatMap((entry) => {
    const current = entry.kind === 'key' ? currentContent(bucket, entry.name) : undefined
    if (current === undefined) return []
    return [
      {
        Key: encode(entry.name),
        LastModified: current.lastModifiedMs,
        ETag: current.content.etag,
        Size: current.content.body.byteLength,
        StorageClass: current.content.storageClass,
        Owner: withOwner ? ownerView(bucket.ownerId) : undefined,
      },
    ]
  })
  const CommonPrefixes = shown
    .filter(({ kind }) => kind === 'prefix')
    .map(({ name }) => ({ Prefix: encode(name) }))
  return { Contents, CommonPrefixes }
}

export type Encoder = (text: string | undefined) => string | undefined

/** `encoding-type=url`: everything but unreserved characters and the slash is percent-encoded. */
export function encoderOf({ EncodingType }: ListInput): Encoder {
  if (EncodingType !== 'url') return (text) => text
  return (text) => (text === undefined ? undefined : encodeURIComponent(text).replaceAll('%2F', '/'))
}

const writeToken = (last: Listed | undefined) =>
  Buffer.from(`1:${last?.name ?? ''}`, 'utf8').toString('base64')

/** @throws AwsError InvalidArgument */
function readToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString('utf8')
  if (!text.startsWith('1:')) {
    throw new AwsError('InvalidArgument', 'The continuation token provided is incorrect', 400)
  }
  return text.slice(2)
}
