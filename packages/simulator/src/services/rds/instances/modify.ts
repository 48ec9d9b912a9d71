import type { ModifyDBInstanceCommandInput, ModifyDBInstanceResult } from '@aws-sdk/client-rds'
import { AwsError } from '../../../kernel/error.js'
import type { CallContext } from '../../../kernel/service.js'
import { assertIdentifier, invalidCombination } from '../errors.js'
import { assertInstanceAvailable, findInstance, settled } from '../find.js'
import { assertSecurityGroups, assertSubnetGroup } from '../network.js'
import { assertGroup, INSTANCE_GROUPS } from '../parameters/family.js'
import { arnOf, type Database, type Instance, type PendingChanges } from '../state.js'
import { begin } from './instances.js'
import { instanceView } from './view.js'

/**
 * Some changes take hold at once, the others wait for the maintenance window unless `ApplyImmediately` is set;
 * then the instance is `modifying` and they are pending until it is done.
 */
export function modifyDBInstance(
  input: ModifyDBInstanceCommandInput,
  call: CallContext,
): ModifyDBInstanceResult {
  const instance = findInstance(call, input.DBInstanceIdentifier)
  assertInstanceAvailable(call, instance)
  const pending = pendingFrom(input, call, instance)
  applyAtOnce(input, call, instance)
  if (pending !== undefined) {
    instance.pending = pending
    if (pending.applying) instance.activity = begin(call, 'modify', 'ModifyDBInstance', instance.id)
  }
  return { DBInstance: instanceView(call, instance) }
}

function applyAtOnce(input: ModifyDBInstanceCommandInput, call: CallContext, instance: Instance): void {
  if (input.VpcSecurityGroupIds !== undefined) {
    instance.securityGroupIds = assertSecurityGroups(call, input.VpcSecurityGroupIds)
  }
  const group = assertGroup(call, INSTANCE_GROUPS, input.DBParameterGroupName)
  if (group !== undefined && group !== instance.parameterGroup) {
    instance.parameterGroup = group
    instance.parameterGroupSinceMs = call.clock.nowMs()
  }
  instance.deletionProtection = input.DeletionProtection ?? instance.deletionProtection
  instance.copyTagsToSnapshot = input.CopyTagsToSnapshot ?? instance.copyTagsToSnapshot
  instance.publiclyAccessible = input.PubliclyAccessible ?? instance.publiclyAccessible
  instance.autoMinorVersionUpgrade = input.AutoMinorVersionUpgrade ?? instance.autoMinorVersionUpgrade
}

function pendingFrom(
  input: ModifyDBInstanceCommandInput,
  call: CallContext,
  instance: Instance,
): PendingChanges | undefined {
  const allocated = input.AllocatedStorage
  if (allocated !== undefined && allocated < instance.database.allocatedGiB) {
    throw invalidCombination(
      'Requested storage size is smaller than the present one, which cannot be reduced.',
    )
  }
  const database = changed(instance.database, {
    instanceClass: input.DBInstanceClass,
    allocatedGiB: allocated,
    port: input.DBPortNumber,
    backupRetentionDays: input.BackupRetentionPeriod,
    multiAz: input.MultiAZ,
    engineVersion: input.EngineVersion,
    iops: input.Iops,
    storageType: input.StorageType,
  })
  const newId = newIdentifier(call, input.NewDBInstanceIdentifier)
  const subnetGroup = assertSubnetGroup(call, input.DBSubnetGroupName)
  const masterPassword = input.MasterUserPassword !== undefined
  const nothing =
    Object.keys(database).length === 0 && newId === undefined && subnetGroup === undefined && !masterPassword
  // Asking again to apply what already waits is how people push it through before the window.
  if (nothing && input.ApplyImmediately === true && instance.pending !== undefined) {
    return { ...instance.pending, applying: true }
  }
  if (nothing) return undefined
  const before = instance.pending
  return {
    database: { ...before?.database, ...database },
    newId: newId ?? before?.newId,
    subnetGroup: subnetGroup ?? before?.subnetGroup,
    masterPassword,
    applying: input.ApplyImmediately === true || masterPassword,
  }
}

function changed(
  now: Database,
  wanted: { readonly [Fact in keyof Database]?: Database[Fact] | undefined },
): Partial<Database> {
  const keys = Object.keys(wanted) as (keyof Database)[]
  return Object.fromEntries(
    keys
      .filter((key) => wanted[key] !== undefined && wanted[key] !== now[key])
      .map((key) => [key, wanted[key]]),
  )
}

function newIdentifier(call: CallContext, wanted: string | undefined): string | undefined {
  if (wanted === undefined) return undefined
  const id = assertIdentifier('NewDBInstanceIdentifier', wanted)
  if (settled(call).instances[arnOf(call, 'db', id)] !== undefined) {
    throw new AwsError('DBInstanceAlreadyExists', 'DB instance already exists')
  }
  return id
}
