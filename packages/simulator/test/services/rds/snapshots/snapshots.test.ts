import {
  CreateDBSnapshotCommand,
  DeleteDBSnapshotCommand,
  DescribeDBSnapshotAttributesCommand,
  DescribeDBSnapshotsCommand,
  ModifyDBSnapshotAttributeCommand,
} from '@aws-sdk/client-rds'
import { managedKey } from '../../../../src/services/kms/managed.js'
import { createSnapshot } from '../../../../src/services/rds/build.js'
import { REGION, refusal, SECOND_MS, SOURCE, START_MS, TARGET } from '../../common/two-accounts.js'
import { withDatabase } from '../setup.js'

const share = (DBSnapshotIdentifier: string, ...ValuesToAdd: string[]) =>
  new ModifyDBSnapshotAttributeCommand({ DBSnapshotIdentifier, AttributeName: 'restore', ValuesToAdd })

test('a snapshot is made in time that depends on its size, and the instance is backing up meanwhile', async () => {
  const { source, clock, statusOf, snapshotOf } = withDatabase()
  const made = await source.send(
    new CreateDBSnapshotCommand({ DBInstanceIdentifier: 'orders', DBSnapshotIdentifier: 'now' }),
  )
  expect(made.DBSnapshot).toMatchObject({ Status: 'creating', PercentProgress: 0, Encrypted: true })
  expect(await statusOf(source, 'orders')).toBe('backing-up')
  const second = new CreateDBSnapshotCommand({ DBInstanceIdentifier: 'orders', DBSnapshotIdentifier: 'then' })
  expect((await refusal(source.send(second))).name).toBe('InvalidDBInstanceStateFault')
  clock.advance(70 * SECOND_MS)
  expect(await snapshotOf(source, 'now')).toMatchObject({ Status: 'creating', PercentProgress: 50 })
  clock.advance(70 * SECOND_MS)
  expect(await snapshotOf(source, 'now')).toMatchObject({ Status: 'available', PercentProgress: 100 })
  expect(await statusOf(source, 'orders')).toBe('available')
})

test('another account neither sees nor names a snapshot until it is shared with it', async () => {
  const { source, target, snapshot } = withDatabase()
  const byArn = new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: snapshot.arn, IncludeShared: true })
  expect((await refusal(target.send(byArn))).name).toBe('DBSnapshotNotFoundFault')
  await source.send(share('orders-final', TARGET))
  const { DBSnapshots } = await target.send(byArn)
  expect(DBSnapshots).toEqual([
    expect.objectContaining({
      DBSnapshotIdentifier: snapshot.arn,
      DBSnapshotArn: snapshot.arn,
      SnapshotType: 'shared',
    }),
  ])
  const own = await target.send(new DescribeDBSnapshotsCommand({}))
  expect(own.DBSnapshots).toEqual([])
  const shared = await target.send(new DescribeDBSnapshotsCommand({ SnapshotType: 'shared' }))
  expect(shared.DBSnapshots).toHaveLength(1)
})

test('sharing is idempotent, is shown as the restore attribute and can be taken back', async () => {
  const { source } = withDatabase()
  await source.send(share('orders-final', TARGET))
  await source.send(share('orders-final', TARGET))
  const attributes = new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier: 'orders-final' })
  const before = await source.send(attributes)
  expect(before.DBSnapshotAttributesResult?.DBSnapshotAttributes).toEqual([
    { AttributeName: 'restore', AttributeValues: [TARGET] },
  ])
  await source.send(
    new ModifyDBSnapshotAttributeCommand({
      DBSnapshotIdentifier: 'orders-final',
      AttributeName: 'restore',
      ValuesToRemove: [TARGET],
    }),
  )
  const after = await source.send(attributes)
  expect(after.DBSnapshotAttributesResult?.DBSnapshotAttributes?.[0]?.AttributeValues ?? []).toEqual([])
})

test('a snapshot cannot be shared with more than twenty accounts, nor an encrypted one with all', async () => {
  const { source } = withDatabase()
  const many = Array.from({ length: 20 }, (_, i) => String(300_000_000_000 + i))
  await source.send(share('orders-final', ...many))
  expect((await refusal(source.send(share('orders-final', TARGET)))).name).toBe(
    'SharedSnapshotQuotaExceededFault',
  )
  expect((await refusal(source.send(share('orders-final', 'all')))).name).toBe('InvalidParameterCombination')
})

test('neither an automated snapshot nor one under the default key can be shared', async () => {
  const { source, world, instance } = withDatabase()
  const managed = managedKey(
    world,
    { region: REGION, accountId: SOURCE, aliasName: 'alias/aws/rds' },
    START_MS,
  )
  const place = {
    accountId: SOURCE,
    region: REGION,
    nowMs: START_MS,
    scope: 'instance',
    source: instance,
  } as const
  createSnapshot(world, { ...place, id: 'auto', type: 'automated', database: instance.database })
  createSnapshot(world, {
    ...place,
    id: 'default-key',
    database: { ...instance.database, kmsKeyArn: managed?.arn },
  })
  expect((await refusal(source.send(share('auto', TARGET)))).name).toBe('InvalidDBSnapshotStateFault')
  expect(await refusal(source.send(share('default-key', TARGET)))).toEqual({
    name: 'InvalidParameterCombination',
    message: 'Sharing snapshots encrypted with the default service key for RDS is currently not supported.',
  })
})

test('snapshots come in pages that together hold each of them once, and can be filtered', async () => {
  const { source, world, instance } = withDatabase()
  for (let i = 0; i < 44; i++) {
    createSnapshot(world, {
      accountId: SOURCE,
      region: REGION,
      nowMs: START_MS,
      id: `many-${i}`,
      scope: 'instance',
      source: { id: 'elsewhere' },
      database: instance.database,
    })
  }
  const seen: (string | undefined)[] = []
  let Marker: string | undefined
  do {
    const answer = await source.send(new DescribeDBSnapshotsCommand({ MaxRecords: 20, Marker }))
    seen.push(...(answer.DBSnapshots ?? []).map((found) => found.DBSnapshotIdentifier))
    Marker = answer.Marker
  } while (Marker !== undefined)
  expect(new Set(seen).size).toBe(45)
  expect(seen).toHaveLength(45)
  const Filters = [{ Name: 'db-instance-id', Values: ['orders'] }]
  const filtered = await source.send(new DescribeDBSnapshotsCommand({ Filters }))
  expect(filtered.DBSnapshots?.map((found) => found.DBSnapshotIdentifier)).toEqual(['orders-final'])
})

test('a snapshot is deleted by its owner alone', async () => {
  const { source, target, snapshot } = withDatabase()
  await source.send(share('orders-final', TARGET))
  const remove = new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: snapshot.arn })
  expect((await refusal(target.send(remove))).name).toBe('DBSnapshotNotFoundFault')
  await source.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: 'orders-final' }))
  expect((await refusal(source.send(remove))).name).toBe('DBSnapshotNotFoundFault')
})
