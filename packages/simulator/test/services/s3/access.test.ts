import { CreateRoleCommand } from '@aws-sdk/client-iam'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import {
  clientConfig,
  iamOf,
  type Keys,
  s3Of,
  source,
  stsOf,
  target,
  twoAccounts,
} from '../../support/world.js'

const Bucket = 'orders-archive'

async function ownedBucket() {
  const simulator = twoAccounts()
  const owner = s3Of(simulator)
  await owner.send(
    new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
  )
  await owner.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }))
  return { simulator, owner, foreign: s3Of(simulator, target) }
}

const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })

const readers = {
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${target.accountId}:root` },
  Action: ['s3:GetObject', 's3:ListBucket'],
  Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
}

const freeze = {
  Sid: 'CutoverFreeze',
  Effect: 'Deny',
  Principal: '*',
  Action: ['s3:PutObject', 's3:DeleteObject'],
  Resource: `arn:aws:s3:::${Bucket}/*`,
  Condition: { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${source.accountId}:role/Migrator` } },
}

test('a bucket that is not shared is denied to another account, and one that is not there is not found', async () => {
  const { foreign } = await ownedBucket()
  await expect(foreign.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({
    name: 'AccessDenied',
  })
  await expect(foreign.send(new GetObjectCommand({ Bucket, Key: 'a' }))).rejects.toMatchObject({
    name: 'AccessDenied',
  })
  await expect(foreign.send(new ListObjectsV2Command({ Bucket: 'no-such' }))).rejects.toMatchObject({
    name: 'NoSuchBucket',
  })
})

test('a bucket policy lets another account read, and nothing more', async () => {
  const { owner, foreign } = await ownedBucket()
  await owner.send(new PutBucketPolicyCommand({ Bucket, Policy: policy(readers) }))
  const got = await foreign.send(new GetObjectCommand({ Bucket, Key: 'a' }))
  expect(await got.Body?.transformToString()).toBe('x')
  await expect(foreign.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'y' }))).rejects.toMatchObject({
    name: 'AccessDenied',
  })
  await foreign.send(
    new CreateBucketCommand({
      Bucket: 'own',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    }),
  )
  await foreign.send(new CopyObjectCommand({ Bucket: 'own', Key: 'a', CopySource: `${Bucket}/a` }))
})

test('a key that is not there is NoSuchKey to those who may list, and AccessDenied to others', async () => {
  const { owner, foreign } = await ownedBucket()
  const missing = new GetObjectCommand({ Bucket, Key: 'missing' })
  await owner.send(new PutBucketPolicyCommand({ Bucket, Policy: policy(readers) }))
  await expect(foreign.send(missing)).rejects.toMatchObject({ name: 'NoSuchKey' })
  await owner.send(
    new PutBucketPolicyCommand({ Bucket, Policy: policy({ ...readers, Action: 's3:GetObject' }) }),
  )
  await expect(foreign.send(missing)).rejects.toMatchObject({ name: 'AccessDenied' })
})

test('a freeze denies writing to the owning account too, except to the role that it names', async () => {
  const { simulator, owner } = await ownedBucket()
  await owner.send(new PutBucketPolicyCommand({ Bucket, Policy: policy(freeze) }))
  await expect(owner.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'y' }))).rejects.toMatchObject({
    name: 'AccessDenied',
  })
  await owner.send(new GetObjectCommand({ Bucket, Key: 'a' }))
  const trust = policy({ Effect: 'Allow', Principal: { AWS: source.accountId }, Action: 'sts:AssumeRole' })
  const { Role } = await iamOf(simulator).send(
    new CreateRoleCommand({ RoleName: 'Migrator', AssumeRolePolicyDocument: trust }),
  )
  const { Credentials } = await stsOf(simulator).send(
    new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'cutover' }),
  )
  const keys = {
    accessKeyId: Credentials?.AccessKeyId,
    secretAccessKey: Credentials?.SecretAccessKey,
    sessionToken: Credentials?.SessionToken,
  } as Keys
  await s3Of(simulator, keys).send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'y' }))
})

test('the root of the owning account can lift a policy that denies it everything', async () => {
  const { owner } = await ownedBucket()
  const lockout = {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
  }
  await owner.send(new PutBucketPolicyCommand({ Bucket, Policy: policy(lockout) }))
  await expect(owner.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({
    name: 'AccessDenied',
  })
  await owner.send(new DeleteBucketPolicyCommand({ Bucket }))
  await owner.send(new ListObjectsV2Command({ Bucket }))
})

test('policies are checked when they are put', async () => {
  const { owner } = await ownedBucket()
  const refuse = (Policy: string) =>
    expect(owner.send(new PutBucketPolicyCommand({ Bucket, Policy }))).rejects
  await refuse('{').toMatchObject({ name: 'MalformedPolicy' })
  await refuse(policy({ ...readers, Resource: 'arn:aws:s3:::other/*' })).toMatchObject({
    name: 'MalformedPolicy',
  })
  await refuse(policy({ ...readers, Principal: '*' })).toMatchObject({ name: 'AccessDenied' })
  await expect(owner.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
    name: 'NoSuchBucketPolicy',
  })
})

test('an expected owner that is not the owner is refused', async () => {
  const { owner } = await ownedBucket()
  const head = owner.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner: target.accountId }))
  await expect(head).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } })
})

test('a request for a bucket of another region is redirected with the region', async () => {
  const { simulator, owner } = await ownedBucket()
  const elsewhere = new S3Client({ ...clientConfig(simulator), region: 'us-east-1' })
  await expect(elsewhere.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({
    name: 'PermanentRedirect',
    $response: { headers: { 'x-amz-bucket-region': 'eu-west-1' } },
  })
  expect((await owner.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe('eu-west-1')
})

test('configurations answer their defaults, then what was put', async () => {
  const { owner } = await ownedBucket()
  const initial = await owner.send(new GetBucketEncryptionCommand({ Bucket }))
  expect(initial.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault).toEqual({
    SSEAlgorithm: 'AES256',
  })
  const KMSMasterKeyID = 'arn:aws:kms:eu-west-1:111111111111:key/1'
  await owner.send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID } }],
      },
    }),
  )
  const written = await owner.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'y' }))
  expect(written).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KMSMasterKeyID })
  await expect(owner.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).rejects.toMatchObject({
    name: 'NoSuchLifecycleConfiguration',
  })
})

test('a bucket that holds objects cannot be deleted', async () => {
  const { owner } = await ownedBucket()
  await expect(owner.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
    name: 'BucketNotEmpty',
  })
})
