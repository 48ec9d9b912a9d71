/**
 * Instance snapshots and cluster snapshots obey the same rules under different names. What differs is here.
 */
import { AwsError } from '../../../kernel/error.js'
import type { CallContext } from '../../../kernel/service.js'
import { parseArn } from '../../common/ids.js'
import { type ArnKind, arnOf, own, type RdsState, rds, type Snapshot } from '../state.js'

export interface SnapshotFamily {
  readonly arnKind: ArnKind
  /** The request member that names a new or copied snapshot. */
  readonly copyOperation: 'CopyDBSnapshot' | 'CopyDBClusterSnapshot'
  readonly createOperation: 'CreateDBSnapshot' | 'CreateDBClusterSnapshot'
  readonly kept: (state: RdsState) => Record<string, Snapshot>
  readonly notFound: (id: string) => AwsError
  readonly alreadyExists: (id: string) => AwsError
  readonly invalidState: (message: string) => AwsError
}

const exists = (id: string) =>
  `Cannot create the snapshot because a snapshot with the identifier ${id} already exists.`

export const INSTANCE_SNAPSHOTS: SnapshotFamily = {
  arnKind: 'snapshot',
  copyOperation: 'CopyDBSnapshot',
  createOperation: 'CreateDBSnapshot',
  kept: (state) => state.snapshots,
  notFound: (id) => new AwsError('DBSnapshotNotFound', `DBSnapshot ${id} not found.`, 404),
  alreadyExists: (id) => new AwsError('DBSnapshotAlreadyExists', exists(id)),
  invalidState: (message) => new AwsError('InvalidDBSnapshotState', message),
}

export const CLUSTER_SNAPSHOTS: SnapshotFamily = {
  arnKind: 'cluster-snapshot',
  copyOperation: 'CopyDBClusterSnapshot',
  createOperation: 'CreateDBClusterSnapshot',
  kept: (state) => state.clusterSnapshots,
  notFound: (id) => new AwsError('DBClusterSnapshotNotFoundFault', `DBClusterSnapshot ${id} not found.`, 404),
  alreadyExists: (id) => new AwsError('DBClusterSnapshotAlreadyExistsFault', exists(id)),
  invalidState: (message) => new AwsError('InvalidDBClusterSnapshotStateFault', message),
}

/** A snapshot of the caller's own, by identifier or ARN. */
export function ownSnapshot(call: CallContext, family: SnapshotFamily, ref: string | undefined): Snapshot {
  const found = family.kept(own(call))[arnOf(call, family.arnKind, ref ?? '')]
  if (found === undefined) throw family.notFound(ref ?? '')
  return found
}

/**
 * A snapshot that the caller may read: its own, or by ARN one that another account shares with it. One that is
 * not shared is not found.
 */
export function readableSnapshot(
  call: CallContext,
  family: SnapshotFamily,
  ref: string | undefined,
): Snapshot {
  const owner = parseArn(ref ?? '')?.accountId ?? call.caller.accountId
  if (owner === call.caller.accountId) return ownSnapshot(call, family, ref)
  const shared = sharedSnapshots(call, family).find((snapshot) => snapshot.arn === ref)
  if (shared === undefined) throw family.notFound(ref ?? '')
  return shared
}

/** What other accounts share with the caller by name, in the Region of the call. */
export function sharedSnapshots(call: CallContext, family: SnapshotFamily): Snapshot[] {
  return otherSnapshots(call, family).filter(
    (snapshot) => snapshot.sharedWith.includes(call.caller.accountId) || snapshot.sharedWith.includes('all'),
  )
}

function otherSnapshots(call: CallContext, family: SnapshotFamily): Snapshot[] {
  return rds
    .all(call.world)
    .filter(([accountId]) => accountId !== call.caller.accountId)
    .flatMap(([, state]) => Object.values(family.kept(state)))
    .filter((snapshot) => snapshot.region === call.region)
}
