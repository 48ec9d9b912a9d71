import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { CreateKeyCommand, DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { CreateDBInstanceCommand, DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds'
import { ListHostedZonesCommand, Route53Client } from '@aws-sdk/client-route-53'
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { putZone } from '../../../src/services/route53/state.js'
import { withTable } from '../dynamodb/setup.js'
import { SOURCE, START_MS } from './two-accounts.js'

async function busyWorld() {
  const setup = withTable(12, { pitr: true })
  const { as, world } = setup
  const kms = new KMSClient(as(SOURCE))
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
  putZone(world, { accountId: SOURCE, name: 'example.com', nowMs: START_MS })
  await new RDSClient(as(SOURCE)).send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: 'shop',
      DBInstanceClass: 'db.t4g.small',
      Engine: 'postgres',
      AllocatedStorage: 20,
      MasterUsername: 'admin',
      MasterUserPassword: 'not-kept-anywhere',
      StorageEncrypted: true,
    }),
  )
  await new SecretsManagerClient(as(SOURCE)).send(
    new CreateSecretCommand({ Name: 's', SecretString: 'v', ClientRequestToken: '1'.repeat(32) }),
  )
  return { ...setup, keyId: KeyMetadata?.KeyId }
}

test('a world that was put away and taken up again answers as before', async () => {
  const { simulator, as, keyId, clock } = await busyWorld()
  const observe = async () => [
    (await new DynamoDBClient(as(SOURCE)).send(new ScanCommand({ TableName: 'orders' }))).Items,
    (await new KMSClient(as(SOURCE)).send(new DescribeKeyCommand({ KeyId: keyId }))).KeyMetadata,
    (await new RDSClient(as(SOURCE)).send(new DescribeDBInstancesCommand({}))).DBInstances,
    (await new SecretsManagerClient(as(SOURCE)).send(new GetSecretValueCommand({ SecretId: 's' })))
      .SecretString,
    (await new Route53Client(as(SOURCE)).send(new ListHostedZonesCommand({}))).HostedZones,
  ]
  clock.advance(30_000)
  const before = await observe()
  simulator.restore(simulator.snapshot())
  expect(await observe()).toEqual(before)
})

test('the same seed and the same requests make the same world', async () => {
  const [first, second] = await Promise.all([busyWorld(), busyWorld()])
  expect(first.simulator.snapshot()).toEqual(second.simulator.snapshot())
})
