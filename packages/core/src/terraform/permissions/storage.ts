import type { PermissionTable } from './templates.js'

const BUCKET = 'arn:aws:s3:::NAME'

/** Buckets: a resource for each of their sub-resources, all named by the bucket. */
export const STORAGE_PERMISSIONS: PermissionTable = {
  aws_s3_bucket: {
    arn: BUCKET,
    own:
      's3:CreateBucket s3:DeleteBucket s3:ListBucket s3:PutBucketTagging s3:GetBucketTagging s3:GetBucketAcl ' +
      's3:GetBucketCORS s3:GetBucketLogging s3:GetBucketPolicy s3:GetBucketRequestPayment ' +
      's3:GetBucketVersioning s3:GetBucketWebsite s3:GetAccelerateConfiguration ' +
      's3:GetBucketObjectLockConfiguration s3:GetEncryptionConfiguration s3:GetLifecycleConfiguration ' +
      's3:GetReplicationConfiguration',
  },
  aws_s3_bucket_ownership_controls: {
    arn: BUCKET,
    own: 's3:GetBucketOwnershipControls s3:PutBucketOwnershipControls',
  },
  aws_s3_bucket_policy: { arn: BUCKET, own: 's3:GetBucketPolicy s3:PutBucketPolicy s3:DeleteBucketPolicy' },
  aws_s3_bucket_public_access_block: {
    arn: BUCKET,
    own: 's3:GetBucketPublicAccessBlock s3:PutBucketPublicAccessBlock',
  },
  aws_s3_bucket_versioning: { arn: BUCKET, own: 's3:GetBucketVersioning s3:PutBucketVersioning' },
  aws_s3_bucket_server_side_encryption_configuration: {
    arn: BUCKET,
    own: 's3:GetEncryptionConfiguration s3:PutEncryptionConfiguration',
  },
  aws_s3_bucket_lifecycle_configuration: {
    arn: BUCKET,
    own: 's3:GetLifecycleConfiguration s3:PutLifecycleConfiguration',
  },
  aws_s3_bucket_acl: { arn: BUCKET, own: 's3:GetBucketAcl s3:PutBucketAcl' },
  aws_s3_bucket_cors_configuration: { arn: BUCKET, own: 's3:GetBucketCORS s3:PutBucketCORS' },
  aws_s3_bucket_logging: { arn: BUCKET, own: 's3:GetBucketLogging s3:PutBucketLogging' },
  aws_s3_bucket_notification: { arn: BUCKET, own: 's3:GetBucketNotification s3:PutBucketNotification' },
  aws_s3_bucket_object_lock_configuration: {
    arn: BUCKET,
    own: 's3:GetBucketObjectLockConfiguration s3:PutBucketObjectLockConfiguration',
  },
  aws_s3_bucket_replication_configuration: {
    arn: BUCKET,
    own: 's3:GetReplicationConfiguration s3:PutReplicationConfiguration',
  },
  aws_s3_bucket_website_configuration: {
    arn: BUCKET,
    own: 's3:GetBucketWebsite s3:PutBucketWebsite s3:DeleteBucketWebsite s3:GetBucketLocation',
  },
  aws_s3_object: {
    arn: `${BUCKET}/*`,
    own: 's3:PutObject s3:GetObject s3:DeleteObject s3:GetObjectTagging s3:PutObjectTagging',
  },
}
