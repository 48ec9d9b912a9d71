import {
  CreateDBInstanceCommand,
  CreateDBInstanceReadReplicaCommand,
  DeleteDBInstanceCommand,
  DescribeDBInstancesCommand,
  ModifyDBInstanceCommand,
  PromoteReadReplicaCommand,
} from '@aws-sdk/client-rds'
import { MINUTE_MS, refusal } from '../../common/two-accounts.js'
import { withDatabase } from '../setup.js'

const create = (DBInstanceIdentifier: string) =>
  new CreateDBInstanceCommand({
    DBInstanceIdentifier,
    DBInstanceClass: 'db.t4g.small',
    Engine: 'mysql',
    AllocatedStorage: 20,
    MasterUsername: 'admin',
    MasterUserPassword: 'not-kept-anywhere',
    StorageEncrypted: true,
  })

test('a new instance becomes available and keeps no password in the world', async () => {
  const { source, world, clock, statusOf } = withDatabase()
  await source.send(create('shop'))
  expect(await statusOf(source, 'shop')).toBe('creating')
  clock.advance(5 * MINUTE_MS)
  expect(await statusOf(source, 'shop')).toBe('available')
  expect(JSON.stringify(world)).not.toContain('not-kept-anywhere')
  expect((await refusal(source.send(create('SHOP')))).name).toBe('DBInstanceAlreadyExistsFault')
  expect((await refusal(source.send(create('-shop')))).name).toBe('InvalidParameterValue')
})

test('at a duration scale of zero everything is immediate', async () => {
  const { source, statusOf } = withDatabase({ durationScale: 0 })
  await source.send(create('shop'))
  expect(await statusOf(source, 'shop')).toBe('available')
})

test('changes wait unless they are applied immediately, and are pending until then', async () => {
  const { source, clock, statusOf } = withDatabase()
  const pendingOf = async () => {
    const answer = await source.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'orders' }))
    return answer.DBInstances?.[0]
  }
  const bigger = { DBInstanceIdentifier: 'orders', AllocatedStorage: 100 }
  await source.send(new ModifyDBInstanceCommand(bigger))
  clock.advance(60 * MINUTE_MS)
  expect(await pendingOf()).toMatchObject({
    AllocatedStorage: 50,
    PendingModifiedValues: { AllocatedStorage: 100 },
  })
  await source.send(new ModifyDBInstanceCommand({ ...bigger, ApplyImmediately: true }))
  expect(await statusOf(source, 'orders')).toBe('modifying')
  clock.advance(MINUTE_MS)
  expect(await pendingOf()).toMatchObject({ AllocatedStorage: 100, DBInstanceStatus: 'available' })
  expect((await pendingOf())?.PendingModifiedValues?.AllocatedStorage).toBeUndefined()
})

test('a renamed instance is found under its new name only', async () => {
  const { source, clock, statusOf } = withDatabase()
  await source.send(
    new ModifyDBInstanceCommand({
      DBInstanceIdentifier: 'orders',
      NewDBInstanceIdentifier: 'orders-old',
      ApplyImmediately: true,
    }),
  )
  clock.advance(MINUTE_MS)
  expect(await statusOf(source, 'orders-old')).toBe('available')
  expect((await refusal(statusOf(source, 'orders'))).name).toBe('DBInstanceNotFoundFault')
})

test('an instance is deleted only with a final snapshot or an explicit renunciation, and never when protected', async () => {
  const { source, clock, statusOf, snapshotOf } = withDatabase()
  const remove = (change: object) =>
    source.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: 'orders', ...change }))
  expect(await refusal(remove({}))).toEqual({
    name: 'InvalidParameterCombination',
    message: 'FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.',
  })
  await source.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: 'orders', DeletionProtection: true }))
  expect((await refusal(remove({ SkipFinalSnapshot: true }))).message).toBe(
    'Cannot delete protected DB Instance, please disable deletion protection and try again.',
  )
  await source.send(
    new ModifyDBInstanceCommand({ DBInstanceIdentifier: 'orders', DeletionProtection: false }),
  )
  expect((await refusal(remove({ FinalDBSnapshotIdentifier: 'orders-final' }))).name).toBe(
    'DBSnapshotAlreadyExistsFault',
  )
  await remove({ FinalDBSnapshotIdentifier: 'orders-last' })
  expect(await statusOf(source, 'orders')).toBe('deleting')
  expect((await refusal(remove({ SkipFinalSnapshot: true }))).name).toBe('InvalidDBInstanceStateFault')
  clock.advance(10 * MINUTE_MS)
  expect((await refusal(statusOf(source, 'orders'))).name).toBe('DBInstanceNotFoundFault')
  expect((await snapshotOf(source, 'orders-last'))?.Status).toBe('available')
})

test('a read replica is promoted when it is available, and then has no source any more', async () => {
  const { source, clock, statusOf } = withDatabase()
  const promote = new PromoteReadReplicaCommand({ DBInstanceIdentifier: 'orders-replica' })
  await source.send(
    new CreateDBInstanceReadReplicaCommand({
      DBInstanceIdentifier: 'orders-replica',
      SourceDBInstanceIdentifier: 'orders',
    }),
  )
  expect((await refusal(source.send(promote))).name).toBe('InvalidDBInstanceStateFault')
  clock.advance(10 * MINUTE_MS)
  const read = async () => (await source.send(new DescribeDBInstancesCommand({}))).DBInstances ?? []
  const [primary, replica] = await read()
  expect(primary?.ReadReplicaDBInstanceIdentifiers).toEqual(['orders-replica'])
  expect(replica?.ReadReplicaSourceDBInstanceIdentifier).toBe('orders')
  await source.send(promote)
  const seen: (string | undefined)[] = []
  for (let i = 0; i < 16; i++) {
    const status = await statusOf(source, 'orders-replica')
    if (seen.at(-1) !== status) seen.push(status)
    clock.advance(10_000)
  }
  expect(seen).toEqual(['modifying', 'rebooting', 'backing-up', 'available'])
  expect((await read())[1]?.ReadReplicaSourceDBInstanceIdentifier).toBeUndefined()
  expect((await refusal(source.send(promote))).message).toBe('DB Instance is not a read replica.')
})
