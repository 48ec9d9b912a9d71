import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  PutRolePolicyCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam'
import { CreateBucketCommand, ListBucketsCommand } from '@aws-sdk/client-s3'
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { iamOf, type Keys, s3Of, source, stsOf, target, twoAccounts } from '../../support/world.js'

const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
const trustOf = (accountId: string) =>
  document({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${accountId}:root` },
    Action: 'sts:AssumeRole',
  })

async function roleOf(iam: IAMClient, RoleName = 'Cutover', trusted = source.accountId): Promise<string> {
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trustOf(trusted), Path: '/ops/' }),
  )
  return Role?.Arn ?? ''
}

test('a simulation decides over inline and attached policies, resource by resource', async () => {
  const iam = iamOf(twoAccounts())
  const PolicySourceArn = await roleOf(iam)
  const { Policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName: 'copy',
      PolicyDocument: document({
        Effect: 'Allow',
        Action: 'rds:Copy*',
        Resource: 'arn:aws:rds:*:*:snapshot:run-*',
      }),
    }),
  )
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'Cutover', PolicyArn: Policy?.Arn }))
  const deny = document({ Effect: 'Deny', Action: 'rds:*', Resource: '*:run-9' })
  await iam.send(new PutRolePolicyCommand({ RoleName: 'Cutover', PolicyName: 'deny', PolicyDocument: deny }))
  const snapshot = (name: string) => `arn:aws:rds:eu-west-1:111111111111:snapshot:${name}`
  const { EvaluationResults } = await iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn,
      ActionNames: ['rds:CopyDBSnapshot', 'sts:AssumeRole'],
      ResourceArns: [snapshot('run-1'), snapshot('run-9'), snapshot('other')],
    }),
  )
  expect(EvaluationResults?.map(({ EvalDecision }) => EvalDecision)).toEqual(['explicitDeny', 'implicitDeny'])
  expect(
    EvaluationResults?.[0]?.ResourceSpecificResults?.map((result) => result.EvalResourceDecision),
  ).toEqual(['allowed', 'explicitDeny', 'implicitDeny'])
  expect(EvaluationResults?.[0]?.ResourceSpecificResults?.[0]?.MatchedStatements?.[0]?.SourcePolicyId).toBe(
    'copy',
  )
})

test('missing context keys are named, and context entries supply them', async () => {
  const iam = iamOf(twoAccounts())
  const PolicySourceArn = await roleOf(iam)
  const tagged = document({
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: { StringEquals: { 'aws:ResourceTag/Run': 'r1' } },
  })
  await iam.send(new PutRolePolicyCommand({ RoleName: 'Cutover', PolicyName: 'p', PolicyDocument: tagged }))
  const simulate = async (
    ContextEntries: { ContextKeyName: string; ContextKeyValues: string[]; ContextKeyType: 'string' }[],
  ) =>
    (
      await iam.send(
        new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: ['kms:Decrypt'], ContextEntries }),
      )
    ).EvaluationResults?.[0]
  expect(await simulate([])).toMatchObject({
    EvalDecision: 'implicitDeny',
    MissingContextValues: ['aws:resourcetag/run'],
  })
  const entry = {
    ContextKeyName: 'aws:ResourceTag/Run',
    ContextKeyValues: ['r1'],
    ContextKeyType: 'string' as const,
  }
  expect(await simulate([entry])).toMatchObject({ EvalDecision: 'allowed' })
})

test('only identities of the own account can be simulated, and root not at all', async () => {
  const simulator = twoAccounts()
  const arn = await roleOf(iamOf(simulator))
  const simulate = (PolicySourceArn: string) =>
    iamOf(simulator, target).send(
      new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: ['s3:GetObject'] }),
    )
  await expect(simulate(arn)).rejects.toMatchObject({ name: 'NoSuchEntityException' })
  await expect(simulate(`arn:aws:iam::${target.accountId}:root`)).rejects.toMatchObject({
    name: 'InvalidInputException',
  })
})

test('roles keep their policies, and cannot be deleted while they have some', async () => {
  const iam = iamOf(twoAccounts())
  await roleOf(iam)
  const RoleName = 'Cutover'
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess'
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }))
  const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))
  expect(attached.AttachedPolicies).toEqual([{ PolicyName: 'AdministratorAccess', PolicyArn }])
  await expect(iam.send(new DeleteRoleCommand({ RoleName }))).rejects.toMatchObject({
    name: 'DeleteConflictException',
  })
  await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }))
  await iam.send(new DeleteRoleCommand({ RoleName }))
  await expect(iam.send(new GetRoleCommand({ RoleName }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
  })
})

test('documents come back URL-encoded, and what is no policy is refused', async () => {
  const iam = iamOf(twoAccounts())
  await roleOf(iam)
  const PolicyDocument = document({ Effect: 'Allow', Action: '*', Resource: '*' })
  await iam.send(new PutRolePolicyCommand({ RoleName: 'Cutover', PolicyName: 'p', PolicyDocument }))
  const got = await iam.send(new GetRolePolicyCommand({ RoleName: 'Cutover', PolicyName: 'p' }))
  expect(decodeURIComponent(got.PolicyDocument ?? '')).toBe(PolicyDocument)
  const bad = iam.send(
    new PutRolePolicyCommand({ RoleName: 'Cutover', PolicyName: 'q', PolicyDocument: '{}' }),
  )
  await expect(bad).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' })
})

async function assume(
  simulator: ReturnType<typeof twoAccounts>,
  RoleArn: string,
  keys = source,
): Promise<Keys> {
  const { Credentials } = await stsOf(simulator, keys).send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'cutover', DurationSeconds: 900 }),
  )
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  }
}

test('a role is assumed only by those whom it trusts, and its session ends on the virtual clock', async () => {
  const simulator = twoAccounts()
  const arn = await roleOf(iamOf(simulator, target), 'Cutover', source.accountId)
  await expect(assume(simulator, arn, target)).rejects.toMatchObject({ name: 'AccessDenied' })
  const keys = await assume(simulator, arn)
  const sts = stsOf(simulator, keys)
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: target.accountId,
    Arn: `arn:aws:sts::${target.accountId}:assumed-role/Cutover/cutover`,
  })
  const { sessionToken: _token, ...withoutToken } = keys
  await expect(stsOf(simulator, withoutToken).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
    name: 'InvalidClientTokenId',
  })
  if ('advance' in simulator.clock) (simulator.clock.advance as (ms: number) => number)(900_000)
  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
    name: 'ExpiredToken',
  })
})

test('with enforcement on, a role does what its policies allow, and root everything', async () => {
  const simulator = twoAccounts({ enforceIam: true })
  const iam = iamOf(simulator)
  const arn = await roleOf(iam)
  const keys = await assume(simulator, arn)
  const s3 = s3Of(simulator, keys)
  await expect(s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' })
  await stsOf(simulator, keys).send(new GetCallerIdentityCommand({}))
  const PolicyDocument = document({
    Effect: 'Allow',
    Action: 's3:CreateBucket',
    Resource: 'arn:aws:s3:::orders-*',
  })
  await iam.send(new PutRolePolicyCommand({ RoleName: 'Cutover', PolicyName: 'p', PolicyDocument }))
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const }
  await s3.send(new CreateBucketCommand({ Bucket: 'orders-1', CreateBucketConfiguration }))
  await expect(
    s3.send(new CreateBucketCommand({ Bucket: 'other', CreateBucketConfiguration })),
  ).rejects.toMatchObject({ name: 'AccessDenied' })
})
