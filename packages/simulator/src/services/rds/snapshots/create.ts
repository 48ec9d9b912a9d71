import type {
  CreateDBClusterSnapshotCommandInput,
  CreateDBClusterSnapshotResult,
  CreateDBSnapshotCommandInput,
  CreateDBSnapshotResult,
  DeleteDBClusterSnapshotCommandInput,
  DeleteDBClusterSnapshotResult,
  DeleteDBSnapshotCommandInput,
  DeleteDBSnapshotResult,
} from '@aws-sdk/client-rds'
import type { CallContext } from '../../../kernel/service.js'
import { takeJobFault } from '../../common/job-fault.js'
import { tagsFrom } from '../../common/tags.js'
import { createSnapshot } from '../build.js'
import { assertIdentifier, invalidClusterState, invalidInstanceState } from '../errors.js'
import { findCluster, findInstance, settled } from '../find.js'
import { clusterStatus, instanceStatus, snapshotStatus } from '../lifecycle.js'
import { arnOf, type Cluster, type Instance, own, type Snapshot } from '../state.js'
import { CLUSTER_SNAPSHOTS, INSTANCE_SNAPSHOTS, ownSnapshot, type SnapshotFamily } from './family.js'
import { clusterSnapshotView, instanceSnapshotView } from './view.js'

export function createDBSnapshot(
  input: CreateDBSnapshotCommandInput,
  call: CallContext,
): CreateDBSnapshotResult {
  const id = assertIdentifier('DBSnapshotIdentifier', input.DBSnapshotIdentifier, 255)
  const instance = findInstance(call, input.DBInstanceIdentifier)
  assertFree(call, INSTANCE_SNAPSHOTS, id)
  if (instanceStatus(call, settled(call), instance) !== 'available') {
    throw invalidInstanceState(
      `Cannot create a snapshot because the database instance ${instance.id} is not currently in the available state.`,
    )
  }
  const snapshot = takeSnapshot(call, { scope: 'instance', source: instance }, id, input.Tags)
  return { DBSnapshot: instanceSnapshotView(call, snapshot) }
}

export function createDBClusterSnapshot(
  input: CreateDBClusterSnapshotCommandInput,
  call: CallContext,
): CreateDBClusterSnapshotResult {
  const id = assertIdentifier('DBClusterSnapshotIdentifier', input.DBClusterSnapshotIdentifier)
  const cluster = findCluster(call, input.DBClusterIdentifier)
  assertFree(call, CLUSTER_SNAPSHOTS, id)
  if (clusterStatus(call, settled(call), cluster) !== 'available') {
    throw invalidClusterState(
      `Cannot create a snapshot because the database cluster ${cluster.id} is not currently in the available state.`,
    )
  }
  const snapshot = takeSnapshot(call, { scope: 'cluster', source: cluster }, id, input.Tags)
  return { DBClusterSnapshot: clusterSnapshotView(call, snapshot) }
}

export function deleteDBSnapshot(
  input: DeleteDBSnapshotCommandInput,
  call: CallContext,
): DeleteDBSnapshotResult {
  const snapshot = removeSnapshot(call, INSTANCE_SNAPSHOTS, input.DBSnapshotIdentifier)
  return { DBSnapshot: { ...instanceSnapshotView(call, snapshot), Status: 'deleted' } }
}

export function deleteDBClusterSnapshot(
  input: DeleteDBClusterSnapshotCommandInput,
  call: CallContext,
): DeleteDBClusterSnapshotResult {
  const snapshot = removeSnapshot(call, CLUSTER_SNAPSHOTS, input.DBClusterSnapshotIdentifier)
  return { DBClusterSnapshot: { ...clusterSnapshotView(call, snapshot), Status: 'deleted' } }
}

/** Starts a manual snapshot of something whose state allows it. */
export function takeSnapshot(
  call: CallContext,
  of: { readonly scope: 'instance' | 'cluster'; readonly source: Instance | Cluster },
  id: string,
  tags: CreateDBSnapshotCommandInput['Tags'],
): Snapshot {
  const { scope, source } = of
  const family = scope === 'instance' ? INSTANCE_SNAPSHOTS : CLUSTER_SNAPSHOTS
  const copied = source.copyTagsToSnapshot ? source.tags : {}
  return createSnapshot(call.world, {
    accountId: call.caller.accountId,
    region: call.region,
    id,
    nowMs: call.clock.nowMs(),
    scope,
    source,
    database: source.database,
    durationMs: snapshotDurationMs(source.database.allocatedGiB),
    fault: takeJobFault(call.world, 'rds', family.createOperation, id),
    tags: tagsFrom(tags, copied),
  })
}

/** @throws AwsError when the caller has a snapshot of that name */
export function assertFree(call: CallContext, family: SnapshotFamily, id: string): void {
  if (family.kept(own(call))[arnOf(call, family.arnKind, id)] !== undefined) throw family.alreadyExists(id)
}

/** About a minute and a half, and a second more for each GiB: realistic enough to be waited for. */
export function snapshotDurationMs(allocatedGiB: number): number {
  return 90_000 + allocatedGiB * 1_000
}

function removeSnapshot(call: CallContext, family: SnapshotFamily, ref: string | undefined): Snapshot {
  const snapshot = ownSnapshot(call, family, ref)
  const status = snapshotStatus(call, snapshot)
  if (snapshot.type === 'automated') {
    throw family.invalidState(`Snapshot ${snapshot.id} is not a manual snapshot and cannot be deleted.`)
  }
  // Only a cluster snapshot is ever `copying`; deleting it then is how its copy is cancelled.
  if (status !== 'available' && status !== 'failed' && status !== 'copying') {
    throw family.invalidState(`Cannot delete the snapshot because it is in state ${status}.`)
  }
  delete family.kept(own(call))[snapshot.arn]
  return snapshot
}
