import { ModifyDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds'
import { PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { clientConfig, s3Of, stsOf, twoAccounts } from '../support/world.js'

const canary = 'canary-6f1c'

test('no secret of any request reaches the log', async () => {
  const simulator = twoAccounts()
  const config = clientConfig(simulator)
  await new SecretsManagerClient(config).send(new CreateSecretCommand({ Name: 's', SecretString: canary }))
  const modify = new ModifyDBInstanceCommand({ DBInstanceIdentifier: 'db', MasterUserPassword: canary })
  await expect(new RDSClient(config).send(modify)).rejects.toMatchObject({ name: 'DBInstanceNotFoundFault' })
  expect(simulator.log.records).toHaveLength(2)
  expect(JSON.stringify(simulator.log.records)).not.toContain(canary)
  expect(simulator.log.records[1]?.input).toMatchObject({ MasterUserPassword: '***' })
})

test('the log tells reading from writing, effects from refusals, and one phase from another', async () => {
  const simulator = twoAccounts()
  const s3 = s3Of(simulator)
  simulator.log.tag('setup')
  await s3.send(new PutObjectCommand({ Bucket: 'none', Key: 'k', Body: 'x'.repeat(1000) })).catch(() => {})
  simulator.log.tag(undefined)
  await s3.send(new PutBucketPolicyCommand({ Bucket: 'none', Policy: '{}' })).catch(() => {})
  const RoleArn = 'arn:aws:iam::111111111111:role/none'
  await stsOf(simulator)
    .send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'abc' }))
    .catch(() => {})
  expect(simulator.log.records).toEqual([
    expect.objectContaining({
      operation: 'PutObject',
      input: expect.objectContaining({ Body: '<1000 bytes>' }),
      outcome: 'NoSuchBucket',
      effect: 'none',
      readOnly: false,
      tag: 'setup',
    }),
    expect.objectContaining({ operation: 'PutBucketPolicy', readOnly: false }),
    expect.objectContaining({ operation: 'AssumeRole', readOnly: true, outcome: 'AccessDenied' }),
  ])
  expect(simulator.log.records[1]).not.toHaveProperty('tag')
  expect(simulator.log.mutations()).toEqual([])
})
