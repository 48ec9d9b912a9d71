import type {
  DeleteDBClusterCommandInput,
  DeleteDBClusterResult,
  RestoreDBClusterFromSnapshotCommandInput,
  RestoreDBClusterFromSnapshotResult,
} from '@aws-sdk/client-rds'
import type { CallContext } from '../../../kernel/service.js'
import { tagsFrom } from '../../common/tags.js'
import { databaseOf, putCluster } from '../build.js'
import { usableKeyArn } from '../encryption.js'
import { assertIdentifier, invalidClusterState, invalidCombination } from '../errors.js'
import { findCluster, settled } from '../find.js'
import { assertEngine, begin } from '../instances/instances.js'
import { restorable } from '../instances/restore.js'
import { clusterStatus, instanceStatus } from '../lifecycle.js'
import { assertSecurityGroups, assertSubnetGroup, vpcOf } from '../network.js'
import { assertGroup, CLUSTER_GROUPS } from '../parameters/family.js'
import { assertFree, takeSnapshot } from '../snapshots/create.js'
import { CLUSTER_SNAPSHOTS } from '../snapshots/family.js'
import { assertFreeClusterId } from './clusters.js'
import { clusterView, membersOf } from './view.js'

/** Makes the cluster only: instances are created into it afterwards, as in AWS. */
export function restoreDBClusterFromSnapshot(
  input: RestoreDBClusterFromSnapshotCommandInput,
  call: CallContext,
): RestoreDBClusterFromSnapshotResult {
  const id = assertFreeClusterId(call, input.DBClusterIdentifier)
  const snapshot = restorable(call, CLUSTER_SNAPSHOTS, input.SnapshotIdentifier)
  const engine = assertEngine(input.Engine)
  if (engine !== snapshot.database.engine) {
    throw invalidCombination(
      `The engine ${engine} is not compatible with the engine of the snapshot (${snapshot.database.engine}).`,
    )
  }
  const subnetGroup = assertSubnetGroup(call, input.DBSubnetGroupName)
  const kmsKeyArn =
    input.KmsKeyId === undefined
      ? snapshot.database.kmsKeyArn
      : usableKeyArn(call, input.KmsKeyId, 'The specified')
  const cluster = putCluster(call.world, {
    accountId: call.caller.accountId,
    region: call.region,
    id,
    nowMs: call.clock.nowMs(),
    database: databaseOf({
      ...snapshot.database,
      engineVersion: input.EngineVersion ?? snapshot.database.engineVersion,
      port: input.Port ?? snapshot.database.port,
      dbName: input.DatabaseName ?? snapshot.database.dbName,
      vpcId: vpcOf(call, subnetGroup),
      backupRetentionDays: input.BackupRetentionPeriod ?? snapshot.database.backupRetentionDays,
      iamAuthentication: input.EnableIAMDatabaseAuthentication ?? snapshot.database.iamAuthentication,
      kmsKeyArn,
    }),
    engineMode: input.EngineMode,
    subnetGroup,
    securityGroupIds: assertSecurityGroups(call, input.VpcSecurityGroupIds),
    parameterGroup: assertGroup(call, CLUSTER_GROUPS, input.DBClusterParameterGroupName),
    deletionProtection: input.DeletionProtection,
    copyTagsToSnapshot: input.CopyTagsToSnapshot,
    restoredFrom: snapshot.arn,
    activity: begin(call, 'restore', 'RestoreDBClusterFromSnapshot', id),
    tags: tagsFrom(input.Tags),
  })
  return { DBCluster: clusterView(call, cluster) }
}

export function deleteDBCluster(
  input: DeleteDBClusterCommandInput,
  call: CallContext,
): DeleteDBClusterResult {
  const cluster = findCluster(call, input.DBClusterIdentifier)
  const state = settled(call)
  if (clusterStatus(call, state, cluster) === 'deleting') {
    throw invalidClusterState(`DB Cluster ${cluster.id} is already being deleted.`)
  }
  if (cluster.deletionProtection) {
    throw invalidCombination(
      'Cannot delete protected Cluster, please disable deletion protection and try again.',
    )
  }
  if (membersOf(call, cluster).some((instance) => instanceStatus(call, state, instance) !== 'deleting')) {
    throw invalidClusterState(
      'Cluster cannot be deleted, it still contains DB instances in non-deleting state.',
    )
  }
  if (input.SkipFinalSnapshot !== true) {
    if (input.FinalDBSnapshotIdentifier === undefined) {
      throw invalidCombination('FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.')
    }
    const finalId = assertIdentifier('FinalDBSnapshotIdentifier', input.FinalDBSnapshotIdentifier)
    assertFree(call, CLUSTER_SNAPSHOTS, finalId)
    takeSnapshot(call, { scope: 'cluster', source: cluster }, finalId, undefined)
  }
  cluster.activity = begin(call, 'delete', 'DeleteDBCluster', cluster.id)
  return { DBCluster: clusterView(call, cluster) }
}
