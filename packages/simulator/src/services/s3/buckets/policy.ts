import { AwsError } from '../../../kernel/error.js'
import type { Operation } from '../../../kernel/service.js'
import {
  type PolicyDocument,
  PolicySyntaxError,
  parsePolicy,
  type Statement,
} from '../../iam/policy/document.js'
import { matchesPattern } from '../../iam/policy/wildcard.js'
import { accessDenied, openBucket } from '../access.js'
import type { Bucket } from '../state.js'
import type { BucketInput } from './buckets.js'

export const getBucketPolicy: Operation<BucketInput> = (input, call) => {
  const bucket = openBucket(call, input.Bucket, 's3:GetBucketPolicy', {
    expectedOwner: input.ExpectedBucketOwner,
  })
  if (bucket.policy === undefined) {
    throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, {
      BucketName: bucket.name,
    })
  }
  return { Policy: bucket.policy }
}

export const putBucketPolicy: Operation<BucketInput & { Policy: string }> = (input, call) => {
  const bucket = openBucket(call, input.Bucket, 's3:PutBucketPolicy', {
    expectedOwner: input.ExpectedBucketOwner,
  })
  const document = checkedPolicy(bucket, input.Policy)
  if (blocksPublicPolicy(bucket) && document.statements.some(isPublic)) throw accessDenied()
  bucket.policy = input.Policy
  return {}
}

export const deleteBucketPolicy: Operation<BucketInput> = (input, call) => {
  const bucket = openBucket(call, input.Bucket, 's3:DeleteBucketPolicy', {
    expectedOwner: input.ExpectedBucketOwner,
  })
  delete bucket.policy
  return {}
}

export const getBucketPolicyStatus: Operation<BucketInput> = (input, call) => {
  const bucket = openBucket(call, input.Bucket, 's3:GetBucketPolicyStatus', {
    expectedOwner: input.ExpectedBucketOwner,
  })
  if (bucket.policy === undefined) {
    throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, {
      BucketName: bucket.name,
    })
  }
  return { PolicyStatus: { IsPublic: parsePolicy(bucket.policy).statements.some(isPublic) } }
}

/** @throws AwsError MalformedPolicy */
function checkedPolicy(bucket: Bucket, text: string): PolicyDocument {
  let document: PolicyDocument
  try {
    document = parsePolicy(text)
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error
    throw new AwsError('MalformedPolicy', error.message, 400)
  }
  for (const statement of document.statements) {
    if (statement.principals === undefined && statement.notPrincipals === undefined) {
      throw new AwsError('MalformedPolicy', 'Missing required field Principal', 400)
    }
    const resources = [...(statement.resources ?? []), ...(statement.notResources ?? [])]
    if (resources.length === 0) throw new AwsError('MalformedPolicy', 'Missing required field Resource', 400)
    if (!resources.every((resource) => isOwn(bucket.name, resource))) {
      throw new AwsError('MalformedPolicy', 'Policy has invalid resource', 400)
    }
  }
  return document
}

/** A policy may name its own bucket alone, by wildcards if it likes. */
function isOwn(bucketName: string, resource: string): boolean {
  const pattern = /^(?:arn:aws[\w-]*:s3:::([^/]*)(?:\/.*)?|\*)$/s.exec(resource)
  return pattern !== null && matchesPattern(pattern[1] ?? '*', bucketName)
}

function blocksPublicPolicy(bucket: Bucket): boolean {
  const block = bucket.configuration.GetPublicAccessBlock as
    | { readonly PublicAccessBlockConfiguration?: { readonly BlockPublicPolicy?: boolean } }
    | undefined
  return block?.PublicAccessBlockConfiguration?.BlockPublicPolicy === true
}

/** Open to everybody, and no condition that narrows it down. */
function isPublic(statement: Statement): boolean {
  if (statement.effect !== 'Allow' || statement.conditions.length > 0) return false
  return statement.principals === '*' || (statement.principals?.AWS?.includes('*') ?? false)
}
