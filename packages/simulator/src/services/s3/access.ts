import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { callerContext } from '../iam/caller-context.js'
import type { RequestContext } from '../iam/policy/conditions.js'
import { parsePolicy } from '../iam/policy/document.js'
import { evaluatePolicies } from '../iam/policy/evaluate.js'
import { type Bucket, buckets } from './state.js'

export interface AccessOptions {
  readonly key?: string
  readonly expectedOwner?: string | undefined
  readonly context?: RequestContext
  /** GetBucketLocation is answered in every region. */
  readonly anyRegion?: boolean
}

/** The root of the owning account cannot lock itself out of the policy. */
const rootAlways = new Set(['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'])

/**
 * The bucket, if the caller may do `action` to it. A foreign account needs the bucket policy's word; the
 * owner's account needs none, but a Deny binds it as well.
 * @throws AwsError NoSuchBucket, AccessDenied, PermanentRedirect
 */
export function openBucket(
  call: CallContext,
  name: string,
  action: string,
  options: AccessOptions = {},
): Bucket {
  const bucket = buckets(call.world).get(name)
  if (bucket === undefined) {
    throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name })
  }
  if (options.expectedOwner !== undefined && options.expectedOwner !== bucket.ownerId) throw accessDenied()
  if (!mayAccess(call, bucket, action, options)) throw accessDenied()
  if (options.anyRegion !== true && bucket.region !== call.region) {
    throw new AwsError(
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint. ' +
        'Please send all future requests to this endpoint.',
      301,
      { Bucket: name, $headers: { 'x-amz-bucket-region': bucket.region } },
    )
  }
  return bucket
}

export function mayAccess(
  call: CallContext,
  bucket: Bucket,
  action: string,
  options: AccessOptions,
): boolean {
  const own = call.caller.accountId === bucket.ownerId
  if (own && rootAlways.has(action) && call.caller.principalArn.endsWith(':root')) return true
  if (bucket.policy === undefined) return own
  const { decision } = evaluatePolicies([{ id: 'bucket', document: parsePolicy(bucket.policy) }], {
    action,
    resource: `arn:aws:s3:::${bucket.name}${options.key === undefined ? '' : `/${options.key}`}`,
    principal: call.caller,
    context: { ...callerContext(call), ...options.context },
  })
  return decision === 'allowed' || (own && decision === 'implicitDeny')
}

export function accessDenied(): AwsError {
  return new AwsError('AccessDenied', 'Access Denied', 403)
}

/** A key that is not there is told only to those who may list the bucket. */
export function noSuchKey(call: CallContext, bucket: Bucket, key: string): AwsError {
  if (!mayAccess(call, bucket, 's3:ListBucket', {})) return accessDenied()
  return new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key })
}
