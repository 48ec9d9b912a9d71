import { freezeWrites } from '../../../../src/actions/freeze/begin/action.js'
import { releaseFreeze } from '../../../../src/actions/freeze/release/action.js'
import { createTable, TABLE, TABLE_ARN } from '../../dynamodb/tables.js'
import { SOURCE_ACCOUNT } from '../../kit/bench.js'
import { describeConformance } from '../../kit/conformance.js'
import { mark, mutations, passed, play, type Stage, stage } from '../../kit/stage.js'

const PARAMS = {
  datastore_arn: TABLE_ARN,
  duration_minutes: 30,
  exempt_principal_arns: [`arn:aws:iam::${SOURCE_ACCOUNT}:role/cutover/executor`],
}
const READ_BY_REPORTS = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'ReadByReports',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:role/reports` },
      Action: 'dynamodb:Query',
      Resource: TABLE_ARN,
    },
  ],
})

describeConformance(freezeWrites, [
  {
    name: 'a table without a resource policy',
    async arrange(bench) {
      const dynamodb = await createTable(bench)
      return {
        params: PARAMS,
        async behindTheBack() {
          await dynamodb.putResourcePolicy({ ResourceArn: TABLE_ARN, Policy: READ_BY_REPORTS })
        },
      }
    },
    blockers: [],
  },
])

describe('freezing a table', () => {
  let on: Stage

  beforeEach(async () => {
    on = stage()
    await createTable(on.bench)
  })

  const put = async (role: string) => {
    const dynamodb = await on.as('source', role).service('dynamodb')
    await dynamodb.putItem({ TableName: TABLE, Item: { id: { S: 'd' } } })
  }

  it('stops writes of everybody but the exempt, until it is released', async () => {
    const receipt = await play(on, freezeWrites, PARAMS)
    await expect(put('role/orders-api')).rejects.toMatchObject({ name: 'AccessDeniedException' })
    await expect(put('role/cutover/executor')).resolves.toBeUndefined()
    on.freezes.set(TABLE_ARN, { beganAtMs: on.bench.clock.nowMs(), receipt, active: true })
    const released = await play(on, releaseFreeze, { datastore_arn: TABLE_ARN })
    expect(await passed(releaseFreeze.verify({ datastore_arn: TABLE_ARN }, released, on.read()))).toBe(true)
    await expect(put('role/orders-api')).resolves.toBeUndefined()
  })

  it('fails on the revision when somebody sets a policy in the very last moment', async () => {
    const dynamodb = await on.bench.account('source').service('dynamodb')
    const approved = await freezeWrites.preview(PARAMS, on.read())
    const remove = on.bench.simulator.hook(async (moment, record) => {
      if (moment !== 'before' || record.operation !== 'PutResourcePolicy') return
      remove()
      await dynamodb.putResourcePolicy({ ResourceArn: TABLE_ARN, Policy: READ_BY_REPORTS })
    })
    const since = mark(on)
    await expect(freezeWrites.execute(PARAMS, on.write(approved))).rejects.toMatchObject({
      name: 'PolicyNotFoundException',
    })
    expect(mutations(on, since)).toEqual(['PutResourcePolicy'])
    const { Policy } = await dynamodb.getResourcePolicy({ ResourceArn: TABLE_ARN })
    expect(JSON.parse(Policy ?? '').Statement).toHaveLength(1)
  })

  it('warns that time to live goes on deleting', async () => {
    const dynamodb = await on.bench.account('source').service('dynamodb')
    await dynamodb.updateTimeToLive({
      TableName: TABLE,
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' },
    })
    on.bench.clock.advance(24 * 3_600_000)
    expect((await freezeWrites.preview(PARAMS, on.read())).warnings).toEqual([
      expect.stringContaining('Time to live goes on deleting'),
    ])
  })
})
