import { createHash } from 'node:crypto'
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { s3Of, twoAccounts } from '../../../support/world.js'

const Bucket = 'orders-archive'

async function bucketOf(): Promise<S3Client> {
  const s3 = s3Of(twoAccounts())
  await s3.send(
    new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
  )
  return s3
}

async function put(s3: S3Client, ...keys: string[]): Promise<void> {
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: `body of ${Key}` }))
}

test('an object comes back with its bytes, headers, metadata, tags and real MD5', async () => {
  const s3 = await bucketOf()
  const Key = 'year=2025/größe & co+1.json'
  await s3.send(
    new PutObjectCommand({
      Bucket,
      Key,
      Body: '{"a":1}',
      ContentType: 'application/json',
      CacheControl: 'no-store',
      Metadata: { origin: 'erp' },
      Tagging: 'team=orders&tier=gold',
      StorageClass: 'STANDARD_IA',
    }),
  )
  const got = await s3.send(new GetObjectCommand({ Bucket, Key }))
  expect(await got.Body?.transformToString()).toBe('{"a":1}')
  expect(got).toMatchObject({
    ContentType: 'application/json',
    CacheControl: 'no-store',
    Metadata: { origin: 'erp' },
    StorageClass: 'STANDARD_IA',
    TagCount: 2,
    ServerSideEncryption: 'AES256',
    ETag: `"${createHash('md5').update('{"a":1}').digest('hex')}"`,
  })
  const tags = await s3.send(new GetObjectTaggingCommand({ Bucket, Key }))
  expect(tags.TagSet).toEqual([
    { Key: 'team', Value: 'orders' },
    { Key: 'tier', Value: 'gold' },
  ])
})

test('a body that does not fit its checksum is refused and not stored', async () => {
  const s3 = await bucketOf()
  const sent = s3.send(
    new PutObjectCommand({ Bucket, Key: 'a', Body: 'abc', ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }),
  )
  await expect(sent).rejects.toMatchObject({ name: 'BadDigest' })
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'a' }))).rejects.toMatchObject({
    name: 'NotFound',
  })
})

test('a range answers 206 with the part of the bytes', async () => {
  const s3 = await bucketOf()
  await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '0123456789' }))
  const middle = await s3.send(new GetObjectCommand({ Bucket, Key: 'a', Range: 'bytes=2-4' }))
  expect(middle.$metadata.httpStatusCode).toBe(206)
  expect(middle.ContentRange).toBe('bytes 2-4/10')
  expect(await middle.Body?.transformToString()).toBe('234')
  const tail = await s3.send(new GetObjectCommand({ Bucket, Key: 'a', Range: 'bytes=-3' }))
  expect(await tail.Body?.transformToString()).toBe('789')
  const beyond = s3.send(new GetObjectCommand({ Bucket, Key: 'a', Range: 'bytes=10-' }))
  await expect(beyond).rejects.toMatchObject({ name: 'InvalidRange' })
})

test('If-None-Match: * lets only the first writer through', async () => {
  const s3 = await bucketOf()
  const write = () => s3.send(new PutObjectCommand({ Bucket, Key: 'lock', Body: 'x', IfNoneMatch: '*' }))
  await write()
  await expect(write()).rejects.toMatchObject({ name: 'PreconditionFailed' })
})

test('listings fold keys at the delimiter and page through keys and prefixes alike', async () => {
  const s3 = await bucketOf()
  await put(s3, 'a.txt', 'b/1', 'b/2', 'c.txt', 'd/1')
  const pages: (string | undefined)[][] = []
  let ContinuationToken: string | undefined
  do {
    const answer = await s3.send(
      new ListObjectsV2Command({ Bucket, Delimiter: '/', MaxKeys: 2, ContinuationToken }),
    )
    pages.push([
      ...(answer.Contents ?? []).map(({ Key }) => Key),
      ...(answer.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
    ])
    expect(answer.KeyCount).toBe(pages.at(-1)?.length)
    ContinuationToken = answer.NextContinuationToken
  } while (ContinuationToken !== undefined)
  expect(pages).toEqual([
    ['a.txt', 'b/'],
    ['c.txt', 'd/'],
  ])
})

test('listings honour prefix, start-after, markers and URL encoding', async () => {
  const s3 = await bucketOf()
  await put(s3, 'p/a', 'p/b b', 'p/c', 'q')
  const after = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'p/', StartAfter: 'p/a' }))
  expect(after.Contents?.map(({ Key }) => Key)).toEqual(['p/b b', 'p/c'])
  const encoded = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'p/b', EncodingType: 'url' }))
  expect(encoded.Contents?.[0]?.Key).toBe('p/b%20b')
  const first = await s3.send(new ListObjectsCommand({ Bucket, MaxKeys: 2 }))
  expect(first.IsTruncated).toBe(true)
  const second = await s3.send(new ListObjectsCommand({ Bucket, Marker: first.Contents?.at(-1)?.Key }))
  expect(second.Contents?.map(({ Key }) => Key)).toEqual(['p/c', 'q'])
})

test('with versioning, a delete leaves a marker and the old version can be read', async () => {
  const s3 = await bucketOf()
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
  const first = await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'one' }))
  await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'two' }))
  const deleted = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }))
  expect(deleted.DeleteMarker).toBe(true)
  await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'a' }))).rejects.toMatchObject({
    name: 'NoSuchKey',
  })
  const old = await s3.send(new GetObjectCommand({ Bucket, Key: 'a', VersionId: first.VersionId }))
  expect(await old.Body?.transformToString()).toBe('one')
  const listed = await s3.send(new ListObjectVersionsCommand({ Bucket }))
  expect(listed.Versions).toHaveLength(2)
  expect(listed.DeleteMarkers).toEqual([expect.objectContaining({ Key: 'a', IsLatest: true })])
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId: deleted.VersionId }))
  const back = await s3.send(new GetObjectCommand({ Bucket, Key: 'a' }))
  expect(await back.Body?.transformToString()).toBe('two')
})

test('a multipart upload joins its parts and has a multipart ETag', async () => {
  const s3 = await bucketOf()
  const big = new Uint8Array(5 * 1024 * 1024).fill(65)
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key: 'big', ContentType: 'a/b' }),
  )
  const part = async (PartNumber: number, Body: Uint8Array | string) => ({
    PartNumber,
    ETag: (await s3.send(new UploadPartCommand({ Bucket, Key: 'big', UploadId, PartNumber, Body }))).ETag,
  })
  const Parts = [await part(1, big), await part(2, 'the end')]
  const done = await s3.send(
    new CompleteMultipartUploadCommand({ Bucket, Key: 'big', UploadId, MultipartUpload: { Parts } }),
  )
  const md5 = (data: Uint8Array | string) => createHash('md5').update(data).digest()
  const joined = createHash('md5')
    .update(Buffer.concat([md5(big), md5('the end')]))
    .digest('hex')
  expect(done.ETag).toBe(`"${joined}-2"`)
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'big' }))
  expect(head).toMatchObject({ ContentLength: big.byteLength + 7, ContentType: 'a/b' })
  const again = s3.send(
    new CompleteMultipartUploadCommand({ Bucket, Key: 'big', UploadId, MultipartUpload: { Parts } }),
  )
  await expect(again).rejects.toMatchObject({ name: 'NoSuchUpload' })
})

test('a copy keeps metadata unless told to replace it', async () => {
  const s3 = await bucketOf()
  await s3.send(new PutObjectCommand({ Bucket, Key: 'a b', Body: 'x', Metadata: { k: 'v' } }))
  await s3.send(new CopyObjectCommand({ Bucket, Key: 'kept', CopySource: `${Bucket}/a%20b` }))
  await s3.send(
    new CopyObjectCommand({
      Bucket,
      Key: 'replaced',
      CopySource: `/${Bucket}/a%20b`,
      MetadataDirective: 'REPLACE',
      Metadata: { other: '1' },
    }),
  )
  expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'kept' }))).Metadata).toEqual({ k: 'v' })
  expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'replaced' }))).Metadata).toEqual({ other: '1' })
})

test('deleting many keys at once reports each of them', async () => {
  const s3 = await bucketOf()
  await put(s3, 'a', 'b', 'c')
  const answer = await s3.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a' }, { Key: 'gone' }] } }),
  )
  expect(answer.Deleted?.map(({ Key }) => Key)).toEqual(['a', 'gone'])
  const left = await s3.send(new ListObjectsV2Command({ Bucket }))
  expect(left.Contents?.map(({ Key }) => Key)).toEqual(['b', 'c'])
})
