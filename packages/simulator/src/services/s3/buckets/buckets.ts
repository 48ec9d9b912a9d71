import { AwsError } from '../../../kernel/error.js'
import type { Operation } from '../../../kernel/service.js'
import { openBucket } from '../access.js'
import { addBucket, type Bucket, buckets, byCodePoint } from '../state.js'

/** What nearly every operation on a bucket is given. */
export interface BucketInput {
  readonly Bucket: string
  readonly ExpectedBucketOwner?: string
}

interface CreateBucketInput {
  readonly Bucket: string
  readonly CreateBucketConfiguration?: { readonly LocationConstraint?: string }
  readonly ObjectOwnership?: string
}

export const createBucket: Operation<CreateBucketInput> = (input, call) => {
  const region = regionOf(input, call.region)
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(input.Bucket)) {
    throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', 400)
  }
  const existing = buckets(call.world).get(input.Bucket)
  if (existing !== undefined) return existingBucket(existing, call.caller.accountId)
  const bucket = addBucket(call.world, {
    name: input.Bucket,
    ownerId: call.caller.accountId,
    region,
    createdMs: call.clock.nowMs(),
  })
  if (input.ObjectOwnership !== undefined) {
    bucket.configuration.GetBucketOwnershipControls = {
      OwnershipControls: { Rules: [{ ObjectOwnership: input.ObjectOwnership }] },
    }
  }
  return {
    Location: region === 'us-east-1' ? `/${input.Bucket}` : `http://${input.Bucket}.s3.amazonaws.com/`,
  }
}

/** Outside us-east-1 the constraint must name the region that the request went to. */
function regionOf({ CreateBucketConfiguration }: CreateBucketInput, endpointRegion: string): string {
  const constraint = CreateBucketConfiguration?.LocationConstraint
  const wanted = constraint === 'EU' ? 'eu-west-1' : (constraint ?? 'us-east-1')
  if (constraint === 'us-east-1') {
    throw new AwsError('InvalidLocationConstraint', 'The specified location-constraint is not valid', 400)
  }
  if (wanted !== endpointRegion && !(endpointRegion === 'us-east-1' && constraint !== undefined)) {
    const said = constraint ?? 'unspecified'
    throw new AwsError(
      'IllegalLocationConstraintException',
      `The ${said} location constraint is incompatible for the region specific endpoint this request was sent to.`,
      400,
    )
  }
  return wanted
}

/** In us-east-1 creating one's own bucket again succeeds; everywhere else it is an error. */
function existingBucket(existing: Bucket, accountId: string): Record<string, unknown> {
  if (existing.ownerId !== accountId) {
    throw new AwsError('BucketAlreadyExists', 'The requested bucket name is not available.', 409)
  }
  if (existing.region === 'us-east-1') return { Location: `/${existing.name}` }
  throw new AwsError(
    'BucketAlreadyOwnedByYou',
    'Your previous request to create the named bucket succeeded and you already own it.',
    409,
  )
}

export const deleteBucket: Operation<BucketInput> = (input, call) => {
  const bucket = openBucket(call, input.Bucket, 's3:DeleteBucket', {
    expectedOwner: input.ExpectedBucketOwner,
  })
  if (bucket.objects.size > 0) {
    throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409)
  }
  buckets(call.world).delete(bucket.name)
  return {}
}

export const headBucket: Operation<BucketInput> = (input, call) => {
  const bucket = openBucket(call, input.Bucket, 's3:ListBucket', { expectedOwner: input.ExpectedBucketOwner })
  return { BucketRegion: bucket.region, AccessPointAlias: false }
}

export const listBuckets: Operation<{ Prefix?: string; MaxBuckets?: number; ContinuationToken?: string }> = (
  input,
  call,
) => {
  const own = [...buckets(call.world).values()]
    .filter(({ ownerId, name }) => ownerId === call.caller.accountId && name.startsWith(input.Prefix ?? ''))
    .filter(({ name }) => input.ContinuationToken === undefined || name > input.ContinuationToken)
    .sort((a, b) => byCodePoint(a.name, b.name))
  const shown = own.slice(0, input.MaxBuckets ?? 10_000)
  return {
    Buckets: shown.map(({ name, createdMs, region }) => ({
      Name: name,
      CreationDate: createdMs,
      BucketRegion: region,
    })),
    Owner: ownerView(call.caller.accountId),
    ContinuationToken: shown.length < own.length ? shown.at(-1)?.name : undefined,
  }
}

/** us-east-1 answers an empty constraint. */
export const getBucketLocation: Operation<BucketInput> = (input, call) => {
  const { region } = openBucket(call, input.Bucket, 's3:GetBucketLocation', {
    expectedOwner: input.ExpectedBucketOwner,
    anyRegion: true,
  })
  return { LocationConstraint: region === 'us-east-1' ? '' : region }
}

interface VersioningInput extends BucketInput {
  readonly VersioningConfiguration: { readonly Status?: 'Enabled' | 'Suspended' }
}

export const putBucketVersioning: Operation<VersioningInput> = (input, call) => {
  const bucket = openBucket(call, input.Bucket, 's3:PutBucketVersioning', {
    expectedOwner: input.ExpectedBucketOwner,
  })
  const { Status } = input.VersioningConfiguration
  if (Status !== 'Enabled' && Status !== 'Suspended') {
    throw new AwsError(
      'IllegalVersioningConfigurationException',
      'The Versioning element must be specified',
      400,
    )
  }
  bucket.versioning = Status
  return {}
}

export const getBucketVersioning: Operation<BucketInput> = (input, call) => {
  const { versioning } = openBucket(call, input.Bucket, 's3:GetBucketVersioning', {
    expectedOwner: input.ExpectedBucketOwner,
  })
  return versioning === '' ? {} : { Status: versioning }
}

/** Canonical user ids are 64 hexadecimal digits; ours show the account they belong to. */
export function ownerView(accountId: string): { readonly ID: string } {
  return { ID: accountId.padStart(64, '0') }
}
