import type { AwsAccount } from '../../../src/aws/account.js'
import type { Side } from '../../../src/model/step.js'
import { type Bench, REGION, SOURCE_ACCOUNT, TARGET_ACCOUNT } from '../kit/bench.js'

export type DatabaseKind = 'db-instance' | 'db-cluster'

export const SNAPSHOT_ID = 'orders-before-cutover'
export const COPY_ID = 'orders-copy'
export const SUBNET_GROUP = 'orders-private'
export const SECURITY_GROUP = 'sg-0a1b2c3d4e5f60718'
const HOUR_MS = 3_600_000

/** The ARN of the source account's snapshot. */
export function sharedArn(kind: DatabaseKind): string {
  const word = kind === 'db-instance' ? 'snapshot' : 'cluster-snapshot'
  return `arn:aws:rds:${REGION}:${SOURCE_ACCOUNT}:${word}:${SNAPSHOT_ID}`
}

export async function createKey(bench: Bench, side: Side): Promise<string> {
  const kms = await bench.account(side).service('kms')
  const { KeyMetadata } = await kms.createKey({ Description: `orders of the ${side}` })
  return KeyMetadata?.Arn ?? ''
}

/** A database of the source account, available. `key`: null for none, `default` for the service's own. */
export async function createDatabase(bench: Bench, kind: DatabaseKind, key: string | null): Promise<void> {
  const rds = await bench.account('source').service('rds')
  const encryption =
    key === null
      ? { StorageEncrypted: false }
      : { StorageEncrypted: true, ...(key === 'default' ? {} : { KmsKeyId: key }) }
  const common = { MasterUsername: 'orders', MasterUserPassword: 'hunter2-hunter2', ...encryption }
  if (kind === 'db-instance') {
    await rds.createDBInstance({
      DBInstanceIdentifier: 'orders',
      Engine: 'postgres',
      DBInstanceClass: 'db.t4g.medium',
      AllocatedStorage: 20,
      ...common,
    })
  } else {
    await rds.createDBCluster({ DBClusterIdentifier: 'orders', Engine: 'aurora-postgresql', ...common })
  }
  bench.clock.advance(HOUR_MS)
}

/** Takes a manual snapshot of it; available unless `unfinished`. */
export async function takeSnapshot(bench: Bench, kind: DatabaseKind, unfinished = false): Promise<void> {
  const rds = await bench.account('source').service('rds')
  if (kind === 'db-instance') {
    await rds.createDBSnapshot({ DBInstanceIdentifier: 'orders', DBSnapshotIdentifier: SNAPSHOT_ID })
  } else {
    await rds.createDBClusterSnapshot({
      DBClusterIdentifier: 'orders',
      DBClusterSnapshotIdentifier: SNAPSHOT_ID,
    })
  }
  if (!unfinished) bench.clock.advance(HOUR_MS)
}

export async function shareSnapshot(
  bench: Bench,
  kind: DatabaseKind,
  accounts: readonly string[] = [TARGET_ACCOUNT],
): Promise<void> {
  const rds = await bench.account('source').service('rds')
  const change = { AttributeName: 'restore', ValuesToAdd: [...accounts] }
  await (kind === 'db-instance'
    ? rds.modifyDBSnapshotAttribute({ DBSnapshotIdentifier: SNAPSHOT_ID, ...change })
    : rds.modifyDBClusterSnapshotAttribute({ DBClusterSnapshotIdentifier: SNAPSHOT_ID, ...change }))
}

export async function deleteSnapshot(account: AwsAccount, kind: DatabaseKind, id: string): Promise<void> {
  const rds = await account.service('rds')
  await (kind === 'db-instance'
    ? rds.deleteDBSnapshot({ DBSnapshotIdentifier: id })
    : rds.deleteDBClusterSnapshot({ DBClusterSnapshotIdentifier: id }))
}

/** Lets the target account use a key of the source account, and waits until that has spread. */
export async function grantKey(bench: Bench, keyArn: string): Promise<void> {
  const kms = await bench.account('source').service('kms')
  await kms.createGrant({
    KeyId: keyArn,
    GranteePrincipal: `arn:aws:iam::${TARGET_ACCOUNT}:root`,
    Operations: ['Decrypt', 'DescribeKey', 'CreateGrant'],
    Name: 'orders',
  })
  bench.clock.advance(60_000)
}

/** An encrypted snapshot, shared, with its key granted: what a copy needs. */
export async function sharedSnapshot(
  bench: Bench,
  kind: DatabaseKind,
): Promise<{ readonly sourceKey: string; readonly targetKey: string }> {
  const sourceKey = await createKey(bench, 'source')
  await createDatabase(bench, kind, sourceKey)
  await takeSnapshot(bench, kind)
  await shareSnapshot(bench, kind)
  await grantKey(bench, sourceKey)
  return { sourceKey, targetKey: await createKey(bench, 'target') }
}

/** The target account's own copy of it. */
export async function copiedSnapshot(
  bench: Bench,
  kind: DatabaseKind,
): Promise<{ readonly targetKey: string }> {
  const { targetKey } = await sharedSnapshot(bench, kind)
  const rds = await bench.account('target').service('rds')
  await (kind === 'db-instance'
    ? rds.copyDBSnapshot({
        SourceDBSnapshotIdentifier: sharedArn(kind),
        TargetDBSnapshotIdentifier: COPY_ID,
        KmsKeyId: targetKey,
      })
    : rds.copyDBClusterSnapshot({
        SourceDBClusterSnapshotIdentifier: sharedArn(kind),
        TargetDBClusterSnapshotIdentifier: COPY_ID,
        KmsKeyId: targetKey,
      }))
  bench.clock.advance(HOUR_MS)
  return { targetKey }
}

/** The subnet group and parameter group that a restore names. Answers the parameter group's name. */
export async function createNetwork(bench: Bench, kind: DatabaseKind): Promise<string> {
  const rds = await bench.account('target').service('rds')
  await rds.createDBSubnetGroup({
    DBSubnetGroupName: SUBNET_GROUP,
    DBSubnetGroupDescription: 'orders',
    SubnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'],
  })
  if (kind === 'db-instance') {
    const family = await engineFamily(bench, 'DBSnapshots')
    await rds.createDBParameterGroup({
      DBParameterGroupName: 'orders-instance',
      DBParameterGroupFamily: family,
      Description: 'orders',
    })
    return 'orders-instance'
  }
  await rds.createDBClusterParameterGroup({
    DBClusterParameterGroupName: 'orders-cluster',
    DBParameterGroupFamily: await engineFamily(bench, 'DBClusterSnapshots'),
    Description: 'orders',
  })
  return 'orders-cluster'
}

/** `postgres16` of engine postgres 16.3. */
async function engineFamily(bench: Bench, which: 'DBSnapshots' | 'DBClusterSnapshots'): Promise<string> {
  const rds = await bench.account('target').service('rds')
  const { Engine = '', EngineVersion = '' } =
    which === 'DBSnapshots'
      ? ((await rds.describeDBSnapshots({ DBSnapshotIdentifier: COPY_ID })).DBSnapshots?.[0] ?? {})
      : ((await rds.describeDBClusterSnapshots({ DBClusterSnapshotIdentifier: COPY_ID }))
          .DBClusterSnapshots?.[0] ?? {})
  return `${Engine}${EngineVersion.split('.')[0] ?? ''}`
}
