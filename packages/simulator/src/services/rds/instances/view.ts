import type { DBInstance, PendingModifiedValues } from '@aws-sdk/client-rds'
import type { CallContext } from '../../../kernel/service.js'
import { tagList } from '../../common/tags.js'
import { isOver } from '../../common/timing.js'
import { engineOfFamily } from '../engines.js'
import { instanceStatus } from '../lifecycle.js'
import { parametersOf } from '../parameters/catalogue.js'
import { arnOf, type Instance, own, type PendingChanges, type RdsState } from '../state.js'
import { subnetGroupView } from '../subnet-groups.js'

/** How long a change of a dynamic parameter takes to reach an instance. */
const APPLYING_MS = 30_000
/** RDS uploads transaction logs every five minutes. */
const LOG_UPLOAD_MS = 300_000

/** An instance as RDS answers it. */
export function instanceView(call: CallContext, instance: Instance): DBInstance {
  const state = own(call)
  const { database } = instance
  const status = instanceStatus(call, state, instance)
  const subnets =
    instance.subnetGroup === undefined
      ? undefined
      : state.subnetGroups[arnOf(call, 'subgrp', instance.subnetGroup)]
  const replicas = replicasOf(state, instance)
  const retention = database.backupRetentionDays
  return {
    DBInstanceIdentifier: instance.id,
    DBInstanceArn: instance.arn,
    DbiResourceId: instance.resourceId,
    DBInstanceStatus: status,
    InstanceCreateTime: status === 'creating' ? undefined : new Date(instance.createdMs),
    Endpoint: status === 'creating' ? undefined : endpointOf(instance),
    DBSubnetGroup: subnets === undefined ? undefined : subnetGroupView(subnets),
    VpcSecurityGroups: instance.securityGroupIds.map((id) => ({ VpcSecurityGroupId: id, Status: 'active' })),
    DBSecurityGroups: [],
    DBParameterGroups: [
      {
        DBParameterGroupName: instance.parameterGroup,
        ParameterApplyStatus: applyStatus(call, state, instance),
      },
    ],
    OptionGroupMemberships: [{ OptionGroupName: `default:${database.engine}`, Status: 'in-sync' }],
    PendingModifiedValues: instance.pending === undefined ? {} : pendingView(instance.pending),
    LatestRestorableTime: retention > 0 ? new Date(call.clock.nowMs() - LOG_UPLOAD_MS) : undefined,
    ReadReplicaSourceDBInstanceIdentifier: sourceName(call, instance),
    ReadReplicaDBInstanceIdentifiers: replicas,
    StatusInfos: replicationInfo(instance),
    DBClusterIdentifier: instance.clusterId,
    CACertificateIdentifier: 'rds-ca-rsa2048-g1',
    CopyTagsToSnapshot: instance.copyTagsToSnapshot,
    AutoMinorVersionUpgrade: instance.autoMinorVersionUpgrade,
    PubliclyAccessible: instance.publiclyAccessible,
    DeletionProtection: instance.deletionProtection,
    TagList: tagList(instance.tags),
    ...databaseView(instance),
  }
}

/** Identifiers of the caller's instances that replicate from this one. */
export function replicasOf(state: RdsState, instance: Instance): string[] {
  return Object.values(state.instances)
    .filter((candidate) => candidate.replicaOf === instance.arn)
    .map((candidate) => candidate.id)
    .sort()
}

function databaseView(instance: Instance) {
  const { database } = instance
  return {
    DBInstanceClass: database.instanceClass,
    Engine: database.engine,
    EngineVersion: database.engineVersion,
    MasterUsername: database.masterUsername,
    DBName: database.dbName,
    AllocatedStorage: database.allocatedGiB,
    StorageType: database.storageType,
    Iops: database.iops,
    MultiAZ: database.multiAz,
    LicenseModel: database.licenseModel,
    AvailabilityZone: database.availabilityZone,
    BackupRetentionPeriod: database.backupRetentionDays,
    PreferredBackupWindow: '03:00-03:30',
    PreferredMaintenanceWindow: 'sun:04:00-sun:04:30',
    StorageEncrypted: database.kmsKeyArn !== undefined,
    KmsKeyId: database.kmsKeyArn,
    IAMDatabaseAuthenticationEnabled: database.iamAuthentication,
    BackupTarget: 'region',
    NetworkType: 'IPV4',
    DbInstancePort: 0,
  }
}

function endpointOf(instance: Instance) {
  const label = instance.resourceId.slice(3, 15).toLowerCase()
  return {
    Address: `${instance.id}.${label}.${instance.region}.rds.amazonaws.com`,
    Port: instance.database.port,
    HostedZoneId: 'Z2R2ITUGPM61AM',
  }
}

/** In the same Region a source goes by its name, elsewhere by its ARN. */
function sourceName(call: CallContext, instance: Instance): string | undefined {
  if (instance.replicaOf === undefined) return undefined
  return own(call).instances[instance.replicaOf]?.id ?? instance.replicaOf
}

function replicationInfo(instance: Instance) {
  return instance.replicaOf === undefined
    ? undefined
    : [{ StatusType: 'read replication', Normal: true, Status: 'replicating' }]
}

function applyStatus(call: CallContext, state: RdsState, instance: Instance): string {
  const group = state.parameterGroups[arnOf(call, 'pg', instance.parameterGroup)]
  if (instance.parameterGroupSinceMs > instance.lastBootMs) return 'pending-reboot'
  if (group === undefined) return 'in-sync'
  const engine = engineOfFamily(group.family)
  const definitions = engine === undefined ? [] : parametersOf(engine.dialect)
  const since = Object.entries(group.settings).filter(([, { changedMs }]) => changedMs > instance.lastBootMs)
  const isStatic = (name: string) => definitions.find((d) => d.name === name)?.applyType === 'static'
  if (since.some(([name, { applyMethod }]) => applyMethod === 'pending-reboot' || isStatic(name))) {
    return 'pending-reboot'
  }
  return since.some(([, { changedMs }]) => !isOver(call, changedMs, APPLYING_MS)) ? 'applying' : 'in-sync'
}

function pendingView(pending: PendingChanges): PendingModifiedValues {
  const { database } = pending
  return {
    DBInstanceClass: database.instanceClass,
    AllocatedStorage: database.allocatedGiB,
    MasterUserPassword: pending.masterPassword ? '****' : undefined,
    Port: database.port,
    BackupRetentionPeriod: database.backupRetentionDays,
    MultiAZ: database.multiAz,
    EngineVersion: database.engineVersion,
    Iops: database.iops,
    StorageType: database.storageType,
    DBInstanceIdentifier: pending.newId,
    DBSubnetGroupName: pending.subnetGroup,
  }
}
