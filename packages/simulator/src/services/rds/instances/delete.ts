import type { DeleteDBInstanceCommandInput, DeleteDBInstanceResult } from '@aws-sdk/client-rds'
import type { CallContext } from '../../../kernel/service.js'
import { assertIdentifier, invalidCombination, invalidInstanceState } from '../errors.js'
import { findInstance, settled } from '../find.js'
import { instanceStatus } from '../lifecycle.js'
import { assertFree, takeSnapshot } from '../snapshots/create.js'
import { INSTANCE_SNAPSHOTS } from '../snapshots/family.js'
import { type Instance, own } from '../state.js'
import { begin } from './instances.js'
import { instanceView } from './view.js'

/** Statuses in which an instance has nothing that a final snapshot could be taken of. */
const WITHOUT_FINAL_SNAPSHOT = ['failed', 'incompatible-restore', 'incompatible-network', 'creating']

/** Members of a cluster take no final snapshot: their storage is the cluster's. */
export function deleteDBInstance(
  input: DeleteDBInstanceCommandInput,
  call: CallContext,
): DeleteDBInstanceResult {
  const instance = findInstance(call, input.DBInstanceIdentifier)
  const status = instanceStatus(call, settled(call), instance)
  if (status === 'deleting') {
    throw invalidInstanceState(`Instance ${instance.id} is already being deleted.`)
  }
  if (instance.deletionProtection) {
    throw invalidCombination(
      'Cannot delete protected DB Instance, please disable deletion protection and try again.',
    )
  }
  const finalId = finalSnapshotId(input, call, instance, status)
  if (finalId !== undefined) takeSnapshot(call, { scope: 'instance', source: instance }, finalId, undefined)
  if (input.DeleteAutomatedBackups !== false) removeAutomatedSnapshots(call, instance)
  instance.activity = begin(call, 'delete', 'DeleteDBInstance', instance.id)
  return { DBInstance: instanceView(call, instance) }
}

function finalSnapshotId(
  input: DeleteDBInstanceCommandInput,
  call: CallContext,
  instance: Instance,
  status: string,
): string | undefined {
  if (instance.clusterId !== undefined) return undefined
  const wanted = input.FinalDBSnapshotIdentifier
  if (input.SkipFinalSnapshot === true) {
    if (wanted === undefined) return undefined
    throw invalidCombination('FinalDBSnapshotIdentifier can not be specified when SkipFinalSnapshot is true.')
  }
  if (wanted === undefined) {
    throw invalidCombination('FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.')
  }
  if (instance.replicaOf !== undefined) {
    throw invalidCombination(
      'FinalDBSnapshotIdentifier can not be specified when deleting a replica instance.',
    )
  }
  if (WITHOUT_FINAL_SNAPSHOT.includes(status)) {
    throw invalidInstanceState(
      `Cannot create a snapshot because the database instance ${instance.id} is not currently in the available state.`,
    )
  }
  const id = assertIdentifier('FinalDBSnapshotIdentifier', wanted, 255)
  assertFree(call, INSTANCE_SNAPSHOTS, id)
  return id
}

function removeAutomatedSnapshots(call: CallContext, instance: Instance): void {
  const { snapshots } = own(call)
  for (const snapshot of Object.values(snapshots)) {
    const mine = snapshot.sourceResourceId === instance.resourceId && snapshot.copyOf === undefined
    if (mine && snapshot.type === 'automated') delete snapshots[snapshot.arn]
  }
}
