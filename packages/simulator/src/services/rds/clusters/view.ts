import type { DBCluster } from '@aws-sdk/client-rds'
import type { CallContext } from '../../../kernel/service.js'
import { tagList } from '../../common/tags.js'
import { clusterStatus } from '../lifecycle.js'
import { type Cluster, type Instance, own } from '../state.js'

/** A cluster as RDS answers it. Its oldest instance is the writer. */
export function clusterView(call: CallContext, cluster: Cluster): DBCluster {
  const state = own(call)
  const { database } = cluster
  const label = cluster.resourceId.slice(8, 20).toLowerCase()
  const domain = `${label}.${cluster.region}.rds.amazonaws.com`
  const replicas = Object.values(state.clusters).filter((other) => other.replicaOf === cluster.arn)
  return {
    DBClusterIdentifier: cluster.id,
    DBClusterArn: cluster.arn,
    DbClusterResourceId: cluster.resourceId,
    Status: clusterStatus(call, state, cluster),
    ClusterCreateTime: new Date(cluster.createdMs),
    Engine: database.engine,
    EngineVersion: database.engineVersion,
    EngineMode: cluster.engineMode,
    DatabaseName: database.dbName,
    MasterUsername: database.masterUsername,
    Port: database.port,
    AllocatedStorage: database.allocatedGiB,
    AvailabilityZones: ['a', 'b', 'c'].map((zone) => `${cluster.region}${zone}`),
    MultiAZ: membersOf(call, cluster).length > 1,
    Endpoint: `${cluster.id}.cluster-${domain}`,
    ReaderEndpoint: `${cluster.id}.cluster-ro-${domain}`,
    DBClusterMembers: membersOf(call, cluster).map((instance, index) => ({
      DBInstanceIdentifier: instance.id,
      IsClusterWriter: index === 0,
      DBClusterParameterGroupStatus: 'in-sync',
      PromotionTier: 1,
    })),
    DBClusterParameterGroup: cluster.parameterGroup,
    DBSubnetGroup: cluster.subnetGroup ?? 'default',
    VpcSecurityGroups: cluster.securityGroupIds.map((id) => ({ VpcSecurityGroupId: id, Status: 'active' })),
    BackupRetentionPeriod: database.backupRetentionDays,
    PreferredBackupWindow: '03:00-03:30',
    PreferredMaintenanceWindow: 'sun:04:00-sun:04:30',
    EarliestRestorableTime: new Date(cluster.createdMs),
    LatestRestorableTime: new Date(Math.max(cluster.createdMs, call.clock.nowMs() - 300_000)),
    StorageEncrypted: database.kmsKeyArn !== undefined,
    KmsKeyId: database.kmsKeyArn,
    IAMDatabaseAuthenticationEnabled: database.iamAuthentication,
    ReplicationSourceIdentifier: cluster.replicaOf,
    ReadReplicaIdentifiers: replicas.map((replica) => replica.arn).sort(),
    DeletionProtection: cluster.deletionProtection,
    CopyTagsToSnapshot: cluster.copyTagsToSnapshot,
    TagList: tagList(cluster.tags),
  }
}

/** Instances of the cluster, oldest first. */
export function membersOf(call: CallContext, cluster: Cluster): Instance[] {
  return Object.values(own(call).instances)
    .filter((instance) => instance.clusterId === cluster.id && instance.region === cluster.region)
    .sort((a, b) => a.createdMs - b.createdMs)
}
