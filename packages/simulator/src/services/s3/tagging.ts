import { AwsError } from '../../kernel/error.js'
import type { Operation } from '../../kernel/service.js'
import { openBucket } from './access.js'
import type { BucketInput } from './buckets/buckets.js'
import { type ObjectInput, openObject } from './objects/objects.js'

interface TagSet {
  readonly Tagging: { readonly TagSet: readonly { readonly Key: string; readonly Value: string }[] }
}

export const putBucketTagging: Operation<BucketInput & TagSet> = (input, call) => {
  const bucket = openBucket(call, input.Bucket, 's3:PutBucketTagging', {
    expectedOwner: input.ExpectedBucketOwner,
  })
  bucket.tags = recordOf(input)
  return {}
}

export const getBucketTagging: Operation<BucketInput> = (input, call) => {
  const bucket = openBucket(call, input.Bucket, 's3:GetBucketTagging', {
    expectedOwner: input.ExpectedBucketOwner,
  })
  if (bucket.tags === undefined) {
    throw new AwsError('NoSuchTagSet', 'The TagSet does not exist', 404, { BucketName: bucket.name })
  }
  return { TagSet: listOf(bucket.tags) }
}

export const deleteBucketTagging: Operation<BucketInput> = (input, call) => {
  const bucket = openBucket(call, input.Bucket, 's3:PutBucketTagging', {
    expectedOwner: input.ExpectedBucketOwner,
  })
  delete bucket.tags
  return {}
}

export const putObjectTagging: Operation<ObjectInput & TagSet> = (input, call) => {
  const { bucket, version, content } = openObject(input, call, 's3:PutObjectTagging')
  content.tags = recordOf(input)
  return { VersionId: bucket.versioning === '' ? undefined : version.versionId }
}

export const getObjectTagging: Operation<ObjectInput> = (input, call) => {
  const { bucket, version, content } = openObject(input, call, 's3:GetObjectTagging')
  return { TagSet: listOf(content.tags), VersionId: bucket.versioning === '' ? undefined : version.versionId }
}

export const deleteObjectTagging: Operation<ObjectInput> = (input, call) => {
  const { content } = openObject(input, call, 's3:DeleteObjectTagging')
  content.tags = {}
  return {}
}

function recordOf({ Tagging }: TagSet): Record<string, string> {
  const record = Object.fromEntries(Tagging.TagSet.map(({ Key, Value }) => [Key, Value]))
  if (Object.keys(record).length < Tagging.TagSet.length) {
    throw new AwsError('InvalidTag', 'Cannot provide multiple Tags with the same key', 400)
  }
  return record
}

function listOf(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}
