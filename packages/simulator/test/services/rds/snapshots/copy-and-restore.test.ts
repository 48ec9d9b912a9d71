import { CreateGrantCommand, DisableKeyCommand } from '@aws-sdk/client-kms'
import {
  CopyDBSnapshotCommand,
  type CopyDBSnapshotCommandInput,
  DescribeDBInstancesCommand,
  ListTagsForResourceCommand,
  ModifyDBSnapshotAttributeCommand,
  RestoreDBInstanceFromDBSnapshotCommand,
  type RestoreDBInstanceFromDBSnapshotCommandInput,
} from '@aws-sdk/client-rds'
import { planJobFault } from '../../../../src/services/common/job-fault.js'
import { putSecurityGroup } from '../../../../src/services/rds/network.js'
import { MINUTE_MS, refusal, SECOND_MS, TARGET } from '../../common/two-accounts.js'
import { withDatabase } from '../setup.js'

function withShared() {
  const setup = withDatabase()
  const { source, sourceKms, target, key, targetKey, snapshot, clock } = setup
  return {
    ...setup,
    share: () =>
      source.send(
        new ModifyDBSnapshotAttributeCommand({
          DBSnapshotIdentifier: 'orders-final',
          AttributeName: 'restore',
          ValuesToAdd: [TARGET],
        }),
      ),
    grant: async (...Operations: ('Decrypt' | 'DescribeKey' | 'CreateGrant')[]) => {
      await sourceKms.send(
        new CreateGrantCommand({
          KeyId: key.arn,
          GranteePrincipal: `arn:aws:iam::${TARGET}:root`,
          Operations,
        }),
      )
      clock.advance(5 * SECOND_MS)
    },
    copy: (change: Partial<CopyDBSnapshotCommandInput> = {}) =>
      target.send(
        new CopyDBSnapshotCommand({
          SourceDBSnapshotIdentifier: snapshot.arn,
          TargetDBSnapshotIdentifier: 'orders-copy',
          KmsKeyId: targetKey.arn,
          ...change,
        }),
      ),
    restore: (change: Partial<RestoreDBInstanceFromDBSnapshotCommandInput> = {}) =>
      target.send(
        new RestoreDBInstanceFromDBSnapshotCommand({
          DBInstanceIdentifier: 'orders-new',
          DBSnapshotIdentifier: 'orders-copy',
          DBSubnetGroupName: 'orders',
          DBParameterGroupName: 'orders-pg16',
          VpcSecurityGroupIds: ['sg-1'],
          Tags: [{ Key: 'cutover', Value: 'run-1' }],
          ...change,
        }),
      ),
  }
}

async function withCopy() {
  const setup = withShared()
  await setup.share()
  await setup.grant('Decrypt', 'DescribeKey', 'CreateGrant')
  await setup.copy()
  setup.clock.advance(10 * MINUTE_MS)
  return setup
}

test('a shared encrypted snapshot is copied once share, grant and target key are all there', async () => {
  const { share, grant, copy, clock, target, snapshotOf, targetKey, snapshot } = withShared()
  expect((await refusal(copy())).name).toBe('DBSnapshotNotFoundFault')
  await share()
  expect((await refusal(copy())).message).toContain('The source snapshot KMS key')
  await grant('Decrypt', 'DescribeKey')
  const halfGranted = await refusal(copy())
  expect(halfGranted.name).toBe('KMSKeyNotAccessibleFault')
  await grant('Decrypt', 'DescribeKey', 'CreateGrant')
  expect((await refusal(copy({ KmsKeyId: undefined }))).name).toBe('InvalidParameterValue')
  expect(await refusal(copy({ KmsKeyId: 'alias/none' }))).toEqual({
    name: 'KMSKeyNotAccessibleFault',
    message:
      'The target KMS key [alias/none] does not exist, is not enabled or you do not have permissions to access it.',
  })
  const started = await copy()
  expect(started.DBSnapshot).toMatchObject({ Status: 'creating', PercentProgress: 0, SnapshotType: 'manual' })
  clock.advance(140 * SECOND_MS)
  expect(await snapshotOf(target, 'orders-copy')).toMatchObject({ Status: 'creating', PercentProgress: 50 })
  clock.advance(140 * SECOND_MS)
  expect(await snapshotOf(target, 'orders-copy')).toMatchObject({
    Status: 'available',
    PercentProgress: 100,
    KmsKeyId: targetKey.arn,
    SourceDBSnapshotIdentifier: snapshot.arn,
    AllocatedStorage: 50,
    Engine: 'postgres',
  })
  expect((await refusal(copy())).name).toBe('DBSnapshotAlreadyExistsFault')
})

test('a copy that was planned to fail ends as failed', async () => {
  const { world, share, grant, copy, clock, target, snapshotOf } = withShared()
  await share()
  await grant('Decrypt', 'DescribeKey', 'CreateGrant')
  planJobFault(
    world,
    { service: 'rds', operation: 'CopyDBSnapshot', resourceId: 'orders-copy' },
    { kind: 'fail' },
  )
  await copy()
  clock.advance(10 * MINUTE_MS)
  expect((await snapshotOf(target, 'orders-copy'))?.Status).toBe('failed')
})

test('a snapshot that is shared and encrypted cannot be restored before it is copied', async () => {
  const { share, grant, restore, snapshot } = withShared()
  await share()
  await grant('Decrypt', 'DescribeKey', 'CreateGrant')
  expect((await refusal(restore({ DBSnapshotIdentifier: snapshot.arn }))).name).toBe(
    'InvalidDBSnapshotStateFault',
  )
})

test('a restored instance passes through its statuses and carries over engine, size and key', async () => {
  const { restore, target, statusOf, clock, targetKey } = await withCopy()
  const { DBInstance } = await restore()
  expect(DBInstance?.Endpoint).toBeUndefined()
  const seen: (string | undefined)[] = []
  for (let i = 0; i < 42; i++) {
    const status = await statusOf(target, 'orders-new')
    if (seen.at(-1) !== status) seen.push(status)
    clock.advance(10 * SECOND_MS)
  }
  expect(seen).toEqual(['creating', 'backing-up', 'modifying', 'available'])
  const answer = await target.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'orders-new' }))
  const restored = answer.DBInstances?.[0]
  expect(restored).toMatchObject({
    Engine: 'postgres',
    AllocatedStorage: 50,
    StorageEncrypted: true,
    KmsKeyId: targetKey.arn,
    DBSubnetGroup: expect.objectContaining({ DBSubnetGroupName: 'orders', VpcId: 'vpc-7' }),
    DBParameterGroups: [{ DBParameterGroupName: 'orders-pg16', ParameterApplyStatus: 'in-sync' }],
    VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1', Status: 'active' }],
    Endpoint: expect.objectContaining({ Port: 5432 }),
  })
  expect(Object.values(restored?.PendingModifiedValues ?? {}).filter((value) => value !== undefined)).toEqual(
    [],
  )
  const tags = await target.send(new ListTagsForResourceCommand({ ResourceName: restored?.DBInstanceArn }))
  expect(tags.TagList).toEqual([{ Key: 'cutover', Value: 'run-1' }])
})

test('a restore names what is missing and what is in the way', async () => {
  const { world, restore } = await withCopy()
  expect((await refusal(restore({ DBSubnetGroupName: 'none' }))).name).toBe('DBSubnetGroupNotFoundFault')
  expect((await refusal(restore({ DBParameterGroupName: 'none' }))).name).toBe(
    'DBParameterGroupNotFoundFault',
  )
  expect((await refusal(restore({ DBSnapshotIdentifier: 'none' }))).name).toBe('DBSnapshotNotFoundFault')
  putSecurityGroup(world, TARGET, 'sg-2')
  expect(await refusal(restore())).toEqual({
    name: 'InvalidParameterValue',
    message: 'Invalid security group , groupId= sg-1, groupName=.',
  })
  await restore({ VpcSecurityGroupIds: ['sg-2'] })
  expect((await refusal(restore())).name).toBe('DBInstanceAlreadyExistsFault')
})

test('a copy whose key was disabled cannot be restored', async () => {
  const { restore, as, targetKey } = await withCopy()
  const { KMSClient } = await import('@aws-sdk/client-kms')
  await new KMSClient(as(TARGET)).send(new DisableKeyCommand({ KeyId: targetKey.id }))
  expect((await refusal(restore())).name).toBe('KMSKeyNotAccessibleFault')
})

test('a restore that was planned to fail stays in the status of its failure', async () => {
  const { world, restore, target, statusOf, clock } = await withCopy()
  planJobFault(
    world,
    { service: 'rds', operation: 'RestoreDBInstanceFromDBSnapshot', resourceId: 'orders-new' },
    {
      kind: 'fail',
      status: 'incompatible-network',
    },
  )
  await restore()
  expect(await statusOf(target, 'orders-new')).toBe('creating')
  clock.advance(60 * MINUTE_MS)
  expect(await statusOf(target, 'orders-new')).toBe('incompatible-network')
})
