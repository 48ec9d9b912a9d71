import type {
  CreateDBInstanceCommandInput,
  CreateDBInstanceResult,
  DBInstanceMessage,
  DescribeDBInstancesCommandInput,
  RebootDBInstanceCommandInput,
  RebootDBInstanceResult,
} from '@aws-sdk/client-rds'
import { AwsError } from '../../../kernel/error.js'
import type { CallContext } from '../../../kernel/service.js'
import { takeJobFault } from '../../common/job-fault.js'
import { page } from '../../common/paging.js'
import { tagsFrom } from '../../common/tags.js'
import { databaseOf, putInstance } from '../build.js'
import { defaultKeyArn, usableKeyArn } from '../encryption.js'
import { engineOf } from '../engines.js'
import {
  assertIdentifier,
  assertMaxRecords,
  invalidCombination,
  invalidMarker,
  invalidValue,
} from '../errors.js'
import { matchesFilters } from '../filters.js'
import { assertInstanceAvailable, findCluster, findInstance, inRegion, settled } from '../find.js'
import { assertSecurityGroups, assertSubnetGroup, vpcOf } from '../network.js'
import { assertGroup, INSTANCE_GROUPS } from '../parameters/family.js'
import { type ActivityName, arnOf, type Cluster, type Database, type Instance } from '../state.js'
import { instanceView } from './view.js'

export function createDBInstance(
  input: CreateDBInstanceCommandInput,
  call: CallContext,
): CreateDBInstanceResult {
  const id = assertFreeInstanceId(call, input.DBInstanceIdentifier)
  const cluster =
    input.DBClusterIdentifier === undefined ? undefined : findCluster(call, input.DBClusterIdentifier)
  const subnetGroup = assertSubnetGroup(call, input.DBSubnetGroupName) ?? cluster?.subnetGroup
  const instance = putInstance(call.world, {
    accountId: call.caller.accountId,
    region: call.region,
    id,
    nowMs: call.clock.nowMs(),
    database: newDatabase(input, call, cluster, subnetGroup),
    subnetGroup,
    securityGroupIds: cluster?.securityGroupIds ?? assertSecurityGroups(call, input.VpcSecurityGroupIds),
    parameterGroup: assertGroup(call, INSTANCE_GROUPS, input.DBParameterGroupName),
    publiclyAccessible: input.PubliclyAccessible,
    deletionProtection: input.DeletionProtection,
    copyTagsToSnapshot: input.CopyTagsToSnapshot,
    autoMinorVersionUpgrade: input.AutoMinorVersionUpgrade,
    clusterId: cluster?.id,
    activity: begin(call, 'create', 'CreateDBInstance', id),
    tags: tagsFrom(input.Tags),
  })
  return { DBInstance: instanceView(call, instance) }
}

export function describeDBInstances(
  input: DescribeDBInstancesCommandInput,
  call: CallContext,
): DBInstanceMessage {
  const ref = input.DBInstanceIdentifier
  const named = ref === undefined ? inRegion(call, settled(call).instances) : [findInstance(call, ref)]
  const selected = named.filter((instance) =>
    matchesFilters(instance, input.Filters, {
      'db-instance-id': (candidate) => candidate.id,
      'db-cluster-id': (candidate) => candidate.clusterId,
      'dbi-resource-id': (candidate) => candidate.resourceId,
      engine: (candidate) => candidate.database.engine,
    }),
  )
  const limit = assertMaxRecords(input.MaxRecords)
  const { items, next } = page(selected, (instance) => instance.id, {
    limit,
    marker: input.Marker,
    invalidMarker,
  })
  return { DBInstances: items.map((instance) => instanceView(call, instance)), Marker: next }
}

export function rebootDBInstance(
  input: RebootDBInstanceCommandInput,
  call: CallContext,
): RebootDBInstanceResult {
  const instance = findInstance(call, input.DBInstanceIdentifier)
  assertInstanceAvailable(call, instance)
  instance.activity = begin(call, 'reboot', 'RebootDBInstance', instance.id)
  return { DBInstance: instanceView(call, instance) }
}

/** The lower-case identifier of an instance that does not exist yet. */
export function assertFreeInstanceId(call: CallContext, wanted: string | undefined): string {
  const id = assertIdentifier('DBInstanceIdentifier', wanted)
  if (settled(call).instances[arnOf(call, 'db', id)] !== undefined) {
    throw new AwsError('DBInstanceAlreadyExists', 'DB instance already exists')
  }
  return id
}

/** Starts an activity, with the fault that was planned for it. */
export function begin(
  call: CallContext,
  name: ActivityName,
  operation: string,
  id: string,
): Instance['activity'] {
  return { name, startedMs: call.clock.nowMs(), fault: takeJobFault(call.world, 'rds', operation, id) }
}

/** @throws AwsError `InvalidParameterValue` for an engine that is not modelled */
export function assertEngine(name: string | undefined): string {
  if (name !== undefined && engineOf(name) !== undefined) return name
  throw invalidValue(
    `Value ${name ?? ''} for parameter Engine is invalid. Reason: engine ${name ?? ''} not supported`,
  )
}

function newDatabase(
  input: CreateDBInstanceCommandInput,
  call: CallContext,
  cluster: Cluster | undefined,
  subnetGroup: string | undefined,
): Database {
  const engine = assertEngine(input.Engine)
  if (cluster !== undefined) return memberDatabase(input, cluster, engine)
  if (engineOf(engine)?.aurora === true) {
    throw invalidCombination('The parameter DBClusterIdentifier must be provided and must not be blank.')
  }
  if (input.MasterUsername === undefined) {
    throw invalidValue('The parameter MasterUsername must be provided and must not be blank.')
  }
  if (input.AllocatedStorage === undefined) {
    throw invalidCombination('The parameter AllocatedStorage must be provided and must not be blank.')
  }
  if ((input.MasterUserPassword ?? '').length < 8 && input.ManageMasterUserPassword !== true) {
    throw invalidValue(
      'The parameter MasterUserPassword is not a valid password because it is shorter than 8 characters.',
    )
  }
  return databaseOf({
    engine,
    engineVersion: input.EngineVersion,
    port: input.Port,
    masterUsername: input.MasterUsername,
    dbName: input.DBName,
    allocatedGiB: input.AllocatedStorage,
    storageType: input.StorageType,
    iops: input.Iops,
    instanceClass: input.DBInstanceClass,
    multiAz: input.MultiAZ,
    availabilityZone: input.AvailabilityZone ?? `${call.region}a`,
    vpcId: vpcOf(call, subnetGroup),
    backupRetentionDays: input.BackupRetentionPeriod,
    iamAuthentication: input.EnableIAMDatabaseAuthentication,
    kmsKeyArn: keyOf(input, call),
  })
}

function memberDatabase(input: CreateDBInstanceCommandInput, cluster: Cluster, engine: string): Database {
  if (cluster.database.engine !== engine) {
    throw invalidCombination(
      `The engine name requested for your DB instance (${engine}) doesn't match the engine name of your DB cluster ` +
        `(${cluster.database.engine}).`,
    )
  }
  const instanceClass = input.DBInstanceClass ?? cluster.database.instanceClass
  return { ...cluster.database, instanceClass }
}

function keyOf(input: CreateDBInstanceCommandInput, call: CallContext): string | undefined {
  if (input.KmsKeyId !== undefined) return usableKeyArn(call, input.KmsKeyId, 'The specified')
  return input.StorageEncrypted === true ? defaultKeyArn(call) : undefined
}
