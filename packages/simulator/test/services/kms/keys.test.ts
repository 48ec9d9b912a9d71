import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GetKeyPolicyCommand,
  KMSClient,
  ListAliasesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms'
import { REGION, refusal, SOURCE, TARGET, twoAccounts } from '../common/two-accounts.js'

async function withKey() {
  const accounts = twoAccounts()
  const source = new KMSClient(accounts.as(SOURCE))
  const target = new KMSClient(accounts.as(TARGET))
  const { KeyMetadata } = await source.send(
    new CreateKeyCommand({ Description: 'orders', Tags: [{ TagKey: 'team', TagValue: 'orders' }] }),
  )
  const arn = KeyMetadata?.Arn ?? ''
  return { ...accounts, source, target, arn, id: KeyMetadata?.KeyId ?? '' }
}

function sharedPolicy(accountId: string, ...actions: string[]): string {
  const statement = (principal: string, action: string | string[]) => ({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${principal}:root` },
    Action: action,
    Resource: '*',
  })
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [statement(SOURCE, 'kms:*'), statement(accountId, actions)],
  })
}

test('a key answers to its id, its ARN, its alias and the ARN of its alias', async () => {
  const { source, arn, id } = await withKey()
  await source.send(new CreateAliasCommand({ AliasName: 'alias/orders', TargetKeyId: id }))
  const names = [id, arn, 'alias/orders', `arn:aws:kms:${REGION}:${SOURCE}:alias/orders`]
  for (const KeyId of names) {
    const { KeyMetadata } = await source.send(new DescribeKeyCommand({ KeyId }))
    expect(KeyMetadata).toMatchObject({ Arn: arn, KeyState: 'Enabled', KeyManager: 'CUSTOMER' })
  }
  const { Keys } = await source.send(new ListKeysCommand({}))
  expect(Keys).toEqual([{ KeyId: id, KeyArn: arn }])
  const { Tags } = await source.send(new ListResourceTagsCommand({ KeyId: id }))
  expect(Tags).toEqual([{ TagKey: 'team', TagValue: 'orders' }])
})

test('an unknown key, alias or malformed id is not found, each in its own words', async () => {
  const { source } = await withKey()
  const missing = '00000000-0000-4000-a000-000000000000'
  expect(await refusal(source.send(new DescribeKeyCommand({ KeyId: missing })))).toEqual({
    name: 'NotFoundException',
    message: `Key 'arn:aws:kms:${REGION}:${SOURCE}:key/${missing}' does not exist`,
  })
  expect(await refusal(source.send(new DescribeKeyCommand({ KeyId: 'alias/none' })))).toEqual({
    name: 'NotFoundException',
    message: `Alias arn:aws:kms:${REGION}:${SOURCE}:alias/none is not found.`,
  })
  expect((await refusal(source.send(new DescribeKeyCommand({ KeyId: 'nonsense' })))).message).toBe(
    "Invalid keyId 'nonsense'",
  )
})

test('a key of another account is denied until its policy allows it, and then only by ARN', async () => {
  const { source, target, arn, id } = await withKey()
  const refused = await refusal(target.send(new DescribeKeyCommand({ KeyId: arn })))
  expect(refused.name).toBe('AccessDeniedException')
  expect(refused.message).toContain('is not authorized to perform: kms:DescribeKey on this resource')
  await source.send(new PutKeyPolicyCommand({ KeyId: id, Policy: sharedPolicy(TARGET, 'kms:DescribeKey') }))
  const { KeyMetadata } = await target.send(new DescribeKeyCommand({ KeyId: arn }))
  expect(KeyMetadata?.AWSAccountId).toBe(SOURCE)
  expect((await refusal(target.send(new DescribeKeyCommand({ KeyId: id })))).name).toBe('NotFoundException')
})

test('the key policy is what was put, and a text that is no policy is refused', async () => {
  const { source, id } = await withKey()
  const policy = sharedPolicy(TARGET, 'kms:Decrypt')
  await source.send(new PutKeyPolicyCommand({ KeyId: id, Policy: policy }))
  expect((await source.send(new GetKeyPolicyCommand({ KeyId: id }))).Policy).toBe(policy)
  const refused = await refusal(source.send(new PutKeyPolicyCommand({ KeyId: id, Policy: 'none' })))
  expect(refused.name).toBe('MalformedPolicyDocumentException')
})

test('the AWS managed key of RDS comes into being on first use and can be used through RDS only', async () => {
  const { source } = await withKey()
  const before = await source.send(new ListAliasesCommand({}))
  expect(before.Aliases).toEqual([])
  const { KeyMetadata } = await source.send(new DescribeKeyCommand({ KeyId: 'alias/aws/rds' }))
  expect(KeyMetadata?.KeyManager).toBe('AWS')
  const after = await source.send(new ListAliasesCommand({}))
  expect(after.Aliases?.[0]).toMatchObject({ AliasName: 'alias/aws/rds', TargetKeyId: KeyMetadata?.KeyId })
  const encrypt = new EncryptCommand({ KeyId: KeyMetadata?.Arn, Plaintext: new Uint8Array([1]) })
  expect((await refusal(source.send(encrypt))).name).toBe('AccessDeniedException')
})

test('a disabled key and one that waits for deletion refuse to work, each with its own error', async () => {
  const { source, clock, arn, id } = await withKey()
  const encrypt = new EncryptCommand({ KeyId: id, Plaintext: new Uint8Array([1]) })
  await source.send(new DisableKeyCommand({ KeyId: id }))
  expect(await refusal(source.send(encrypt))).toEqual({
    name: 'DisabledException',
    message: `${arn} is disabled.`,
  })
  await source.send(new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays: 7 }))
  expect((await refusal(source.send(encrypt))).name).toBe('KMSInvalidStateException')
  await source.send(new CancelKeyDeletionCommand({ KeyId: id }))
  const { KeyMetadata } = await source.send(new DescribeKeyCommand({ KeyId: id }))
  expect(KeyMetadata?.KeyState).toBe('Disabled')
  await source.send(new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays: 7 }))
  clock.advance(7 * 86_400_000)
  expect((await refusal(source.send(new DescribeKeyCommand({ KeyId: id })))).name).toBe('NotFoundException')
})

test('what was encrypted comes back with the same encryption context and with no other', async () => {
  const { source, arn } = await withKey()
  const Plaintext = new TextEncoder().encode('hello')
  const EncryptionContext = { table: 'orders' }
  const sealed = await source.send(new EncryptCommand({ KeyId: arn, Plaintext, EncryptionContext }))
  const { CiphertextBlob } = sealed
  const opened = await source.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }))
  expect(opened.Plaintext).toEqual(Plaintext)
  expect((await refusal(source.send(new DecryptCommand({ CiphertextBlob })))).name).toBe(
    'InvalidCiphertextException',
  )
  const dataKey = await source.send(new GenerateDataKeyCommand({ KeyId: arn, KeySpec: 'AES_256' }))
  const again = await source.send(new DecryptCommand({ CiphertextBlob: dataKey.CiphertextBlob }))
  expect(again.Plaintext).toEqual(dataKey.Plaintext)
  expect(dataKey.Plaintext).toHaveLength(32)
})
