import { modelled, type ServiceBehaviour } from '../../kernel/service.js'
import * as buckets from './buckets/buckets.js'
import { configurationOperations } from './buckets/configuration.js'
import * as policy from './buckets/policy.js'
import { copyObject } from './objects/copy.js'
import { listObjects, listObjectsV2 } from './objects/listing.js'
import * as multipart from './objects/multipart.js'
import * as objects from './objects/objects.js'
import { listObjectVersions } from './objects/versions.js'
import { s3Permissions } from './permissions.js'
import * as tagging from './tagging.js'

export const behaviour: ServiceBehaviour = {
  signingName: 's3',
  permissions: s3Permissions,
  operations: {
    ...configurationOperations(),
    CreateBucket: modelled(
      buckets.createBucket,
      'One namespace for all accounts; location constraints are checked against the region.',
    ),
    DeleteBucket: modelled(
      buckets.deleteBucket,
      'Refused with BucketNotEmpty while there are objects, versions or delete markers.',
    ),
    HeadBucket: modelled(
      buckets.headBucket,
      '403 to accounts without access, 301 with the region to requests signed for another one.',
    ),
    ListBuckets: modelled(buckets.listBuckets, "The caller's own buckets."),
    GetBucketLocation: modelled(buckets.getBucketLocation, 'Empty for us-east-1, as from S3.'),
    PutBucketVersioning: modelled(
      buckets.putBucketVersioning,
      'Enabled and Suspended; MFA delete is not modelled.',
    ),
    GetBucketVersioning: modelled(buckets.getBucketVersioning, 'Empty until it was ever configured.'),
    GetBucketPolicy: modelled(policy.getBucketPolicy, 'The text as it was put.'),
    PutBucketPolicy: modelled(
      policy.putBucketPolicy,
      'Checked for form and for resources outside the bucket. Evaluated on every request: foreign accounts need an Allow, and a Deny binds everybody but the root of the owning account, who can still change the policy.',
    ),
    DeleteBucketPolicy: modelled(
      policy.deleteBucketPolicy,
      'The root of the owning account can always do it.',
    ),
    GetBucketPolicyStatus: modelled(
      policy.getBucketPolicyStatus,
      'Public means an Allow for everybody without any condition.',
    ),
    PutBucketTagging: modelled(tagging.putBucketTagging, 'Replaces all tags.'),
    GetBucketTagging: modelled(tagging.getBucketTagging, 'NoSuchTagSet when there are none.'),
    DeleteBucketTagging: modelled(tagging.deleteBucketTagging, 'Removes all tags.'),
    PutObjectTagging: modelled(tagging.putObjectTagging, 'Replaces all tags of a version.'),
    GetObjectTagging: modelled(tagging.getObjectTagging, 'By version where one is named.'),
    DeleteObjectTagging: modelled(tagging.deleteObjectTagging, 'Removes all tags of the version.'),
    PutObject: modelled(
      objects.putObject,
      'ETag is the real MD5; MD5, CRC32, SHA-1 and SHA-256 checksums are verified, CRC32C and CRC64NVME only kept; If-Match and If-None-Match: * hold. SSE-KMS is recorded, but the right to use the key is not checked. Object lock, ACLs and customer keys are not modelled.',
    ),
    GetObject: modelled(
      objects.getObject,
      'Ranges, conditions, versions. Archived storage classes are readable at once.',
    ),
    HeadObject: modelled(objects.headObject, 'As GetObject, without the body.'),
    DeleteObject: modelled(
      objects.deleteObject,
      'With versioning it leaves a delete marker. No conditional deletes.',
    ),
    DeleteObjects: modelled(
      objects.deleteObjects,
      'Up to 1000 keys, each decided by the bucket policy for itself.',
    ),
    CopyObject: modelled(
      copyObject,
      'Needs reading there and writing here; across accounts both sides must allow it. No size limit.',
    ),
    ListObjectsV2: modelled(
      listObjectsV2,
      'Prefix, delimiter, start-after, continuation, encoding type; order by UTF-8 bytes.',
    ),
    ListObjects: modelled(listObjects, 'The older form with markers.'),
    ListObjectVersions: modelled(listObjectVersions, 'All versions of a key are on one page.'),
    CreateMultipartUpload: modelled(multipart.createMultipartUpload, 'Uploads never expire.'),
    UploadPart: modelled(multipart.uploadPart, 'Checksums as with PutObject.'),
    UploadPartCopy: modelled(multipart.uploadPartCopy, 'With CopySourceRange.'),
    CompleteMultipartUpload: modelled(
      multipart.completeMultipartUpload,
      'Order, ETags and the 5 MiB minimum are checked; composite checksums are not made.',
    ),
    AbortMultipartUpload: modelled(multipart.abortMultipartUpload, 'Drops all parts.'),
    ListParts: modelled(multipart.listParts, 'Paged by part number.'),
    ListMultipartUploads: modelled(multipart.listMultipartUploads, 'By prefix, all on one page.'),
  },
}
