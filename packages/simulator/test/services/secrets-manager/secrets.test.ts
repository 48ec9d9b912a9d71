import { CreateKeyCommand, DisableKeyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms'
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager'
import { refusal, SOURCE, TARGET, twoAccounts } from '../common/two-accounts.js'

const DAY_MS = 86_400_000
const token = (n: number) => `${n}`.repeat(32)

function withClients() {
  const accounts = twoAccounts()
  return {
    ...accounts,
    source: new SecretsManagerClient(accounts.as(SOURCE)),
    target: new SecretsManagerClient(accounts.as(TARGET)),
    kms: new KMSClient(accounts.as(SOURCE)),
  }
}

const create = (Name: string, change: object = {}) =>
  new CreateSecretCommand({ Name, SecretString: 'v', ClientRequestToken: token(1), ...change })

test('a secret answers to its name, its ARN and its ARN without the suffix', async () => {
  const { source } = withClients()
  const { ARN = '' } = await source.send(create('orders', { Description: 'for orders' }))
  for (const SecretId of ['orders', ARN, ARN.slice(0, -7)]) {
    const found = await source.send(new DescribeSecretCommand({ SecretId }))
    expect(found).toMatchObject({ ARN, Name: 'orders', Description: 'for orders' })
  }
  expect((await refusal(source.send(new DescribeSecretCommand({ SecretId: 'none' })))).message).toBe(
    "Secrets Manager can't find the specified secret.",
  )
})

test('creating it again is the same secret for the same token and value, and refused otherwise', async () => {
  const { source } = withClients()
  const first = await source.send(create('orders'))
  expect(await source.send(create('orders'))).toMatchObject({ ARN: first.ARN, VersionId: token(1) })
  expect(await refusal(source.send(create('orders', { ClientRequestToken: token(2) })))).toEqual({
    name: 'ResourceExistsException',
    message: 'The operation failed because the secret orders already exists.',
  })
})

test('a deleted secret refuses to work, can be restored within its window, and is gone after it', async () => {
  const { source, clock } = withClients()
  await source.send(create('orders'))
  const remove = new DeleteSecretCommand({ SecretId: 'orders', RecoveryWindowInDays: 7 })
  await source.send(remove)
  const read = new GetSecretValueCommand({ SecretId: 'orders' })
  expect((await refusal(source.send(read))).name).toBe('InvalidRequestException')
  expect((await refusal(source.send(create('orders')))).message).toContain('already scheduled for deletion')
  const marked = await source.send(new DescribeSecretCommand({ SecretId: 'orders' }))
  expect(marked.DeletedDate).toBeInstanceOf(Date)
  await source.send(new RestoreSecretCommand({ SecretId: 'orders' }))
  await source.send(read)
  await source.send(remove)
  clock.advance(7 * DAY_MS)
  expect((await refusal(source.send(read))).name).toBe('ResourceNotFoundException')
  await source.send(create('orders'))
})

test('a forced deletion is at once, and no error where there is nothing', async () => {
  const { source } = withClients()
  await source.send(create('orders'))
  const force = new DeleteSecretCommand({ SecretId: 'orders', ForceDeleteWithoutRecovery: true })
  await source.send(force)
  expect((await refusal(source.send(new DescribeSecretCommand({ SecretId: 'orders' })))).name).toBe(
    'ResourceNotFoundException',
  )
  await source.send(force)
})

test('another account reads a secret only by its policy and with a key that it may use', async () => {
  const { source, target, kms } = withClients()
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
  const { ARN = '' } = await source.send(create('orders', { KmsKeyId: KeyMetadata?.Arn }))
  const read = () => target.send(new GetSecretValueCommand({ SecretId: ARN }))
  expect((await refusal(read())).name).toBe('AccessDeniedException')
  const allow = (Action: string, ...accounts: string[]) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: accounts }, Action, Resource: '*' }],
    })
  const ResourcePolicy = allow('secretsmanager:GetSecretValue', TARGET)
  await source.send(new PutResourcePolicyCommand({ SecretId: ARN, ResourcePolicy }))
  expect((await source.send(new GetResourcePolicyCommand({ SecretId: ARN }))).ResourcePolicy).toBe(
    ResourcePolicy,
  )
  expect(await refusal(read())).toEqual({
    name: 'AccessDeniedException',
    message: 'Access to KMS is not allowed',
  })
  await kms.send(
    new PutKeyPolicyCommand({ KeyId: KeyMetadata?.KeyId, Policy: allow('kms:*', SOURCE, TARGET) }),
  )
  expect((await read()).SecretString).toBe('v')
  const write = target.send(
    new PutSecretValueCommand({ SecretId: ARN, SecretString: 'w', ClientRequestToken: token(2) }),
  )
  expect((await refusal(write)).name).toBe('AccessDeniedException')
})

test('a deny in the policy binds the owner too', async () => {
  const { source } = withClients()
  await source.send(create('orders'))
  const Statement = [
    { Effect: 'Deny', Principal: '*', Action: 'secretsmanager:PutSecretValue', Resource: '*' },
  ]
  const ResourcePolicy = JSON.stringify({ Version: '2012-10-17', Statement })
  await source.send(new PutResourcePolicyCommand({ SecretId: 'orders', ResourcePolicy }))
  const write = source.send(
    new PutSecretValueCommand({ SecretId: 'orders', SecretString: 'w', ClientRequestToken: token(2) }),
  )
  expect((await refusal(write)).message).toContain('with an explicit deny in a resource-based policy')
})

test('a disabled key lets values be neither written nor read', async () => {
  const { source, kms } = withClients()
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
  await source.send(create('orders', { KmsKeyId: KeyMetadata?.KeyId }))
  await kms.send(new DisableKeyCommand({ KeyId: KeyMetadata?.KeyId }))
  const read = source.send(new GetSecretValueCommand({ SecretId: 'orders' }))
  expect((await refusal(read)).name).toBe('DecryptionFailure')
  const write = source.send(
    new PutSecretValueCommand({ SecretId: 'orders', SecretString: 'w', ClientRequestToken: token(2) }),
  )
  expect((await refusal(write)).name).toBe('EncryptionFailure')
  expect((await refusal(source.send(create('more', { KmsKeyId: KeyMetadata?.KeyId })))).name).toBe(
    'EncryptionFailure',
  )
  const listed = await source.send(new ListSecretsCommand({}))
  expect(listed.SecretList?.map(({ Name }) => Name)).toEqual(['orders'])
})

test('secrets are listed in pages and found by the beginnings of their names and tags', async () => {
  const { source } = withClients()
  for (const name of ['a/1', 'a/2', 'b/1']) await source.send(create(name))
  await source.send(new TagResourceCommand({ SecretId: 'b/1', Tags: [{ Key: 'team', Value: 'orders' }] }))
  await source.send(new UpdateSecretCommand({ SecretId: 'a/1', Description: 'first' }))
  const names = async (change: object) => {
    const answer = await source.send(new ListSecretsCommand(change))
    return { names: answer.SecretList?.map(({ Name }) => Name), next: answer.NextToken }
  }
  const first = await names({ MaxResults: 2 })
  expect(first.names).toEqual(['a/1', 'a/2'])
  expect((await names({ MaxResults: 2, NextToken: first.next })).names).toEqual(['b/1'])
  expect((await names({ Filters: [{ Key: 'name', Values: ['a/'] }] })).names).toEqual(['a/1', 'a/2'])
  expect((await names({ Filters: [{ Key: 'tag-key', Values: ['team'] }] })).names).toEqual(['b/1'])
})
