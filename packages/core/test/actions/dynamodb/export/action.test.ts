import { dynamodbExport } from '../../../../src/actions/dynamodb/export/action.js'
import { dataPrefix } from '../../../../src/actions/dynamodb/export/look.js'
import { describeConformance } from '../../kit/conformance.js'
import { passed, play, type Stage, stage } from '../../kit/stage.js'
import { BUCKET, createExportable, createTable, EXPORT_PARAMS, setRecovery, TABLE_ARN } from '../tables.js'

describeConformance(dynamodbExport, [
  {
    name: 'a table with point-in-time recovery',
    async arrange(bench) {
      const dynamodb = await createExportable(bench)
      return { params: EXPORT_PARAMS, behindTheBack: () => setRecovery(dynamodb, false) }
    },
    blockers: [
      {
        name: 'gives the command that turns point-in-time recovery on',
        async arrange(bench) {
          await createTable(bench)
          return { params: EXPORT_PARAMS }
        },
        says: /Run: aws dynamodb update-continuous-backups --table-name orders-events .*Enabled=true/,
      },
      {
        name: 'says that the table does not exist',
        async arrange(bench) {
          await createTable(bench)
          return { params: { ...EXPORT_PARAMS, table_arn: TABLE_ARN.replace(/[^/]+$/, 'absent') } }
        },
        says: /absent does not exist/,
      },
      {
        name: 'says that the freeze has not happened',
        async arrange(bench) {
          await createExportable(bench)
          return { params: { ...EXPORT_PARAMS, after_freeze_of: TABLE_ARN } }
        },
        says: /has not been frozen in this run/,
      },
    ],
    jobFaults: [
      {
        name: 'a failed export',
        service: 'dynamodb',
        operation: 'ExportTableToPointInTime',
        status: 'FAILED',
      },
    ],
  },
])

describe('exporting after a freeze', () => {
  const params = { ...EXPORT_PARAMS, after_freeze_of: TABLE_ARN }
  let on: Stage

  beforeEach(async () => {
    on = stage()
    await createExportable(on.bench)
    on.freezes.set(TABLE_ARN, { beganAtMs: on.bench.clock.nowMs() + 400, receipt: {}, active: true })
  })

  it('says how long to wait while the recovery log has not reached the freeze, then lets it pass', async () => {
    const early = await dynamodbExport.preview(params, on.read())
    expect(early.blockers).toEqual([expect.stringMatching(/Wait about \d+ s, then re-check/)])
    on.bench.clock.advance(600_000)
    const late = await dynamodbExport.preview(params, on.read())
    expect(late.blockers).toEqual([])
    // The wait alone does not make an approval void: only what it is an approval of counts.
    expect(late.observation).toEqual(early.observation)
  })

  it('exports the state of the freeze and not an older one', async () => {
    on.bench.clock.advance(600_000)
    const receipt = await play(on, dynamodbExport, params)
    on.bench.clock.advance(24 * 3_600_000)
    const { checks } = await dynamodbExport.verify(params, receipt, on.read())
    expect(checks).toContainEqual(
      expect.objectContaining({ name: 'exported state is not older than the freeze', ok: true }),
    )
  })

  it('is not verified when the export holds a state before the freeze', async () => {
    const receipt = await play(on, dynamodbExport, EXPORT_PARAMS)
    on.bench.clock.advance(24 * 3_600_000)
    on.freezes.set(TABLE_ARN, { beganAtMs: on.bench.clock.nowMs(), receipt: {}, active: true })
    expect(await passed(dynamodbExport.verify(EXPORT_PARAMS, receipt, on.read()))).toBe(true)
    expect(await passed(dynamodbExport.verify(params, receipt, on.read()))).toBe(false)
  })

  it('is blocked when the freeze was released again', async () => {
    on.freezes.set(TABLE_ARN, { beganAtMs: on.bench.clock.nowMs(), receipt: {}, active: false })
    expect((await dynamodbExport.preview(params, on.read())).blockers.join()).toMatch(/not frozen any more/)
  })
})

describe('what an export leaves behind', () => {
  it('is counted, and its data folder is where the files are', async () => {
    const on = stage()
    await createExportable(on.bench)
    const receipt = await play(on, dynamodbExport, EXPORT_PARAMS)
    on.bench.clock.advance(24 * 3_600_000)
    const { observed } = await dynamodbExport.verify(EXPORT_PARAMS, receipt, on.read())
    expect(observed).toMatchObject({ item_count: 3, data_prefix: receipt.data_prefix })
    const s3 = await on.bench.account('target').service('s3')
    const { Contents } = await s3.listObjectsV2({ Bucket: BUCKET, Prefix: String(receipt.data_prefix) })
    expect(Contents?.length).toBeGreaterThan(0)
  })

  it.each([
    ['orders', 'orders/AWSDynamoDB/0170-ab/data/'],
    ['orders/', 'orders/AWSDynamoDB/0170-ab/data/'],
    ['', 'AWSDynamoDB/0170-ab/data/'],
  ])('lies, with the prefix "%s", under %s', (prefix, expected) => {
    expect(dataPrefix(prefix, `${TABLE_ARN}/export/0170-ab`)).toBe(expected)
  })
})
