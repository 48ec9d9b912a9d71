import type {
  CreateDBInstanceReadReplicaCommandInput,
  CreateDBInstanceReadReplicaResult,
  PromoteReadReplicaCommandInput,
  PromoteReadReplicaDBClusterCommandInput,
  PromoteReadReplicaDBClusterResult,
  PromoteReadReplicaResult,
} from '@aws-sdk/client-rds'
import type { CallContext } from '../../../kernel/service.js'
import { tagsFrom } from '../../common/tags.js'
import { putInstance } from '../build.js'
import { clusterView } from '../clusters/view.js'
import { invalidClusterState, invalidInstanceState } from '../errors.js'
import { assertClusterAvailable, assertInstanceAvailable, findCluster, findInstance } from '../find.js'
import { assertSecurityGroups, assertSubnetGroup, vpcOf } from '../network.js'
import { assertGroup, INSTANCE_GROUPS } from '../parameters/family.js'
import { assertFreeInstanceId, begin } from './instances.js'
import { instanceView } from './view.js'

export function createDBInstanceReadReplica(
  input: CreateDBInstanceReadReplicaCommandInput,
  call: CallContext,
): CreateDBInstanceReadReplicaResult {
  const id = assertFreeInstanceId(call, input.DBInstanceIdentifier)
  const source = findInstance(call, input.SourceDBInstanceIdentifier)
  assertInstanceAvailable(call, source)
  if (source.database.backupRetentionDays === 0) {
    throw invalidInstanceState(
      'Automated backups are not enabled for this database instance. To enable automated backups, use ' +
        'ModifyDBInstance to set the backup retention period to a non-zero value.',
    )
  }
  const subnetGroup = assertSubnetGroup(call, input.DBSubnetGroupName) ?? source.subnetGroup
  const replica = putInstance(call.world, {
    accountId: call.caller.accountId,
    region: call.region,
    id,
    nowMs: call.clock.nowMs(),
    database: {
      ...source.database,
      instanceClass: input.DBInstanceClass ?? source.database.instanceClass,
      port: input.Port ?? source.database.port,
      multiAz: input.MultiAZ ?? false,
      availabilityZone: input.AvailabilityZone ?? source.database.availabilityZone,
      vpcId: vpcOf(call, subnetGroup),
      backupRetentionDays: 0,
    },
    subnetGroup,
    securityGroupIds: assertSecurityGroups(call, input.VpcSecurityGroupIds),
    parameterGroup: assertGroup(call, INSTANCE_GROUPS, input.DBParameterGroupName) ?? source.parameterGroup,
    publiclyAccessible: input.PubliclyAccessible,
    deletionProtection: input.DeletionProtection,
    copyTagsToSnapshot: input.CopyTagsToSnapshot,
    replicaOf: source.arn,
    activity: begin(call, 'replicate', 'CreateDBInstanceReadReplica', id),
    tags: tagsFrom(input.Tags),
  })
  return { DBInstance: instanceView(call, replica) }
}

/** Refused while the replica is anything but available, above all while it is backing up. */
export function promoteReadReplica(
  input: PromoteReadReplicaCommandInput,
  call: CallContext,
): PromoteReadReplicaResult {
  const replica = findInstance(call, input.DBInstanceIdentifier)
  if (replica.replicaOf === undefined) throw invalidInstanceState('DB Instance is not a read replica.')
  assertInstanceAvailable(call, replica)
  const backupRetentionDays = input.BackupRetentionPeriod ?? 1
  replica.database = { ...replica.database, backupRetentionDays }
  replica.activity = begin(call, 'promote', 'PromoteReadReplica', replica.id)
  return { DBInstance: instanceView(call, replica) }
}

export function promoteReadReplicaDBCluster(
  input: PromoteReadReplicaDBClusterCommandInput,
  call: CallContext,
): PromoteReadReplicaDBClusterResult {
  const replica = findCluster(call, input.DBClusterIdentifier)
  if (replica.replicaOf === undefined) {
    throw invalidClusterState(`DB Cluster ${replica.id} is not a read replica.`)
  }
  assertClusterAvailable(call, replica)
  replica.activity = begin(call, 'promote', 'PromoteReadReplicaDBCluster', replica.id)
  return { DBCluster: clusterView(call, replica) }
}
