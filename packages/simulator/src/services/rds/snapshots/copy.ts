import type {
  CopyDBClusterSnapshotCommandInput,
  CopyDBClusterSnapshotResult,
  CopyDBSnapshotCommandInput,
  CopyDBSnapshotResult,
  Tag,
} from '@aws-sdk/client-rds'
import { AwsError } from '../../../kernel/error.js'
import type { CallContext } from '../../../kernel/service.js'
import { takeJobFault } from '../../common/job-fault.js'
import { tagsFrom } from '../../common/tags.js'
import { isOver } from '../../common/timing.js'
import { createSnapshot } from '../build.js'
import { assertSourceKey, usableKeyArn } from '../encryption.js'
import { assertIdentifier, invalidCombination, invalidValue } from '../errors.js'
import { settled } from '../find.js'
import { snapshotStatus } from '../lifecycle.js'
import type { Snapshot } from '../state.js'
import { assertFree, snapshotDurationMs } from './create.js'
import { CLUSTER_SNAPSHOTS, INSTANCE_SNAPSHOTS, readableSnapshot, type SnapshotFamily } from './family.js'
import { clusterSnapshotView, instanceSnapshotView } from './view.js'

const MAX_COPIES_IN_PROGRESS = 20

interface CopyRequest {
  readonly sourceRef: string | undefined
  readonly targetId: string
  readonly kmsKeyId: string | undefined
  readonly copyTags: boolean
  readonly tags: Tag[] | undefined
}

export function copyDBSnapshot(input: CopyDBSnapshotCommandInput, call: CallContext): CopyDBSnapshotResult {
  const targetId = assertIdentifier('TargetDBSnapshotIdentifier', input.TargetDBSnapshotIdentifier, 255)
  const snapshot = copy(call, INSTANCE_SNAPSHOTS, {
    sourceRef: input.SourceDBSnapshotIdentifier,
    targetId,
    kmsKeyId: input.KmsKeyId,
    copyTags: input.CopyTags ?? false,
    tags: input.Tags,
  })
  return { DBSnapshot: instanceSnapshotView(call, snapshot) }
}

export function copyDBClusterSnapshot(
  input: CopyDBClusterSnapshotCommandInput,
  call: CallContext,
): CopyDBClusterSnapshotResult {
  const targetId = assertIdentifier(
    'TargetDBClusterSnapshotIdentifier',
    input.TargetDBClusterSnapshotIdentifier,
  )
  const snapshot = copy(call, CLUSTER_SNAPSHOTS, {
    sourceRef: input.SourceDBClusterSnapshotIdentifier,
    targetId,
    kmsKeyId: input.KmsKeyId,
    copyTags: input.CopyTags ?? false,
    tags: input.Tags,
  })
  return { DBClusterSnapshot: clusterSnapshotView(call, snapshot) }
}

function copy(call: CallContext, family: SnapshotFamily, wanted: CopyRequest): Snapshot {
  const source = readableSnapshot(call, family, wanted.sourceRef)
  const status = snapshotStatus(call, source)
  if (status !== 'available') throw family.invalidState(`Snapshot ${source.id} is in state ${status}.`)
  assertFree(call, family, wanted.targetId)
  assertBelowQuota(call, family)
  const foreign = source.accountId !== call.caller.accountId
  const kmsKeyArn = targetKeyArn(call, family, source, wanted.kmsKeyId)
  // Tags belong to the owner's account: those of a shared snapshot are never copied.
  const inherited = wanted.copyTags && !foreign ? source.tags : {}
  return createSnapshot(call.world, {
    accountId: call.caller.accountId,
    region: call.region,
    id: wanted.targetId,
    nowMs: call.clock.nowMs(),
    scope: family.arnKind === 'snapshot' ? 'instance' : 'cluster',
    source: {
      id: source.sourceId,
      resourceId: source.sourceResourceId,
      createdMs: source.sourceCreatedMs,
    },
    database: { ...source.database, kmsKeyArn },
    copyOf: source.arn,
    originalMs: source.originalMs,
    durationMs: 2 * snapshotDurationMs(source.database.allocatedGiB),
    fault: takeJobFault(call.world, 'rds', family.copyOperation, wanted.targetId),
    tags: wanted.tags === undefined ? inherited : tagsFrom(wanted.tags),
  })
}

/**
 * The key of the copy. A shared encrypted snapshot must be re-encrypted with a key that the caller names, and
 * the owner's key must be usable by the caller, through its policy or a grant.
 */
function targetKeyArn(
  call: CallContext,
  family: SnapshotFamily,
  source: Snapshot,
  kmsKeyId: string | undefined,
): string | undefined {
  const foreign = source.accountId !== call.caller.accountId
  const sourceKeyArn = source.database.kmsKeyArn
  if (sourceKeyArn === undefined) {
    if (kmsKeyId !== undefined && family === CLUSTER_SNAPSHOTS) {
      throw invalidCombination('KmsKeyId cannot be specified for an unencrypted DB cluster snapshot.')
    }
    return kmsKeyId === undefined ? undefined : usableKeyArn(call, kmsKeyId, 'The target')
  }
  if (foreign && kmsKeyId === undefined) {
    throw invalidValue('Must specify new KMS key for copying a shared encrypted snapshot.')
  }
  const targetArn = kmsKeyId === undefined ? sourceKeyArn : usableKeyArn(call, kmsKeyId, 'The target')
  assertSourceKey(call, sourceKeyArn)
  return targetArn
}

function assertBelowQuota(call: CallContext, family: SnapshotFamily): void {
  const copying = Object.values(family.kept(settled(call))).filter(
    (snapshot) => snapshot.copyOf !== undefined && !isOver(call, snapshot.createdMs, snapshot.durationMs),
  )
  if (copying.length < MAX_COPIES_IN_PROGRESS) return
  throw new AwsError(
    'SnapshotQuotaExceeded',
    'The request cannot be processed because it would exceed the maximum number of snapshots.',
  )
}
