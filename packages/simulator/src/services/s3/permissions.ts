import type { Permission } from '../../kernel/service.js'
import type { BehaviourPermission } from '../iam/permissions.js'
import { parts } from './buckets/configuration.js'

/** Operations whose action has another name; all others are `s3:<operation>`. */
const actions: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    parts.flatMap(({ get, put, remove, readAction, writeAction }) => [
      [get, readAction],
      ...[put, remove].filter((name) => name !== undefined).map((name) => [name, writeAction ?? readAction]),
    ]),
  ),
  AbortMultipartUpload: 's3:AbortMultipartUpload',
  CompleteMultipartUpload: 's3:PutObject',
  CopyObject: 's3:PutObject',
  CreateMultipartUpload: 's3:PutObject',
  DeleteBucketTagging: 's3:PutBucketTagging',
  HeadBucket: 's3:ListBucket',
  HeadObject: 's3:GetObject',
  ListBuckets: 's3:ListAllMyBuckets',
  ListMultipartUploads: 's3:ListBucketMultipartUploads',
  ListObjects: 's3:ListBucket',
  ListObjectsV2: 's3:ListBucket',
  ListObjectVersions: 's3:ListBucketVersions',
  ListParts: 's3:ListMultipartUploadParts',
  UploadPart: 's3:PutObject',
  UploadPartCopy: 's3:PutObject',
}

/** S3's actions and resources: bucket ARNs for bucket operations, object ARNs for those on keys. */
export const s3Permissions: BehaviourPermission = (operation, input) => {
  const { Bucket, Key, CopySource } = input
  if (operation === 'DeleteObjects') return deletions(input)
  const action = actions[operation] ?? `s3:${operation}`
  const permissions: Permission[] = [{ action, resource: arnOf(Bucket, Key) }]
  if (typeof CopySource === 'string') {
    const source = decodeURIComponent(CopySource.split('?')[0] ?? '').replace(/^\//, '')
    permissions.push({ action: 's3:GetObject', resource: `arn:aws:s3:::${source}` })
  }
  return permissions
}

function deletions(input: Readonly<Record<string, unknown>>): Permission[] {
  const { Objects = [] } = (input.Delete ?? {}) as { readonly Objects?: readonly { readonly Key?: string }[] }
  return Objects.map(({ Key }) => ({ action: 's3:DeleteObject', resource: arnOf(input.Bucket, Key) }))
}

function arnOf(bucket: unknown, key: unknown): string {
  if (typeof bucket !== 'string') return '*'
  return `arn:aws:s3:::${bucket}${typeof key === 'string' ? `/${key}` : ''}`
}
