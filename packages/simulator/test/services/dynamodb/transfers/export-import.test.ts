import {
  DescribeContinuousBackupsCommand,
  DescribeExportCommand,
  DescribeImportCommand,
  DescribeTableCommand,
  ExportTableToPointInTimeCommand,
  type ExportTableToPointInTimeCommandInput,
  ImportTableCommand,
  type ImportTableCommandInput,
  ListExportsCommand,
  ListImportsCommand,
  PutItemCommand,
  ScanCommand,
  UpdateContinuousBackupsCommand,
} from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { planJobFault } from '../../../../src/services/common/job-fault.js'
import { addBucket } from '../../../../src/services/s3/state.js'
import { MINUTE_MS, REGION, refusal, SOURCE, START_MS, TARGET } from '../../common/two-accounts.js'
import { order, SCHEMA, withTable } from '../setup.js'

const BUCKET = 'cutover-exports'

/** A bucket in the target account that the source may write into, as a cross-account cutover has it. */
function withBucket(count = 25, pitr = true) {
  const setup = withTable(count, { pitr })
  const { world, source, target, table, clock, as } = setup
  const bucket = addBucket(world, { name: BUCKET, ownerId: TARGET, region: REGION, createdMs: START_MS })
  const allow = (Action: string, AWS: string) => ({
    Effect: 'Allow',
    Principal: { AWS },
    Action,
    Resource: '*',
  })
  bucket.policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [allow('s3:PutObject', SOURCE), allow('s3:*', TARGET)],
  })
  const start = async (change: Partial<ExportTableToPointInTimeCommandInput> = {}) => {
    const answer = await source.send(
      new ExportTableToPointInTimeCommand({
        TableArn: table.arn,
        S3Bucket: BUCKET,
        S3BucketOwner: TARGET,
        S3Prefix: 'orders',
        ClientToken: 'token-1',
        ...change,
      }),
    )
    return answer.ExportDescription
  }
  const ended = async (change: Partial<ExportTableToPointInTimeCommandInput> = {}) => {
    const started = await start(change)
    clock.advance(5 * MINUTE_MS)
    const ExportArn = started?.ExportArn
    return (await source.send(new DescribeExportCommand({ ExportArn }))).ExportDescription
  }
  const startImport = async (prefix: string, change: Partial<ImportTableCommandInput> = {}) => {
    const answer = await target.send(
      new ImportTableCommand({
        S3BucketSource: { S3Bucket: BUCKET, S3KeyPrefix: prefix },
        InputFormat: 'DYNAMODB_JSON',
        InputCompressionType: 'GZIP',
        TableCreationParameters: { TableName: 'orders', ...SCHEMA, BillingMode: 'PAY_PER_REQUEST' },
        ClientToken: 'token-1',
        ...change,
      }),
    )
    return answer.ImportTableDescription
  }
  const imported = async (prefix: string, change: Partial<ImportTableCommandInput> = {}) => {
    const ImportArn = (await startImport(prefix, change))?.ImportArn
    clock.advance(3 * MINUTE_MS)
    return (await target.send(new DescribeImportCommand({ ImportArn }))).ImportTableDescription
  }
  return {
    ...setup,
    bucket,
    start,
    ended,
    startImport,
    imported,
    s3: new S3Client({ ...as(TARGET), forcePathStyle: true }),
  }
}

const dataFolder = (manifest: string | undefined) =>
  `${(manifest ?? '').replace(/manifest-summary\.json$/, '')}data/`

test('a table without point-in-time recovery is not exported', async () => {
  const { source, start } = withBucket(3, false)
  expect(await refusal(start())).toEqual({
    name: 'PointInTimeRecoveryUnavailableException',
    message: "Point in time recovery is not enabled for table 'orders'",
  })
  await source.send(
    new UpdateContinuousBackupsCommand({
      TableName: 'orders',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    }),
  )
  expect((await start())?.ExportStatus).toBe('IN_PROGRESS')
})

test('the latest restorable moment trails the clock by five minutes', async () => {
  const { source, clock } = withBucket()
  const window = async () =>
    (await source.send(new DescribeContinuousBackupsCommand({ TableName: 'orders' })))
      .ContinuousBackupsDescription?.PointInTimeRecoveryDescription
  expect(await window()).toMatchObject({
    PointInTimeRecoveryStatus: 'ENABLED',
    LatestRestorableDateTime: new Date(START_MS),
  })
  clock.advance(20 * MINUTE_MS)
  expect(await window()).toMatchObject({
    EarliestRestorableDateTime: new Date(START_MS),
    LatestRestorableDateTime: new Date(START_MS + 15 * MINUTE_MS),
  })
})

test('an export leaves manifests and data in the layout that AWS documents', async () => {
  const { ended, s3 } = withBucket()
  const done = await ended()
  expect(done).toMatchObject({ ExportStatus: 'COMPLETED', ItemCount: 25 })
  expect(done?.ExportManifest).toMatch(/^orders\/AWSDynamoDB\/\d{14}-[0-9a-f]{8}\/manifest-summary\.json$/)
  const read = async (Key: string | undefined) => {
    const answer = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }))
    return (await answer.Body?.transformToString()) ?? ''
  }
  const summary = JSON.parse(await read(done?.ExportManifest)) as Record<string, unknown>
  expect(summary).toMatchObject({ itemCount: 25, outputFormat: 'DYNAMODB_JSON', exportArn: done?.ExportArn })
  const files = (await read(String(summary.manifestFilesS3Key))).trim().split('\n')
  const listed = await s3.send(
    new ListObjectsV2Command({ Bucket: BUCKET, Prefix: dataFolder(done?.ExportManifest) }),
  )
  expect(listed.Contents?.map(({ Key }) => Key)).toEqual(
    files.map((line) => (JSON.parse(line) as { dataFileS3Key: string }).dataFileS3Key),
  )
})

test('the same token is the same export, and another request under it is a conflict', async () => {
  const { source, start } = withBucket()
  const first = await start()
  expect((await start())?.ExportArn).toBe(first?.ExportArn)
  expect((await refusal(start({ S3Prefix: 'other' }))).name).toBe('ExportConflictException')
  expect((await start({ ClientToken: 'token-2' }))?.ExportArn).not.toBe(first?.ExportArn)
  const listed = await source.send(new ListExportsCommand({}))
  expect(listed.ExportSummaries?.map(({ ExportStatus }) => ExportStatus)).toEqual([
    'IN_PROGRESS',
    'IN_PROGRESS',
  ])
})

test('an export into a bucket that is missing, or of an owner who was not named, fails', async () => {
  const { ended } = withBucket()
  expect(await ended({ S3Bucket: 'none' })).toMatchObject({
    ExportStatus: 'FAILED',
    FailureCode: 'S3NoSuchBucket',
  })
  expect(await ended({ S3BucketOwner: undefined, ClientToken: 'token-2' })).toMatchObject({
    ExportStatus: 'FAILED',
    FailureCode: 'AccessDenied',
  })
})

test('an export holds the items of its time, not those written since', async () => {
  const { source, clock, ended, start } = withBucket(2)
  clock.advance(MINUTE_MS)
  const ExportTime = new Date(clock.nowMs())
  clock.advance(MINUTE_MS)
  await source.send(new PutItemCommand({ TableName: 'orders', Item: order('late', 1) }))
  expect((await ended({ ExportTime }))?.ItemCount).toBe(2)
  expect((await ended({ ClientToken: 'token-2' }))?.ItemCount).toBe(3)
  const early = start({ ExportTime: new Date(START_MS - MINUTE_MS), ClientToken: 'token-3' })
  expect((await refusal(early)).name).toBe('InvalidExportTimeException')
})

test('what was exported is imported in the other account, whole and only into a new table', async () => {
  const { source, target, ended, startImport, clock } = withBucket()
  const exported = await ended()
  const prefix = dataFolder(exported?.ExportManifest)
  const started = await startImport(prefix)
  expect(started).toMatchObject({ ImportStatus: 'IN_PROGRESS', ImportedItemCount: 0 })
  const tableStatus = async () =>
    (await target.send(new DescribeTableCommand({ TableName: 'orders' }))).Table?.TableStatus
  expect(await tableStatus()).toBe('CREATING')
  expect((await startImport(prefix))?.ImportArn).toBe(started?.ImportArn)
  clock.advance(3 * MINUTE_MS)
  const { ImportTableDescription } = await target.send(
    new DescribeImportCommand({ ImportArn: started?.ImportArn }),
  )
  expect(ImportTableDescription).toMatchObject({
    ImportStatus: 'COMPLETED',
    ImportedItemCount: 25,
    ProcessedItemCount: 25,
    ErrorCount: 0,
  })
  expect(await tableStatus()).toBe('ACTIVE')
  const all = async (client: typeof source) =>
    (await client.send(new ScanCommand({ TableName: 'orders' }))).Items
  expect(await all(target)).toEqual(await all(source))
  expect((await refusal(startImport(prefix, { ClientToken: 'token-2' }))).name).toBe('ResourceInUseException')
  expect((await refusal(startImport('other'))).name).toBe('ImportConflictException')
  expect((await target.send(new ListImportsCommand({}))).ImportSummaryList).toHaveLength(1)
})

test('lines that are no items make an import fail with the others imported', async () => {
  const { s3, imported } = withBucket()
  const lines = [{ Item: order('a', 1) }, { Item: { pk: { S: 'no sort key' } } }, 'nonsense']
  const Body = lines.map((line) => JSON.stringify(line)).join('\n')
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'plain/1.json', Body }))
  expect(await imported('plain/', { InputCompressionType: 'NONE' })).toMatchObject({
    ImportStatus: 'FAILED',
    FailureCode: 'ItemValidationError',
    ImportedItemCount: 1,
    ProcessedItemCount: 3,
    ErrorCount: 2,
  })
})

test('planned faults fail an export and an import, or leave items out of them', async () => {
  const { world, ended, imported } = withBucket()
  planJobFault(
    world,
    { service: 'dynamodb', operation: 'ExportTableToPointInTime', resourceId: 'orders' },
    {
      kind: 'fail',
      code: 'S3InternalError',
    },
  )
  expect(await ended()).toMatchObject({ ExportStatus: 'FAILED', FailureCode: 'S3InternalError' })
  const exported = await ended({ ClientToken: 'token-2' })
  planJobFault(
    world,
    { service: 'dynamodb', operation: 'ImportTable', resourceId: 'orders' },
    { kind: 'partial', failedItems: 2 },
  )
  expect(await imported(dataFolder(exported?.ExportManifest))).toMatchObject({
    ImportStatus: 'COMPLETED',
    ImportedItemCount: 23,
    ErrorCount: 2,
  })
})
