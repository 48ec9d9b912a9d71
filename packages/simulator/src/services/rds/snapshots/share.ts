import type {
  DescribeDBClusterSnapshotAttributesCommandInput,
  DescribeDBClusterSnapshotAttributesResult,
  DescribeDBSnapshotAttributesCommandInput,
  DescribeDBSnapshotAttributesResult,
  ModifyDBClusterSnapshotAttributeCommandInput,
  ModifyDBClusterSnapshotAttributeResult,
  ModifyDBSnapshotAttributeCommandInput,
  ModifyDBSnapshotAttributeResult,
} from '@aws-sdk/client-rds'
import { AwsError } from '../../../kernel/error.js'
import type { CallContext } from '../../../kernel/service.js'
import { isManagedKey } from '../encryption.js'
import { invalidCombination, invalidValue } from '../errors.js'
import { snapshotStatus } from '../lifecycle.js'
import type { Snapshot } from '../state.js'
import { CLUSTER_SNAPSHOTS, INSTANCE_SNAPSHOTS, ownSnapshot, type SnapshotFamily } from './family.js'

const MAX_SHARED_ACCOUNTS = 20

interface Change {
  readonly AttributeName: string | undefined
  readonly ValuesToAdd?: string[] | undefined
  readonly ValuesToRemove?: string[] | undefined
}

export function describeDBSnapshotAttributes(
  input: DescribeDBSnapshotAttributesCommandInput,
  call: CallContext,
): DescribeDBSnapshotAttributesResult {
  const snapshot = ownSnapshot(call, INSTANCE_SNAPSHOTS, input.DBSnapshotIdentifier)
  return { DBSnapshotAttributesResult: instanceResult(snapshot) }
}

export function modifyDBSnapshotAttribute(
  input: ModifyDBSnapshotAttributeCommandInput,
  call: CallContext,
): ModifyDBSnapshotAttributeResult {
  const snapshot = ownSnapshot(call, INSTANCE_SNAPSHOTS, input.DBSnapshotIdentifier)
  change(call, INSTANCE_SNAPSHOTS, snapshot, input)
  return { DBSnapshotAttributesResult: instanceResult(snapshot) }
}

export function describeDBClusterSnapshotAttributes(
  input: DescribeDBClusterSnapshotAttributesCommandInput,
  call: CallContext,
): DescribeDBClusterSnapshotAttributesResult {
  const snapshot = ownSnapshot(call, CLUSTER_SNAPSHOTS, input.DBClusterSnapshotIdentifier)
  return { DBClusterSnapshotAttributesResult: clusterResult(snapshot) }
}

export function modifyDBClusterSnapshotAttribute(
  input: ModifyDBClusterSnapshotAttributeCommandInput,
  call: CallContext,
): ModifyDBClusterSnapshotAttributeResult {
  const snapshot = ownSnapshot(call, CLUSTER_SNAPSHOTS, input.DBClusterSnapshotIdentifier)
  change(call, CLUSTER_SNAPSHOTS, snapshot, input)
  return { DBClusterSnapshotAttributesResult: clusterResult(snapshot) }
}

function change(call: CallContext, family: SnapshotFamily, snapshot: Snapshot, wanted: Change): void {
  if (wanted.AttributeName !== 'restore') {
    throw invalidValue(`Invalid snapshot attribute ${wanted.AttributeName ?? ''}`)
  }
  const add = wanted.ValuesToAdd ?? []
  const remove = wanted.ValuesToRemove ?? []
  const both = add.filter((value) => remove.includes(value))
  if (both.length > 0) {
    throw invalidCombination(
      `A value may not appear in both the add list and remove list. [${both.join(', ')}]`,
    )
  }
  const wrong = [...add, ...remove].find((value) => value !== 'all' && !/^\d{12}$/.test(value))
  if (wrong !== undefined) throw invalidValue(`Invalid account ID: ${wrong}`)
  if (add.length > 0) assertShareable(call, family, snapshot, add)
  const shared = [...new Set([...snapshot.sharedWith, ...add])].filter((value) => !remove.includes(value))
  if (shared.length > MAX_SHARED_ACCOUNTS) {
    throw new AwsError(
      'SharedSnapshotQuotaExceeded',
      'The request cannot be processed because it would exceed the maximum number of snapshots.',
    )
  }
  snapshot.sharedWith = shared
}

function assertShareable(call: CallContext, family: SnapshotFamily, snapshot: Snapshot, add: string[]): void {
  if (snapshot.type === 'automated') {
    throw family.invalidState(
      'Automated snapshots cannot be shared. Copy the snapshot to a manual snapshot first.',
    )
  }
  const status = snapshotStatus(call, snapshot)
  if (status !== 'available') throw family.invalidState(`The snapshot ${snapshot.id} is in state ${status}.`)
  const { kmsKeyArn } = snapshot.database
  if (kmsKeyArn === undefined) return
  if (isManagedKey(call, kmsKeyArn)) {
    throw invalidCombination(
      'Sharing snapshots encrypted with the default service key for RDS is currently not supported.',
    )
  }
  if (add.includes('all')) throw invalidCombination('Encrypted snapshots cannot be shared publicly.')
}

function instanceResult(snapshot: Snapshot) {
  return {
    DBSnapshotIdentifier: snapshot.id,
    DBSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: [...snapshot.sharedWith] }],
  }
}

function clusterResult(snapshot: Snapshot) {
  return {
    DBClusterSnapshotIdentifier: snapshot.id,
    DBClusterSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: [...snapshot.sharedWith] }],
  }
}
