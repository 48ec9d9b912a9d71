import type { DynamoDB } from '@aws-sdk/client-dynamodb'
import { type Bench, REGION, SOURCE_ACCOUNT, TARGET_ACCOUNT } from '../kit/bench.js'

export const TABLE = 'orders-events'
export const TABLE_ARN = `arn:aws:dynamodb:${REGION}:${SOURCE_ACCOUNT}:table/${TABLE}`
export const BUCKET = 'orders-ddb-transfer'
export const CREATION = {
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
  BillingMode: 'PAY_PER_REQUEST' as const,
}
export const EXPORT_PARAMS = {
  table_arn: TABLE_ARN,
  s3_bucket: BUCKET,
  s3_bucket_owner: TARGET_ACCOUNT,
  s3_prefix: 'orders-events',
  after_freeze_of: null,
}

/** A source table with three items, and the target's bucket that the source may write to. */
export async function createTable(bench: Bench): Promise<DynamoDB> {
  const dynamodb = await bench.account('source').service('dynamodb')
  await dynamodb.createTable({ TableName: TABLE, ...CREATION })
  bench.clock.advance(60_000)
  for (const id of ['a', 'b', 'c']) {
    await dynamodb.putItem({ TableName: TABLE, Item: { id: { S: id } } })
  }
  const s3 = await bench.account('target').service('s3')
  await s3.createBucket({
    Bucket: BUCKET,
    CreateBucketConfiguration: { LocationConstraint: REGION },
  })
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` },
    Action: ['s3:PutObject', 's3:PutObjectAcl', 's3:AbortMultipartUpload'],
    Resource: `arn:aws:s3:::${BUCKET}/*`,
  }
  await s3.putBucketPolicy({
    Bucket: BUCKET,
    Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
  })
  return dynamodb
}

/** The same, with point-in-time recovery on for long enough to export. */
export async function createExportable(bench: Bench): Promise<DynamoDB> {
  const dynamodb = await createTable(bench)
  await setRecovery(dynamodb, true)
  bench.clock.advance(600_000)
  return dynamodb
}

export async function setRecovery(dynamodb: DynamoDB, on: boolean): Promise<void> {
  await dynamodb.updateContinuousBackups({
    TableName: TABLE,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: on },
  })
}
