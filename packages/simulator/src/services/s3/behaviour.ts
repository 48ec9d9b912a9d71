import type { ServiceBehaviour } from '../../kernel/service.js'
import * as buckets from './buckets.js'
import { configurationOperations, parts } from './configuration.js'
import { copyObject } from './copy.js'
import { listObjects, listObjectsV2 } from './listing.js'
import * as multipart from './multipart.js'
import * as objects from './objects.js'
import { s3Permissions } from './permissions.js'
import * as policy from './policy.js'
import * as tagging from './tagging.js'
import { listObjectVersions } from './versions.js'

/** Configurations are kept and given back; that they have no effect is said for each of them. */
const configurationNotes: Readonly<Record<string, string>> = Object.fromEntries(
  parts.flatMap(({ get, put, remove }) => {
    const note = 'Kept and given back, or S3\'s answer for "not configured". It has no effect of its own.'
    return [get, put, remove].filter((name) => name !== undefined).map((name) => [name, note])
  }),
)

export const behaviour: ServiceBehaviour = {
  signingName: 's3',
  permissions: s3Permissions,
  operations: {
    ...configurationOperations(),
    CreateBucket: buckets.createBucket,
    DeleteBucket: buckets.deleteBucket,
    HeadBucket: buckets.headBucket,
    ListBuckets: buckets.listBuckets,
    GetBucketLocation: buckets.getBucketLocation,
    PutBucketVersioning: buckets.putBucketVersioning,
    GetBucketVersioning: buckets.getBucketVersioning,
    GetBucketPolicy: policy.getBucketPolicy,
    PutBucketPolicy: policy.putBucketPolicy,
    DeleteBucketPolicy: policy.deleteBucketPolicy,
    GetBucketPolicyStatus: policy.getBucketPolicyStatus,
    PutBucketTagging: tagging.putBucketTagging,
    GetBucketTagging: tagging.getBucketTagging,
    DeleteBucketTagging: tagging.deleteBucketTagging,
    PutObjectTagging: tagging.putObjectTagging,
    GetObjectTagging: tagging.getObjectTagging,
    DeleteObjectTagging: tagging.deleteObjectTagging,
    PutObject: objects.putObject,
    GetObject: objects.getObject,
    HeadObject: objects.headObject,
    DeleteObject: objects.deleteObject,
    DeleteObjects: objects.deleteObjects,
    CopyObject: copyObject,
    ListObjectsV2: listObjectsV2,
    ListObjects: listObjects,
    ListObjectVersions: listObjectVersions,
    CreateMultipartUpload: multipart.createMultipartUpload,
    UploadPart: multipart.uploadPart,
    UploadPartCopy: multipart.uploadPartCopy,
    CompleteMultipartUpload: multipart.completeMultipartUpload,
    AbortMultipartUpload: multipart.abortMultipartUpload,
    ListParts: multipart.listParts,
    ListMultipartUploads: multipart.listMultipartUploads,
  },
  notes: {
    ...configurationNotes,
    GetBucketEncryption: 'AES256 unless configured. Objects written later take the default over.',
    PutBucketEncryption: 'Kept; objects written later take the default over. The KMS key is not looked up.',
    GetPublicAccessBlock: 'New buckets block everything, as S3 does since 2023.',
    PutPublicAccessBlock:
      'Kept. BlockPublicPolicy makes PutBucketPolicy refuse policies that are open to all.',
    CreateBucket: 'One namespace for all accounts; location constraints are checked against the region.',
    DeleteBucket: 'Refused with BucketNotEmpty while there are objects, versions or delete markers.',
    HeadBucket: '403 to accounts without access, 301 with the region to requests signed for another one.',
    ListBuckets: "The caller's own buckets.",
    GetBucketLocation: 'Empty for us-east-1, as from S3.',
    PutBucketVersioning: 'Enabled and Suspended; MFA delete is not modelled.',
    GetBucketVersioning: 'Empty until it was ever configured.',
    GetBucketPolicy: 'The text as it was put.',
    PutBucketPolicy:
      'Checked for form and for resources outside the bucket. Evaluated on every request: foreign accounts need ' +
      'an Allow, and a Deny binds everybody but the root of the owning account, who can still change the policy.',
    DeleteBucketPolicy: 'The root of the owning account can always do it.',
    GetBucketPolicyStatus: 'Public means an Allow for everybody without any condition.',
    PutBucketTagging: 'Replaces all tags.',
    GetBucketTagging: 'NoSuchTagSet when there are none.',
    DeleteBucketTagging: 'Removes all tags.',
    PutObjectTagging: 'Replaces all tags of a version.',
    GetObjectTagging: 'By version where one is named.',
    DeleteObjectTagging: 'Removes all tags of the version.',
    PutObject:
      'ETag is the real MD5; MD5, CRC32, SHA-1 and SHA-256 checksums are verified, CRC32C and CRC64NVME only ' +
      'kept; If-Match and If-None-Match: * hold. SSE-KMS is recorded, but the right to use the key is not ' +
      'checked. Object lock, ACLs and customer keys are not modelled.',
    GetObject: 'Ranges, conditions, versions. Archived storage classes are readable at once.',
    HeadObject: 'As GetObject, without the body.',
    DeleteObject: 'With versioning it leaves a delete marker. No conditional deletes.',
    DeleteObjects: 'Up to 1000 keys, each decided by the bucket policy for itself.',
    CopyObject:
      'Needs reading there and writing here; across accounts both sides must allow it. No size limit.',
    ListObjectsV2: 'Prefix, delimiter, start-after, continuation, encoding type; order by UTF-8 bytes.',
    ListObjects: 'The older form with markers.',
    ListObjectVersions: 'All versions of a key are on one page.',
    CreateMultipartUpload: 'Uploads never expire.',
    UploadPart: 'Checksums as with PutObject.',
    UploadPartCopy: 'With CopySourceRange.',
    CompleteMultipartUpload:
      'Order, ETags and the 5 MiB minimum are checked; composite checksums are not made.',
    AbortMultipartUpload: 'Drops all parts.',
    ListParts: 'Paged by part number.',
    ListMultipartUploads: 'By prefix, all on one page.',
  },
}
