import { KMSClient } from '@aws-sdk/client-kms'
import { DescribeDBInstancesCommand, DescribeDBSnapshotsCommand, RDSClient } from '@aws-sdk/client-rds'
import { putKey } from '../../../src/services/kms/state.js'
import { createSnapshot, databaseOf, putInstance } from '../../../src/services/rds/build.js'
import { INSTANCE_GROUPS, putParameterGroup } from '../../../src/services/rds/parameters/family.js'
import { putSubnetGroup } from '../../../src/services/rds/subnet-groups.js'
import { REGION, SOURCE, START_MS, TARGET, twoAccounts } from '../common/two-accounts.js'

/** A source account with an encrypted database and its snapshot, and a target account ready to receive it. */
export function withDatabase(options: { durationScale?: number } = {}) {
  const accounts = twoAccounts(options)
  const { world } = accounts.simulator
  const place = { region: REGION, nowMs: START_MS }
  const key = putKey(world, { ...place, accountId: SOURCE })
  const targetKey = putKey(world, { ...place, accountId: TARGET })
  const database = databaseOf({ engine: 'postgres', allocatedGiB: 50, kmsKeyArn: key.arn })
  const instance = putInstance(world, { ...place, accountId: SOURCE, id: 'orders', database })
  const snapshot = createSnapshot(world, {
    ...place,
    accountId: SOURCE,
    id: 'orders-final',
    scope: 'instance',
    source: instance,
    database,
  })
  const subnetIds = ['subnet-1', 'subnet-2']
  putSubnetGroup(world, { ...place, accountId: TARGET, name: 'orders', subnetIds, vpcId: 'vpc-7' })
  putParameterGroup(world, INSTANCE_GROUPS, {
    ...place,
    accountId: TARGET,
    name: 'orders-pg16',
    family: 'postgres16',
  })
  const source = new RDSClient(accounts.as(SOURCE))
  const target = new RDSClient(accounts.as(TARGET))
  return {
    ...accounts,
    world,
    key,
    targetKey,
    instance,
    snapshot,
    source,
    target,
    sourceKms: new KMSClient(accounts.as(SOURCE)),
    statusOf: async (client: RDSClient, DBInstanceIdentifier: string) => {
      const answer = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }))
      return answer.DBInstances?.[0]?.DBInstanceStatus
    },
    snapshotOf: async (client: RDSClient, DBSnapshotIdentifier: string) => {
      const answer = await client.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier }))
      return answer.DBSnapshots?.[0]
    },
  }
}
