import {
  CopyDBClusterSnapshotCommand,
  CreateDBClusterCommand,
  CreateDBClusterSnapshotCommand,
  CreateDBInstanceCommand,
  DeleteDBClusterCommand,
  DeleteDBClusterSnapshotCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBClustersCommand,
  ModifyDBClusterSnapshotAttributeCommand,
  PromoteReadReplicaDBClusterCommand,
  RestoreDBClusterFromSnapshotCommand,
} from '@aws-sdk/client-rds'
import { MINUTE_MS, refusal, SOURCE, TARGET } from '../../common/two-accounts.js'
import { withDatabase } from '../setup.js'

async function withCluster(change: object = {}) {
  const setup = withDatabase()
  const { source, clock } = setup
  const made = await source.send(
    new CreateDBClusterCommand({
      DBClusterIdentifier: 'ledger',
      Engine: 'aurora-postgresql',
      MasterUsername: 'admin',
      MasterUserPassword: 'not-kept-anywhere',
      ...change,
    }),
  )
  clock.advance(10 * MINUTE_MS)
  const find = async (client = source, DBClusterIdentifier = 'ledger') =>
    (await client.send(new DescribeDBClustersCommand({ DBClusterIdentifier }))).DBClusters?.[0]
  return { ...setup, arn: made.DBCluster?.DBClusterArn, find }
}

const addInstance = new CreateDBInstanceCommand({
  DBInstanceIdentifier: 'ledger-1',
  DBClusterIdentifier: 'ledger',
  Engine: 'aurora-postgresql',
  DBInstanceClass: 'db.r6g.large',
})

test('a cluster has the instances that were created into it, and the first of them writes', async () => {
  const { source, find } = await withCluster()
  await source.send(addInstance)
  expect((await find())?.DBClusterMembers).toEqual([
    expect.objectContaining({ DBInstanceIdentifier: 'ledger-1', IsClusterWriter: true }),
  ])
  const remove = source.send(
    new DeleteDBClusterCommand({ DBClusterIdentifier: 'ledger', SkipFinalSnapshot: true }),
  )
  expect(await refusal(remove)).toEqual({
    name: 'InvalidDBClusterStateFault',
    message: 'Cluster cannot be deleted, it still contains DB instances in non-deleting state.',
  })
})

test('a shared cluster snapshot is restored in the other account, as a cluster without instances', async () => {
  const { source, target, clock, find } = await withCluster()
  const DBClusterSnapshotIdentifier = 'ledger-final'
  await source.send(
    new CreateDBClusterSnapshotCommand({ DBClusterIdentifier: 'ledger', DBClusterSnapshotIdentifier }),
  )
  clock.advance(10 * MINUTE_MS)
  await source.send(
    new ModifyDBClusterSnapshotAttributeCommand({
      DBClusterSnapshotIdentifier,
      AttributeName: 'restore',
      ValuesToAdd: [TARGET],
    }),
  )
  const SnapshotIdentifier = `arn:aws:rds:eu-west-1:${SOURCE}:cluster-snapshot:ledger-final`
  await target.send(
    new RestoreDBClusterFromSnapshotCommand({
      DBClusterIdentifier: 'ledger-new',
      Engine: 'aurora-postgresql',
      SnapshotIdentifier,
    }),
  )
  expect(await find(target, 'ledger-new')).toMatchObject({ Status: 'creating' })
  clock.advance(10 * MINUTE_MS)
  const restored = await find(target, 'ledger-new')
  expect(restored).toMatchObject({ Status: 'available', MasterUsername: 'admin' })
  expect(restored?.DBClusterMembers ?? []).toEqual([])
})

test('a copy of a cluster snapshot is copying until it is available', async () => {
  const { source, clock } = await withCluster()
  const statusOf = async (DBClusterSnapshotIdentifier: string) =>
    (await source.send(new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier })))
      .DBClusterSnapshots?.[0]?.Status
  await source.send(
    new CreateDBClusterSnapshotCommand({ DBClusterIdentifier: 'ledger', DBClusterSnapshotIdentifier: 'one' }),
  )
  const copy = new CopyDBClusterSnapshotCommand({
    SourceDBClusterSnapshotIdentifier: 'one',
    TargetDBClusterSnapshotIdentifier: 'two',
  })
  expect((await refusal(source.send(copy))).name).toBe('InvalidDBClusterSnapshotStateFault')
  clock.advance(2 * MINUTE_MS)
  await source.send(copy)
  expect(await statusOf('two')).toBe('copying')
  clock.advance(5 * MINUTE_MS)
  expect(await statusOf('two')).toBe('available')
  expect((await refusal(statusOf('none'))).name).toBe('DBClusterSnapshotNotFoundFault')
})

test('a copy of a cluster snapshot is cancelled by deleting it while it is copying', async () => {
  const { source, clock } = await withCluster()
  const one = { DBClusterIdentifier: 'ledger', DBClusterSnapshotIdentifier: 'one' }
  await source.send(new CreateDBClusterSnapshotCommand(one))
  const remove = (DBClusterSnapshotIdentifier: string) =>
    source.send(new DeleteDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier }))
  expect((await refusal(remove('one'))).name).toBe('InvalidDBClusterSnapshotStateFault')
  clock.advance(2 * MINUTE_MS)
  await source.send(
    new CopyDBClusterSnapshotCommand({
      SourceDBClusterSnapshotIdentifier: 'one',
      TargetDBClusterSnapshotIdentifier: 'two',
    }),
  )
  await remove('two')
  const two = new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier: 'two' })
  expect((await refusal(source.send(two))).name).toBe('DBClusterSnapshotNotFoundFault')
})

test('a replica cluster stands alone after its promotion, and a cluster that is none is refused', async () => {
  const source = 'arn:aws:rds:eu-central-1:111111111111:cluster:ledger-primary'
  const setup = await withCluster({ ReplicationSourceIdentifier: source })
  const promote = new PromoteReadReplicaDBClusterCommand({ DBClusterIdentifier: 'ledger' })
  expect((await setup.find())?.ReplicationSourceIdentifier).toBe(source)
  await setup.source.send(promote)
  expect((await setup.find())?.Status).toBe('promoting')
  setup.clock.advance(2 * MINUTE_MS)
  const promoted = await setup.find()
  expect(promoted).toMatchObject({ Status: 'available' })
  expect(promoted?.ReplicationSourceIdentifier).toBeUndefined()
  expect((await refusal(setup.source.send(promote))).name).toBe('InvalidDBClusterStateFault')
})
