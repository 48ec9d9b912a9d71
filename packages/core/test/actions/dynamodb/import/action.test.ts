import { TABLE_EXPORT } from '../../../../src/actions/dynamodb/artifacts.js'
import { dynamodbExport } from '../../../../src/actions/dynamodb/export/action.js'
import { dynamodbImport } from '../../../../src/actions/dynamodb/import/action.js'
import { type Bench, stepFor, TARGET_ACCOUNT } from '../../kit/bench.js'
import { describeConformance } from '../../kit/conformance.js'
import { passed, play, type Stage, stage } from '../../kit/stage.js'
import { BUCKET, CREATION, createExportable, EXPORT_PARAMS, TABLE, TABLE_ARN } from '../tables.js'

const PARAMS = {
  source_table_arn: TABLE_ARN,
  table_name: TABLE,
  s3_bucket: BUCKET,
  s3_key_prefix: 'orders-events',
  table_creation: CREATION,
}
const LONG_MS = 24 * 3_600_000

/** An export that this run made, as the journal would tell of it. */
async function exported(bench: Bench) {
  const dynamodb = await createExportable(bench)
  const step = stepFor(dynamodbExport, EXPORT_PARAMS)
  const approved = await dynamodbExport.preview(EXPORT_PARAMS, bench.read(step))
  const receipt = await dynamodbExport.execute(EXPORT_PARAMS, bench.write(step, approved))
  bench.clock.advance(LONG_MS)
  const producersOf = (artifact: string) => (artifact === TABLE_EXPORT ? [{ step, receipt }] : [])
  const overrides = { history: { receiptOf: () => null, freezeOf: () => null, producersOf } }
  return { dynamodb, entry: { step, receipt }, overrides }
}

async function createInTarget(bench: Bench): Promise<void> {
  const dynamodb = await bench.account('target').service('dynamodb')
  await dynamodb.createTable({ TableName: TABLE, ...CREATION })
  bench.clock.advance(60_000)
}

describeConformance(dynamodbImport, [
  {
    name: 'the files of an export',
    async arrange(bench) {
      const { overrides } = await exported(bench)
      return { params: PARAMS, overrides, behindTheBack: () => createInTarget(bench) }
    },
    blockers: [
      {
        name: 'says that the table exists already',
        async arrange(bench) {
          const { overrides } = await exported(bench)
          await createInTarget(bench)
          return { params: PARAMS, overrides }
        },
        says: /an import only creates new tables/,
      },
      {
        name: 'says that there are no files',
        async arrange(bench) {
          await exported(bench)
          return { params: { ...PARAMS, s3_key_prefix: 'nowhere/' } }
        },
        says: /no file under s3:\/\/orders-ddb-transfer\/nowhere\//,
      },
      {
        name: 'says that the key is another one',
        async arrange(bench) {
          const { overrides } = await exported(bench)
          const AttributeDefinitions = [{ AttributeName: 'id', AttributeType: 'N' as const }]
          return { params: { ...PARAMS, table_creation: { ...CREATION, AttributeDefinitions } }, overrides }
        },
        says: /has the key id HASH N, the source table has id HASH S/,
      },
      {
        name: 'says that the named export step has not run',
        async arrange(bench) {
          await exported(bench)
          return { params: { ...PARAMS, export_step_id: 'dp-phase2-003-orders-events-dynamodb-export' } }
        },
        says: /has not exported anything in this run/,
      },
    ],
    jobFaults: [{ name: 'a failed import', service: 'dynamodb', operation: 'ImportTable', status: 'FAILED' }],
    iamNames: { 's3:ListObjectsV2': 's3:ListBucket' },
    /** DynamoDB remembers imports for 90 days; a table's activity is brought up to date by looking at it. */
    forget(accounts) {
      const target = accounts[TARGET_ACCOUNT] as { dynamodb?: Record<string, object> } | undefined
      const tables = Object.values(target?.dynamodb?.tables ?? {}) as { activity?: unknown }[]
      for (const table of tables) delete table.activity
      delete target?.dynamodb?.imports
      if (tables.length === 0) delete accounts[TARGET_ACCOUNT]
    },
  },
])

describe('importing what was exported', () => {
  let on: Stage

  beforeEach(async () => {
    on = stage()
    const { entry } = await exported(on.bench)
    on.succeeded.push(entry)
  })

  it("reads the export's own data folder, whatever the prefix says", async () => {
    const seen = await dynamodbImport.preview({ ...PARAMS, s3_key_prefix: 'elsewhere' }, on.read())
    expect(seen.blockers).toEqual([])
    expect(seen.after.join()).toMatch(/orders-events\/AWSDynamoDB\/[^/]+\/data\//)
  })

  it('has in the target every item that the source had', async () => {
    const receipt = await play(on, dynamodbImport, PARAMS)
    on.bench.clock.advance(LONG_MS)
    const target = await on.bench.account('target').service('dynamodb')
    const { Items } = await target.scan({ TableName: TABLE })
    expect(Items?.map((item) => item.id?.S).sort()).toEqual(['a', 'b', 'c'])
    const verification = await dynamodbImport.verify(PARAMS, receipt, on.read())
    expect(verification.checks.every((check) => check.ok)).toBe(true)
    expect(verification.observed).toMatchObject({ imported_items: 3, exported_items: 3, errors: 0 })
  })

  it('lists everything that the source has and an import cannot carry', async () => {
    const source = await on.bench.account('source').service('dynamodb')
    await source.updateTimeToLive({
      TableName: TABLE,
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' },
    })
    await source.updateTable({
      TableName: TABLE,
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    })
    await source.tagResource({ ResourceArn: TABLE_ARN, Tags: [{ Key: 'team', Value: 'orders' }] })
    on.bench.clock.advance(LONG_MS)
    const { warnings } = await dynamodbImport.preview(PARAMS, on.read())
    expect(warnings).toEqual([
      expect.stringContaining('time to live on attribute expires'),
      expect.stringContaining('the stream (NEW_IMAGE)'),
      expect.stringContaining('point-in-time recovery'),
      expect.stringContaining('tags team'),
    ])
  })

  it('deletes only the table that it created', async () => {
    const { rollback } = dynamodbImport
    if (typeof rollback === 'string') throw new Error('an import has an inverse')
    const receipt = await play(on, dynamodbImport, PARAMS)
    on.bench.clock.advance(LONG_MS)
    const approved = await dynamodbImport.preview(PARAMS, on.read())
    const target = await on.bench.account('target').service('dynamodb')
    await target.deleteTable({ TableName: TABLE })
    on.bench.clock.advance(LONG_MS)
    await createInTarget(on.bench)
    await expect(rollback.run(PARAMS, receipt, on.write(approved))).rejects.toMatchObject({
      code: 'aws/refused',
    })
    expect((await target.describeTable({ TableName: TABLE })).Table?.TableStatus).toBe('ACTIVE')
    expect(await passed(rollback.verify(PARAMS, receipt, on.read()))).toBe(true)
    expect(rollback.destroys?.(PARAMS, receipt)).toMatch(/Deletes table orders-events/)
  })
})
