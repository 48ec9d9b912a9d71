import type {
  CreateDBClusterCommandInput,
  CreateDBClusterResult,
  DBClusterMessage,
  DescribeDBClustersCommandInput,
  ModifyDBClusterCommandInput,
  ModifyDBClusterResult,
} from '@aws-sdk/client-rds'
import { AwsError } from '../../../kernel/error.js'
import type { CallContext } from '../../../kernel/service.js'
import { page } from '../../common/paging.js'
import { tagsFrom } from '../../common/tags.js'
import { databaseOf, putCluster } from '../build.js'
import { defaultKeyArn, usableKeyArn } from '../encryption.js'
import { assertIdentifier, assertMaxRecords, invalidMarker, invalidValue } from '../errors.js'
import { matchesFilters } from '../filters.js'
import { assertClusterAvailable, findCluster, inRegion, settled } from '../find.js'
import { assertEngine, begin } from '../instances/instances.js'
import { assertSecurityGroups, assertSubnetGroup, vpcOf } from '../network.js'
import { assertGroup, CLUSTER_GROUPS } from '../parameters/family.js'
import { arnOf } from '../state.js'
import { clusterView } from './view.js'

export function createDBCluster(
  input: CreateDBClusterCommandInput,
  call: CallContext,
): CreateDBClusterResult {
  const id = assertFreeClusterId(call, input.DBClusterIdentifier)
  const engine = assertEngine(input.Engine)
  const source = input.ReplicationSourceIdentifier
  if (input.MasterUsername === undefined && source === undefined) {
    throw invalidValue('The parameter MasterUsername must be provided and must not be blank.')
  }
  const subnetGroup = assertSubnetGroup(call, input.DBSubnetGroupName)
  const cluster = putCluster(call.world, {
    accountId: call.caller.accountId,
    region: call.region,
    id,
    nowMs: call.clock.nowMs(),
    database: databaseOf({
      engine,
      engineVersion: input.EngineVersion,
      port: input.Port,
      masterUsername: input.MasterUsername,
      dbName: input.DatabaseName,
      storageType: input.StorageType,
      vpcId: vpcOf(call, subnetGroup),
      availabilityZone: `${call.region}a`,
      backupRetentionDays: input.BackupRetentionPeriod,
      iamAuthentication: input.EnableIAMDatabaseAuthentication,
      kmsKeyArn: keyOf(input, call),
    }),
    engineMode: input.EngineMode,
    subnetGroup,
    securityGroupIds: assertSecurityGroups(call, input.VpcSecurityGroupIds),
    parameterGroup: assertGroup(call, CLUSTER_GROUPS, input.DBClusterParameterGroupName),
    deletionProtection: input.DeletionProtection,
    copyTagsToSnapshot: input.CopyTagsToSnapshot,
    replicaOf: source,
    activity: begin(call, source === undefined ? 'create' : 'replicate', 'CreateDBCluster', id),
    tags: tagsFrom(input.Tags),
  })
  return { DBCluster: clusterView(call, cluster) }
}

export function describeDBClusters(
  input: DescribeDBClustersCommandInput,
  call: CallContext,
): DBClusterMessage {
  const ref = input.DBClusterIdentifier
  const named = ref === undefined ? inRegion(call, settled(call).clusters) : [findCluster(call, ref)]
  const selected = named.filter((cluster) =>
    matchesFilters(cluster, input.Filters, {
      'db-cluster-id': (candidate) => candidate.id,
      'db-cluster-resource-id': (candidate) => candidate.resourceId,
      engine: (candidate) => candidate.database.engine,
    }),
  )
  const limit = assertMaxRecords(input.MaxRecords)
  const { items, next } = page(selected, (cluster) => cluster.id, {
    limit,
    marker: input.Marker,
    invalidMarker,
  })
  return { DBClusters: items.map((cluster) => clusterView(call, cluster)), Marker: next }
}

export function modifyDBCluster(
  input: ModifyDBClusterCommandInput,
  call: CallContext,
): ModifyDBClusterResult {
  const cluster = findCluster(call, input.DBClusterIdentifier)
  assertClusterAvailable(call, cluster)
  const { database } = cluster
  cluster.parameterGroup =
    assertGroup(call, CLUSTER_GROUPS, input.DBClusterParameterGroupName) ?? cluster.parameterGroup
  if (input.VpcSecurityGroupIds !== undefined) {
    cluster.securityGroupIds = assertSecurityGroups(call, input.VpcSecurityGroupIds)
  }
  cluster.deletionProtection = input.DeletionProtection ?? cluster.deletionProtection
  cluster.copyTagsToSnapshot = input.CopyTagsToSnapshot ?? cluster.copyTagsToSnapshot
  cluster.database = {
    ...database,
    port: input.Port ?? database.port,
    engineVersion: input.EngineVersion ?? database.engineVersion,
    backupRetentionDays: input.BackupRetentionPeriod ?? database.backupRetentionDays,
  }
  cluster.activity = begin(call, 'modify', 'ModifyDBCluster', cluster.id)
  return { DBCluster: clusterView(call, cluster) }
}

/** The lower-case identifier of a cluster that does not exist yet. */
export function assertFreeClusterId(call: CallContext, wanted: string | undefined): string {
  const id = assertIdentifier('DBClusterIdentifier', wanted)
  if (settled(call).clusters[arnOf(call, 'cluster', id)] !== undefined) {
    throw new AwsError('DBClusterAlreadyExistsFault', 'DB Cluster already exists')
  }
  return id
}

function keyOf(input: CreateDBClusterCommandInput, call: CallContext): string | undefined {
  if (input.KmsKeyId !== undefined) return usableKeyArn(call, input.KmsKeyId, 'The specified')
  return input.StorageEncrypted === true ? defaultKeyArn(call) : undefined
}
