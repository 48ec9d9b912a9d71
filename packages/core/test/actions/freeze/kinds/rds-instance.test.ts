import type { CreateDBInstanceMessage } from '@aws-sdk/client-rds'
import { simulatorFor } from '@cutover/simulator'
import { freezeWrites } from '../../../../src/actions/freeze/begin/action.js'
import { releaseFreeze } from '../../../../src/actions/freeze/release/action.js'
import type { Receipt } from '../../../../src/actions/kit/definition.js'
import { staticAwsFactory } from '../../../../src/aws/static-factory.js'
import { type Bench, createBench, REGION, SOURCE_ACCOUNT, stepFor } from '../../kit/bench.js'
import { describeConformance } from '../../kit/conformance.js'
import { mark, mutations, passed, play, type Stage, stage, tokenOf } from '../../kit/stage.js'

const ARN = `arn:aws:rds:${REGION}:${SOURCE_ACCOUNT}:db:orders`
const GROUP = 'orders-own'
const GROUP_ARN = `arn:aws:rds:${REGION}:${SOURCE_ACCOUNT}:pg:${GROUP}`
const PARAMS = { datastore_arn: ARN, duration_minutes: 30, exempt_principal_arns: [] }
const RELEASE = { datastore_arn: ARN }
const HOUR_MS = 3_600_000
/** Longer than the simulated RDS takes to put a dynamic parameter in force. */
const APPLIED_MS = 35_000

const ENGINES = {
  postgres: { Engine: 'postgres', family: 'postgres16', parameter: 'default_transaction_read_only' },
  mysql: { Engine: 'mysql', family: 'mysql8.0', parameter: 'read_only' },
  mariadb: { Engine: 'mariadb', family: 'mariadb10.11', parameter: 'read_only' },
} as const
type EngineName = keyof typeof ENGINES

async function createInstance(
  bench: Bench,
  engine: EngineName = 'postgres',
  more: Partial<CreateDBInstanceMessage> = {},
) {
  const { Engine, family } = ENGINES[engine]
  const rds = await bench.account('source').service('rds')
  const own = { DBParameterGroupName: GROUP, DBParameterGroupFamily: family, Description: 'own' }
  if (more.DBParameterGroupName === undefined) await rds.createDBParameterGroup(own)
  await rds.createDBInstance({
    DBInstanceIdentifier: 'orders',
    Engine,
    DBInstanceClass: 'db.t4g.medium',
    AllocatedStorage: 20,
    MasterUsername: 'orders',
    MasterUserPassword: 'hunter2-hunter2',
    DBParameterGroupName: GROUP,
    ...more,
  })
  bench.clock.advance(HOUR_MS)
  // The simulator ends an activity when somebody looks.
  await rds.describeDBInstances()
  return rds
}

async function setParameter(bench: Bench, ParameterName: string, ParameterValue: string) {
  const rds = await bench.account('source').service('rds')
  await rds.modifyDBParameterGroup({
    DBParameterGroupName: GROUP,
    Parameters: [{ ParameterName, ParameterValue, ApplyMethod: 'immediate' }],
  })
  bench.clock.advance(HOUR_MS)
}

/** The value that the group itself gives the parameter, and the group's tags. */
async function groupNow(bench: Bench, parameter: string) {
  const rds = await bench.account('source').service('rds')
  const { Parameters = [] } = await rds.describeDBParameters({
    DBParameterGroupName: GROUP,
    Source: 'user',
  })
  const { TagList = [] } = await rds.listTagsForResource({ ResourceName: GROUP_ARN })
  const found = Parameters.find(({ ParameterName }) => ParameterName === parameter)
  return { value: found?.ParameterValue ?? null, tags: TagList.map(({ Key }) => Key) }
}

/** When a setting was made is no difference. */
function forgetTimes(accounts: Record<string, unknown>): void {
  for (const { rds } of Object.values(accounts) as { rds?: { parameterGroups: object } }[]) {
    for (const group of Object.values(rds?.parameterGroups ?? {}) as { settings: object }[]) {
      for (const setting of Object.values(group.settings) as { changedMs?: number }[]) setting.changedMs = 0
    }
  }
}

describeConformance(freezeWrites, [
  {
    name: 'a mysql instance whose group has a value of its own',
    async arrange(bench) {
      await createInstance(bench, 'mysql')
      await setParameter(bench, 'read_only', '{TrueIfReplica}')
      return { params: PARAMS, behindTheBack: () => setParameter(bench, 'read_only', '0') }
    },
    consistencyMs: APPLIED_MS,
    forget: forgetTimes,
    blockers: [],
  },
  {
    name: 'a postgres instance whose group has none',
    async arrange(bench) {
      await createInstance(bench)
      return {
        params: PARAMS,
        behindTheBack: () => setParameter(bench, 'default_transaction_read_only', '0'),
      }
    },
    consistencyMs: APPLIED_MS,
    forget: forgetTimes,
    blockers: [
      {
        name: 'says that a default group cannot be changed',
        async arrange(bench) {
          await createInstance(bench, 'mariadb', { DBParameterGroupName: 'default.mariadb10.11' })
          return { params: PARAMS }
        },
        says: /uses default\.mariadb10\.11, which nobody can change/,
      },
      {
        name: 'names who else uses the parameter group',
        async arrange(bench) {
          const rds = await createInstance(bench)
          await rds.createDBInstance({
            DBInstanceIdentifier: 'invoices',
            Engine: 'postgres',
            DBInstanceClass: 'db.t4g.medium',
            AllocatedStorage: 20,
            MasterUsername: 'invoices',
            MasterUserPassword: 'hunter2-hunter2',
            DBParameterGroupName: GROUP,
          })
          return { params: PARAMS }
        },
        says: /orders-own is used by invoices as well/,
      },
      {
        name: 'says that somebody made it read-only already',
        async arrange(bench) {
          await createInstance(bench)
          await setParameter(bench, 'default_transaction_read_only', '1')
          return { params: PARAMS }
        },
        says: /already frozen by somebody/,
      },
      {
        name: 'says that the group waits for a reboot',
        async arrange(bench) {
          const rds = await createInstance(bench)
          await rds.modifyDBParameterGroup({
            DBParameterGroupName: GROUP,
            Parameters: [
              { ParameterName: 'max_connections', ParameterValue: '100', ApplyMethod: 'pending-reboot' },
            ],
          })
          return { params: PARAMS }
        },
        says: /waits for a reboot/,
      },
      {
        name: 'leaves a member of an Aurora cluster to people',
        async arrange(bench) {
          const rds = await bench.account('source').service('rds')
          await rds.createDBCluster({
            DBClusterIdentifier: 'reports',
            Engine: 'aurora-postgresql',
            MasterUsername: 'orders',
            MasterUserPassword: 'hunter2-hunter2',
          })
          await rds.createDBInstance({
            DBInstanceIdentifier: 'orders',
            Engine: 'aurora-postgresql',
            DBInstanceClass: 'db.r6g.large',
            DBClusterIdentifier: 'reports',
          })
          bench.clock.advance(HOUR_MS)
          return { params: PARAMS }
        },
        says: /belongs to cluster reports.*by hand/,
      },
    ],
  },
])

describeConformance(releaseFreeze, [
  {
    name: 'a frozen instance',
    async arrange(bench) {
      await createInstance(bench)
      const step = stepFor(freezeWrites, PARAMS)
      const approved = await freezeWrites.preview(PARAMS, bench.read(step))
      const receipt = await freezeWrites.execute(PARAMS, bench.write(step, approved))
      bench.clock.advance(APPLIED_MS)
      const freezeOf = () => ({ beganAtMs: 0, receipt, active: true })
      return {
        params: RELEASE,
        overrides: { history: { receiptOf: () => null, freezeOf, producersOf: () => [] } },
        behindTheBack: () => setParameter(bench, 'default_transaction_read_only', '0'),
      }
    },
    consistencyMs: APPLIED_MS,
    forget: forgetTimes,
    blockers: [],
  },
])

describe('freezing an instance', () => {
  let on: Stage
  beforeEach(() => {
    on = stage()
  })
  const frozen = (receipt: Receipt) =>
    on.freezes.set(ARN, { beganAtMs: on.bench.clock.nowMs(), receipt, active: true })
  const applied = () => on.bench.clock.advance(APPLIED_MS)

  it.each(['postgres', 'mysql', 'mariadb'] as const)(
    'of %s sets its read-only parameter, and the release puts back exactly what was there',
    async (engine) => {
      const { parameter } = ENGINES[engine]
      await createInstance(on.bench, engine)
      for (const before of [null, '0']) {
        if (before !== null) await setParameter(on.bench, parameter, before)
        const receipt = await play(on, freezeWrites, PARAMS)
        applied()
        expect(receipt).toMatchObject({ parameter_group: GROUP, parameter, previous_value: before })
        expect(await groupNow(on.bench, parameter)).toEqual({ value: '1', tags: ['cutover:freeze'] })
        expect(await passed(freezeWrites.verify(PARAMS, receipt, on.read()))).toBe(true)
        frozen(receipt)
        const released = await play(on, releaseFreeze, RELEASE)
        applied()
        expect(await groupNow(on.bench, parameter)).toEqual({ value: before, tags: [] })
        expect(await passed(releaseFreeze.verify(RELEASE, released, on.read()))).toBe(true)
        on.freezes.clear()
      }
    },
  )

  it('keeps the previous value in AWS before it changes anything, so that a crash loses nothing', async () => {
    await createInstance(on.bench, 'mysql')
    await setParameter(on.bench, 'read_only', '{TrueIfReplica}')
    const since = mark(on)
    await play(on, freezeWrites, PARAMS)
    expect(mutations(on, since)).toEqual(['AddTagsToResource', 'ModifyDBParameterGroup'])
    const found = await freezeWrites.reconcile(PARAMS, on.read(2))
    if (found.kind !== 'done') throw new Error(found.kind)
    expect(found.receipt).toMatchObject({ previous_value: '{TrueIfReplica}', token: tokenOf(1) })
    frozen(found.receipt)
    await play(on, releaseFreeze, RELEASE)
    expect(await groupNow(on.bench, 'read_only')).toEqual({ value: '{TrueIfReplica}', tags: [] })
  })

  it('is not verified while RDS has not put it in force', async () => {
    await createInstance(on.bench)
    const receipt = await play(on, freezeWrites, PARAMS)
    expect(await passed(freezeWrites.verify(PARAMS, receipt, on.read()))).toBe(false)
    applied()
    expect(await passed(freezeWrites.verify(PARAMS, receipt, on.read()))).toBe(true)
  })

  it('is not verified when the instance got another parameter group', async () => {
    const rds = await createInstance(on.bench)
    const receipt = await play(on, freezeWrites, PARAMS)
    const other = { DBParameterGroupName: 'other', DBParameterGroupFamily: 'postgres16', Description: 'o' }
    await rds.createDBParameterGroup(other)
    await rds.modifyDBInstance({
      DBInstanceIdentifier: 'orders',
      DBParameterGroupName: 'other',
      ApplyImmediately: true,
    })
    on.bench.clock.advance(HOUR_MS)
    expect(await passed(freezeWrites.verify(PARAMS, receipt, on.read()))).toBe(false)
  })

  it('names the other freeze that holds the instance, and takes a tag without one for left behind', async () => {
    const rds = await createInstance(on.bench)
    const Tags = [{ Key: 'cutover:freeze', Value: 'feedbeef default' }]
    await rds.addTagsToResource({ ResourceName: GROUP_ARN, Tags })
    expect((await freezeWrites.preview(PARAMS, on.read())).blockers).toEqual([])
    await setParameter(on.bench, 'default_transaction_read_only', '1')
    expect((await freezeWrites.preview(PARAMS, on.read())).blockers).toEqual([
      expect.stringContaining('already frozen by the freeze feedbeef'),
    ])
  })

  it('warns of what a parameter does not stop', async () => {
    await createInstance(on.bench)
    const exempt_principal_arns = [`arn:aws:iam::${SOURCE_ACCOUNT}:role/copier`]
    const { warnings } = await freezeWrites.preview({ ...PARAMS, exempt_principal_arns }, on.read())
    expect(warnings).toEqual([
      expect.stringContaining('a default and no lock'),
      expect.stringContaining('role/copier cannot be exempted'),
    ])
  })

  it("keeps a stranger's change made during the freeze, says so, and removes its own tag", async () => {
    await createInstance(on.bench)
    frozen(await play(on, freezeWrites, PARAMS))
    await setParameter(on.bench, 'default_transaction_read_only', '0')
    const seen = await releaseFreeze.preview(RELEASE, on.read())
    expect([seen.alreadyDone, seen.warnings]).toEqual([false, [expect.stringContaining('change is kept')]])
    const receipt = await releaseFreeze.execute(RELEASE, on.write(seen))
    expect(receipt).toMatchObject({ remains: expect.stringContaining('that change stays') })
    expect(await groupNow(on.bench, 'default_transaction_read_only')).toEqual({ value: '0', tags: [] })
    expect(await passed(releaseFreeze.verify(RELEASE, receipt, on.read()))).toBe(true)
  })

  it('is not put back over another instance that uses the group by now', async () => {
    if (typeof releaseFreeze.rollback === 'string') throw new Error('a release has an inverse')
    const rds = await createInstance(on.bench)
    frozen(await play(on, freezeWrites, PARAMS))
    const receipt = await play(on, releaseFreeze, RELEASE)
    await rds.createDBInstance({
      DBInstanceIdentifier: 'invoices',
      Engine: 'postgres',
      DBInstanceClass: 'db.t4g.medium',
      AllocatedStorage: 20,
      MasterUsername: 'invoices',
      MasterUserPassword: 'hunter2-hunter2',
      DBParameterGroupName: GROUP,
    })
    const approved = await releaseFreeze.preview(RELEASE, on.read())
    await expect(releaseFreeze.rollback.run(RELEASE, receipt, on.write(approved))).rejects.toThrow(
      /orders-own/,
    )
    expect(await groupNow(on.bench, 'default_transaction_read_only')).toEqual({ value: null, tags: [] })
  })

  it('leaves no tag behind when it is rolled back half-way', async () => {
    if (typeof freezeWrites.rollback === 'string') throw new Error('a freeze has an inverse')
    await createInstance(on.bench)
    on.bench.simulator.faults.add({ match: { operation: 'ModifyDBParameterGroup' }, fault: { kind: 'deny' } })
    await expect(play(on, freezeWrites, PARAMS)).rejects.toThrow()
    expect(await passed(freezeWrites.rollback.verify(PARAMS, null, on.read()))).toBe(false)
    const approved = await freezeWrites.preview(PARAMS, on.read())
    await freezeWrites.rollback.run(PARAMS, null, on.write(approved))
    expect(await groupNow(on.bench, 'default_transaction_read_only')).toEqual({ value: null, tags: [] })
    expect(await passed(freezeWrites.rollback.verify(PARAMS, null, on.read()))).toBe(true)
  })

  it('is put back by the rollback of its release', async () => {
    if (typeof releaseFreeze.rollback === 'string') throw new Error('a release has an inverse')
    await createInstance(on.bench)
    frozen(await play(on, freezeWrites, PARAMS))
    const receipt = await play(on, releaseFreeze, RELEASE)
    const approved = await releaseFreeze.preview(RELEASE, on.read())
    await releaseFreeze.rollback.run(RELEASE, receipt, on.write(approved))
    expect(await groupNow(on.bench, 'default_transaction_read_only')).toEqual({
      value: '1',
      tags: ['cutover:freeze'],
    })
  })
})

test('a rehearsal has the instance that the plan freezes, with a parameter group of its own', async () => {
  const { read, facts } = createBench()
  const freeze = { datastore_arn: ARN, duration_minutes: 30, role: 'begin' } as const
  const step = { ...stepFor(freezeWrites, PARAMS), resource_arn: ARN, freeze }
  const { simulator, credentials } = simulatorFor({ facts, steps: [step], datastores: [] })
  const factory = staticAwsFactory({
    source: { ...facts.source, credentials: credentials.source },
    target: { ...facts.target, credentials: credentials.target },
    address: { kind: 'in-process', requestHandler: simulator.requestHandler() },
    readAttempts: 1,
  })
  const ctx = { ...read(step), source: factory.open('source', 'read', () => {}) }
  expect((await freezeWrites.preview(PARAMS, ctx)).blockers).toEqual([])
})
