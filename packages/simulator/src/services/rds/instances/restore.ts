import type {
  RestoreDBInstanceFromDBSnapshotCommandInput,
  RestoreDBInstanceFromDBSnapshotResult,
} from '@aws-sdk/client-rds'
import type { CallContext } from '../../../kernel/service.js'
import { tagsFrom } from '../../common/tags.js'
import { databaseOf, putInstance } from '../build.js'
import { assertSourceKey } from '../encryption.js'
import { invalidCombination, invalidValue } from '../errors.js'
import { snapshotStatus } from '../lifecycle.js'
import { assertSecurityGroups, assertSubnetGroup, vpcOf } from '../network.js'
import { assertGroup, INSTANCE_GROUPS } from '../parameters/family.js'
import { INSTANCE_SNAPSHOTS, readableSnapshot, type SnapshotFamily } from '../snapshots/family.js'
import type { Snapshot } from '../state.js'
import { assertEngine, assertFreeInstanceId, begin } from './instances.js'
import { instanceView } from './view.js'

/**
 * The instance carries over engine, size and key of the snapshot. What the request leaves open gets the
 * service's defaults, not the original's settings: default security group, default parameter group.
 */
export function restoreDBInstanceFromDBSnapshot(
  input: RestoreDBInstanceFromDBSnapshotCommandInput,
  call: CallContext,
): RestoreDBInstanceFromDBSnapshotResult {
  const id = assertFreeInstanceId(call, input.DBInstanceIdentifier)
  if (input.DBSnapshotIdentifier === undefined) {
    throw invalidCombination('The parameter DBSnapshotIdentifier must be provided and must not be blank.')
  }
  const snapshot = restorable(call, INSTANCE_SNAPSHOTS, input.DBSnapshotIdentifier)
  const subnetGroup = assertSubnetGroup(call, input.DBSubnetGroupName)
  if (input.AllocatedStorage !== undefined && input.AllocatedStorage < snapshot.database.allocatedGiB) {
    throw invalidValue("The allocated storage size can't be less than the source snapshot or backup size.")
  }
  const instance = putInstance(call.world, {
    accountId: call.caller.accountId,
    region: call.region,
    id,
    nowMs: call.clock.nowMs(),
    database: databaseOf({
      ...snapshot.database,
      engine: input.Engine === undefined ? snapshot.database.engine : assertEngine(input.Engine),
      instanceClass: input.DBInstanceClass ?? snapshot.database.instanceClass,
      port: input.Port ?? snapshot.database.port,
      allocatedGiB: input.AllocatedStorage ?? snapshot.database.allocatedGiB,
      storageType: input.StorageType ?? snapshot.database.storageType,
      iops: input.Iops ?? snapshot.database.iops,
      multiAz: input.MultiAZ ?? false,
      availabilityZone: input.AvailabilityZone ?? `${call.region}a`,
      vpcId: vpcOf(call, subnetGroup),
      backupRetentionDays: input.BackupRetentionPeriod ?? snapshot.database.backupRetentionDays,
      iamAuthentication: input.EnableIAMDatabaseAuthentication ?? snapshot.database.iamAuthentication,
    }),
    subnetGroup,
    securityGroupIds: assertSecurityGroups(call, input.VpcSecurityGroupIds),
    parameterGroup: assertGroup(call, INSTANCE_GROUPS, input.DBParameterGroupName),
    publiclyAccessible: input.PubliclyAccessible,
    deletionProtection: input.DeletionProtection,
    copyTagsToSnapshot: input.CopyTagsToSnapshot,
    autoMinorVersionUpgrade: input.AutoMinorVersionUpgrade,
    restoredFrom: snapshot.arn,
    activity: begin(call, 'restore', 'RestoreDBInstanceFromDBSnapshot', id),
    tags: tagsFrom(input.Tags),
  })
  return { DBInstance: instanceView(call, instance) }
}

/**
 * A snapshot that the caller may restore now. One that is shared and encrypted must be copied first.
 * @throws AwsError the family's not-found and invalid-state errors, `KMSKeyNotAccessibleFault`
 */
export function restorable(call: CallContext, family: SnapshotFamily, ref: string | undefined): Snapshot {
  const snapshot = readableSnapshot(call, family, ref)
  const status = snapshotStatus(call, snapshot)
  if (status !== 'available') throw family.invalidState(`Snapshot ${snapshot.id} is in state ${status}.`)
  const { kmsKeyArn } = snapshot.database
  if (kmsKeyArn === undefined) return snapshot
  if (snapshot.accountId !== call.caller.accountId) {
    throw family.invalidState(
      "You can't restore from a snapshot that is both shared and encrypted. Make a copy of the snapshot and restore " +
        'from the copy.',
    )
  }
  assertSourceKey(call, kmsKeyArn)
  return snapshot
}
