import { isNamed } from '../../../aws/classify.js'
import type { IamRequirement, StepFacts } from '../../../model/action-facts.js'
import { awsCommand } from '../../kit/command-line.js'
import type { ReadContext } from '../../kit/definition.js'
import { policyFreezeKind } from '../by-policy/kind.js'
import type { PolicyFreezeTarget } from '../by-policy/store.js'

const BUCKET_ARN = /^arn:aws[a-z-]*:s3:::([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])$/

/**
 * Everything that changes an object's bytes, existence, or what belongs to it. Not listed: `RestoreObject`
 * and `InitiateReplication`, which the final copies of archived and replicated objects need, and everything
 * about the bucket itself, so that the freeze can always be released.
 */
const WRITE_ACTIONS = [
  's3:PutObject',
  's3:PutObjectAcl',
  's3:PutObjectLegalHold',
  's3:PutObjectRetention',
  's3:PutObjectTagging',
  's3:PutObjectVersionAcl',
  's3:PutObjectVersionTagging',
  's3:DeleteObject',
  's3:DeleteObjectTagging',
  's3:DeleteObjectVersion',
  's3:DeleteObjectVersionTagging',
  's3:ReplicateDelete',
  's3:ReplicateObject',
  's3:ReplicateTags',
]
/** Amazon S3 User Guide, "Bucket policies": 20 KB. */
const MAX_POLICY_BYTES = 20 * 1024

/** S3: one Deny statement in the bucket policy. S3 has no conditional policy writes, hence F2. */
export const s3BucketFreeze = policyFreezeKind({
  resourceType: 'AWS::S3::Bucket',
  nameOf: bucketOf,
  handles: (arn) => BUCKET_ARN.test(arn),
  target: bucketTarget,
  readCli: (datastoreArn, facts) => {
    const flags = { ...ownedFlags(datastoreArn, facts), query: 'Policy', output: 'text' }
    return awsCommand('source', 's3api get-bucket-policy', flags, facts.source.region)
  },
  writeCli: (datastoreArn, facts, policy) => {
    const flags = { ...ownedFlags(datastoreArn, facts), policy }
    return awsCommand('source', 's3api put-bucket-policy', flags, facts.source.region)
  },
  removeOperation: 's3api delete-bucket-policy',
  iamActions: (datastoreArn): readonly IamRequirement[] => {
    const resources = [datastoreArn]
    return [
      { side: 'source', action: 's3:GetBucketPolicy', resources, access: 'read' },
      { side: 'source', action: 's3:GetLifecycleConfiguration', resources, access: 'read' },
      { side: 'source', action: 's3:PutBucketPolicy', resources, access: 'write' },
      { side: 'source', action: 's3:DeleteBucketPolicy', resources, access: 'write' },
    ]
  },
})

function bucketTarget(datastoreArn: string): PolicyFreezeTarget {
  const bucket = bucketOf(datastoreArn)
  return {
    label: `bucket ${bucket}`,
    deniedActions: WRITE_ACTIONS,
    deniedResources: [`${datastoreArn}/*`],
    maxPolicyBytes: MAX_POLICY_BYTES,
    unstoppable: (ctx) => lifecycleWarnings(bucket, ctx),
    store: {
      async read(ctx) {
        const s3 = await ctx.source.service('s3')
        try {
          const { Policy } = await s3.getBucketPolicy(owned(bucket, ctx), { abortSignal: ctx.signal })
          return { text: Policy ?? null, revision: null }
        } catch (error) {
          if (isNamed(error, 'NoSuchBucketPolicy')) return { text: null, revision: null }
          throw error
        }
      },
      async put(text, _expected, ctx) {
        const s3 = await ctx.source.service('s3')
        await s3.putBucketPolicy({ ...owned(bucket, ctx), Policy: text }, { abortSignal: ctx.signal })
      },
      async remove(_expected, ctx) {
        const s3 = await ctx.source.service('s3')
        await s3.deleteBucketPolicy(owned(bucket, ctx), { abortSignal: ctx.signal })
      },
    },
  }
}

/** Lifecycle rules act as S3 itself: a bucket policy does not stop them from deleting objects. */
async function lifecycleWarnings(bucket: string, ctx: ReadContext): Promise<readonly string[]> {
  const s3 = await ctx.source.service('s3')
  try {
    const { Rules } = await s3.getBucketLifecycleConfiguration(owned(bucket, ctx), {
      abortSignal: ctx.signal,
    })
    const expiring = (Rules ?? []).filter(
      (rule) =>
        rule.Status === 'Enabled' &&
        (rule.Expiration !== undefined || rule.NoncurrentVersionExpiration !== undefined),
    )
    return expiring.map(
      (rule) =>
        `Lifecycle rule ${rule.ID ?? '(no id)'} of bucket ${bucket} goes on deleting objects: a bucket policy ` +
        'does not stop lifecycle rules. Disable the rule if the counts must match.',
    )
  } catch (error) {
    if (isNamed(error, 'NoSuchLifecycleConfiguration')) return []
    throw error
  }
}

/** With the owner named, a bucket of that name in a stranger's account is refused instead of changed. */
function owned(bucket: string, ctx: ReadContext): { Bucket: string; ExpectedBucketOwner: string } {
  return { Bucket: bucket, ExpectedBucketOwner: ctx.source.accountId }
}

function bucketOf(datastoreArn: string): string {
  return BUCKET_ARN.exec(datastoreArn)?.[1] ?? datastoreArn
}

function ownedFlags(datastoreArn: string, facts: StepFacts): Record<string, string> {
  return { bucket: bucketOf(datastoreArn), 'expected-bucket-owner': facts.source.accountId }
}
