import { AwsError } from '../../../kernel/error.js'
import { type ModelledOperation, modelled, type Operation } from '../../../kernel/service.js'
import { openBucket } from '../access.js'
import type { Bucket } from '../state.js'
import { type BucketInput, ownerView } from './buckets.js'

/**
 * A part of a bucket's configuration that is kept as it was put. `absent` is what S3 answers before: a value,
 * or the code of a 404.
 */
interface Part {
  readonly get: string
  readonly put?: string
  readonly remove?: string
  readonly readAction: string
  readonly writeAction?: string
  /** The input member that holds the configuration, when the output wraps it under the same name. */
  readonly member?: string
  readonly absent: { readonly code: string; readonly message: string } | ((bucket: Bucket) => object)
  /** What is said of them where it is more than that they are kept. */
  readonly notes?: { readonly get: string; readonly put: string }
}

const nothing = () => ({})

export const parts: readonly Part[] = [
  {
    get: 'GetBucketEncryption',
    put: 'PutBucketEncryption',
    remove: 'DeleteBucketEncryption',
    readAction: 's3:GetEncryptionConfiguration',
    writeAction: 's3:PutEncryptionConfiguration',
    member: 'ServerSideEncryptionConfiguration',
    notes: {
      get: 'AES256 unless configured. Objects written later take the default over.',
      put: 'Kept; objects written later take the default over. The KMS key is not looked up.',
    },
    absent: () => ({
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
      },
    }),
  },
  {
    get: 'GetBucketOwnershipControls',
    put: 'PutBucketOwnershipControls',
    remove: 'DeleteBucketOwnershipControls',
    readAction: 's3:GetBucketOwnershipControls',
    writeAction: 's3:PutBucketOwnershipControls',
    member: 'OwnershipControls',
    absent: {
      code: 'OwnershipControlsNotFoundError',
      message: 'The bucket ownership controls were not found',
    },
  },
  {
    get: 'GetPublicAccessBlock',
    put: 'PutPublicAccessBlock',
    remove: 'DeletePublicAccessBlock',
    readAction: 's3:GetBucketPublicAccessBlock',
    writeAction: 's3:PutBucketPublicAccessBlock',
    member: 'PublicAccessBlockConfiguration',
    notes: {
      get: 'New buckets block everything, as S3 does since 2023.',
      put: 'Kept. BlockPublicPolicy makes PutBucketPolicy refuse policies that are open to all.',
    },
    absent: {
      code: 'NoSuchPublicAccessBlockConfiguration',
      message: 'The public access block configuration was not found',
    },
  },
  {
    get: 'GetBucketLifecycleConfiguration',
    put: 'PutBucketLifecycleConfiguration',
    remove: 'DeleteBucketLifecycle',
    readAction: 's3:GetLifecycleConfiguration',
    writeAction: 's3:PutLifecycleConfiguration',
    member: 'LifecycleConfiguration',
    absent: { code: 'NoSuchLifecycleConfiguration', message: 'The lifecycle configuration does not exist' },
  },
  {
    get: 'GetBucketLogging',
    put: 'PutBucketLogging',
    readAction: 's3:GetBucketLogging',
    writeAction: 's3:PutBucketLogging',
    member: 'BucketLoggingStatus',
    absent: nothing,
  },
  {
    get: 'GetBucketNotificationConfiguration',
    put: 'PutBucketNotificationConfiguration',
    readAction: 's3:GetBucketNotification',
    writeAction: 's3:PutBucketNotification',
    member: 'NotificationConfiguration',
    absent: nothing,
  },
  {
    get: 'GetBucketWebsite',
    put: 'PutBucketWebsite',
    remove: 'DeleteBucketWebsite',
    readAction: 's3:GetBucketWebsite',
    writeAction: 's3:PutBucketWebsite',
    member: 'WebsiteConfiguration',
    absent: {
      code: 'NoSuchWebsiteConfiguration',
      message: 'The specified bucket does not have a website configuration',
    },
  },
  {
    get: 'GetBucketCors',
    put: 'PutBucketCors',
    remove: 'DeleteBucketCors',
    readAction: 's3:GetBucketCORS',
    writeAction: 's3:PutBucketCORS',
    member: 'CORSConfiguration',
    absent: { code: 'NoSuchCORSConfiguration', message: 'The CORS configuration does not exist' },
  },
  {
    get: 'GetBucketReplication',
    readAction: 's3:GetReplicationConfiguration',
    absent: {
      code: 'ReplicationConfigurationNotFoundError',
      message: 'The replication configuration was not found',
    },
  },
  {
    get: 'GetObjectLockConfiguration',
    readAction: 's3:GetBucketObjectLockConfiguration',
    absent: {
      code: 'ObjectLockConfigurationNotFoundError',
      message: 'Object Lock configuration does not exist for this bucket',
    },
  },
  {
    get: 'GetBucketRequestPayment',
    readAction: 's3:GetBucketRequestPayment',
    absent: () => ({ Payer: 'BucketOwner' }),
  },
  { get: 'GetBucketAccelerateConfiguration', readAction: 's3:GetAccelerateConfiguration', absent: nothing },
  {
    get: 'GetBucketAcl',
    readAction: 's3:GetBucketAcl',
    absent: ({ ownerId }) => ({
      Owner: ownerView(ownerId),
      Grants: [{ Grantee: { ...ownerView(ownerId), Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }],
    }),
  },
]

/** Outputs that are the configuration itself, instead of holding it under the input's name. */
const unwrapped = new Set([
  'GetBucketLifecycleConfiguration',
  'GetBucketLogging',
  'GetBucketNotificationConfiguration',
  'GetBucketWebsite',
  'GetBucketCors',
])

/** The operations of all parts, by name. */
export function configurationOperations(): Record<string, ModelledOperation> {
  const operations: Record<string, ModelledOperation> = {}
  for (const part of parts) {
    const { get, put, remove, notes } = part
    operations[get] = modelled(reader(part) as Operation, notes?.get ?? KEPT)
    if (put !== undefined) operations[put] = modelled(writer(part) as Operation, notes?.put ?? KEPT)
    if (remove !== undefined) operations[remove] = modelled(remover(part) as Operation, KEPT)
  }
  return operations
}

/** Configurations are kept and given back; that they have no effect is said for each of them. */
const KEPT = 'Kept and given back, or S3\'s answer for "not configured". It has no effect of its own.'

const reader =
  (part: Part): Operation<BucketInput> =>
  (input, call) => {
    const bucket = openBucket(call, input.Bucket, part.readAction, {
      expectedOwner: input.ExpectedBucketOwner,
    })
    const kept = bucket.configuration[part.get]
    if (kept !== undefined) return kept
    if (typeof part.absent === 'function') return part.absent(bucket)
    throw new AwsError(part.absent.code, part.absent.message, 404, { BucketName: bucket.name })
  }

const writer =
  (part: Part): Operation<BucketInput & Record<string, unknown>> =>
  (input, call) => {
    const bucket = openBucket(call, input.Bucket, part.writeAction ?? part.readAction, {
      expectedOwner: input.ExpectedBucketOwner,
    })
    const member = part.member ?? ''
    const value = input[member]
    bucket.configuration[part.get] = unwrapped.has(part.get) ? (value ?? {}) : { [member]: value }
    return {}
  }

const remover =
  (part: Part): Operation<BucketInput> =>
  (input, call) => {
    const bucket = openBucket(call, input.Bucket, part.writeAction ?? part.readAction, {
      expectedOwner: input.ExpectedBucketOwner,
    })
    delete bucket.configuration[part.get]
    return {}
  }
