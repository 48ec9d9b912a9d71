import { type AwsAccount, profileAwsFactory } from '@cutover/core'

export const SOURCE = { profile: 'orders-legacy', accountId: '111111111111', region: 'us-east-1' }
export const TARGET = { profile: 'orders-new', accountId: '222222222222', region: 'us-east-1' }
export const SNAPSHOTS = { instance: 'orders-db-cutover-final', cluster: 'orders-reporting-cutover-final' }
export const DOCUMENTS_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'AuditorsRead',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:role/audit' },
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::orders-documents/*',
    },
  ],
})
export const OLD_ADDRESSES = ['198.51.100.24', '198.51.100.25']

/** Ids that moto chose, where the example has its own. */
export interface SeededIds {
  readonly databaseKey: string
  readonly reportingKey: string
  readonly zone: string
}

/** What exists before the cutover begins, as the example's artifacts tell it. */
export async function seedAccounts(env: Readonly<Record<string, string>>): Promise<SeededIds> {
  const factory = profileAwsFactory({ source: SOURCE, target: TARGET, env, now: Date.now })
  const source = factory.open('source', 'write', () => undefined)
  const target = factory.open('target', 'write', () => undefined)
  for (const account of [source, target]) await seedRole(account)
  const databaseKey = await seedKey(source)
  const reportingKey = await seedKey(source)
  await seedDatabases(source, databaseKey, reportingKey)
  await seedBuckets(source)
  await seedTable(source, 'orders-events', ['order_id', 'event_at', 'customer_id'], 2)
  await seedTable(source, 'orders-carts', ['cart_id'], 1)
  return { databaseKey, reportingKey, zone: await seedZone(target) }
}

async function seedRole(account: AwsAccount): Promise<void> {
  const iam = await account.service('iam')
  const trust = { Version: '2012-10-17', Statement: [] }
  await iam.createRole({ RoleName: 'operator', AssumeRolePolicyDocument: JSON.stringify(trust) })
}

async function seedKey(account: AwsAccount): Promise<string> {
  const { KeyMetadata } = await (await account.service('kms')).createKey({})
  return KeyMetadata?.KeyId ?? ''
}

async function seedDatabases(account: AwsAccount, databaseKey: string, reportingKey: string): Promise<void> {
  const rds = await account.service('rds')
  const common = { MasterUsername: 'orders', MasterUserPassword: 'only-in-moto', StorageEncrypted: true }
  await rds.createDBInstance({
    ...common,
    DBInstanceIdentifier: 'orders-db',
    DBInstanceClass: 'db.r6g.xlarge',
    Engine: 'postgres',
    AllocatedStorage: 300,
    KmsKeyId: databaseKey,
  })
  await rds.createDBSnapshot({
    DBInstanceIdentifier: 'orders-db',
    DBSnapshotIdentifier: SNAPSHOTS.instance,
  })
  await rds.createDBCluster({
    ...common,
    DBClusterIdentifier: 'orders-reporting',
    Engine: 'aurora-postgresql',
    KmsKeyId: reportingKey,
  })
  await rds.createDBClusterSnapshot({
    DBClusterIdentifier: 'orders-reporting',
    DBClusterSnapshotIdentifier: SNAPSHOTS.cluster,
  })
}

async function seedBuckets(account: AwsAccount): Promise<void> {
  const s3 = await account.service('s3')
  for (const Bucket of ['orders-documents', 'orders-uploads']) {
    await s3.createBucket({ Bucket })
    await s3.putObject({ Bucket, Key: '2026/a.txt', Body: 'a' })
  }
  await s3.putBucketPolicy({ Bucket: 'orders-documents', Policy: DOCUMENTS_POLICY })
}

/** Three items; the first `keyCount` attributes are the key. */
async function seedTable(
  account: AwsAccount,
  TableName: string,
  attributes: readonly string[],
  keyCount: number,
): Promise<void> {
  const dynamodb = await account.service('dynamodb')
  const keys = attributes.slice(0, keyCount)
  await dynamodb.createTable({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: keys.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' })),
  })
  await dynamodb.updateContinuousBackups({
    TableName,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  })
  for (const n of [1, 2, 3]) {
    const Item = Object.fromEntries(attributes.map((name) => [name, { S: `${name}-${n}` }]))
    await dynamodb.putItem({ TableName, Item })
  }
}

/** Private: nobody on the internet could look up a record of moto's, and of a private zone nobody has to. */
async function seedZone(account: AwsAccount): Promise<string> {
  const route53 = await account.service('route53')
  const { HostedZone } = await route53.createHostedZone({
    Name: 'orders.example.com',
    CallerReference: 'seed',
    VPC: { VPCRegion: 'us-east-1', VPCId: 'vpc-12345678' },
    HostedZoneConfig: { PrivateZone: true },
  })
  const id = HostedZone?.Id?.replace('/hostedzone/', '') ?? ''
  await route53.changeResourceRecordSets({
    HostedZoneId: id,
    ChangeBatch: {
      Changes: [
        {
          Action: 'CREATE',
          ResourceRecordSet: {
            Name: 'api.orders.example.com',
            Type: 'A',
            TTL: 60,
            ResourceRecords: OLD_ADDRESSES.map((Value) => ({ Value })),
          },
        },
      ],
    },
  })
  return id
}
