import type { ReadContext } from '../../kit/definition.js'
import { targetKeyBlockers } from '../../kms/key.js'
import { readiness, type Snapshot } from '../../snapshots/kinds/snapshot.js'
import { databaseKind } from '../kinds/kinds.js'
import { type RestoreParams, type RestoreScene, requestOf } from './look.js'
import { describeDatabase } from './words.js'

/** Why a restore must not be executed as things are; each says what to do. */
export function restoreBlockers(
  params: RestoreParams,
  ctx: ReadContext,
  seen: RestoreScene,
): readonly string[] {
  const { databases } = databaseKind(params.snapshot_kind)
  const { snapshot, database, vpcId, parameterGroupExists, key } = seen
  const account = ctx.target.accountId
  const blockers = [...databases.misfits(requestOf(params))]
  if (snapshot === null) {
    blockers.push(
      `There is no snapshot ${params.snapshot_identifier} in account ${account}, nor one shared with it. ` +
        'Copy it there first.',
    )
  } else {
    blockers.push(...snapshotBlockers(params, ctx, snapshot, key?.arn ?? params.kms_key_arn))
  }
  if (database !== null) {
    blockers.push(
      `There is a ${databases.word} of that name already: ${describeDatabase(database)}. ` +
        'Choose another target_identifier, or remove it.',
    )
  }
  if (vpcId === null) {
    blockers.push(
      `There is no DB subnet group ${params.subnet_group_name} in account ${account}. Create it first.`,
    )
  }
  if (!parameterGroupExists) {
    blockers.push(
      `There is no parameter group ${params.parameter_group_name} for a ${databases.word} in account ${account}. ` +
        'Create it first.',
    )
  }
  if (params.kms_key_arn !== null) blockers.push(...targetKeyBlockers(params.kms_key_arn, key))
  return blockers
}

function snapshotBlockers(
  params: RestoreParams,
  ctx: ReadContext,
  snapshot: Snapshot,
  keyArn: string | null,
): readonly string[] {
  const blockers: string[] = []
  if (readiness(snapshot) !== 'ready') {
    blockers.push(`The snapshot ${snapshot.arn} is ${snapshot.status}. Wait until it is available.`)
  }
  if (snapshot.ownerAccountId !== ctx.target.accountId && snapshot.encrypted) {
    blockers.push(
      `${snapshot.arn} belongs to account ${snapshot.ownerAccountId} and is encrypted: AWS restores only a copy ` +
        'of it that the target account owns. Copy it first.',
    )
  }
  if (params.source_snapshot_arn !== undefined && !descends(snapshot, params.source_snapshot_arn)) {
    blockers.push(
      `${snapshot.arn} is ${snapshot.copyOf === null ? 'not a copy' : `a copy of ${snapshot.copyOf}`}, ` +
        `but the step wants the data of ${params.source_snapshot_arn}. Correct one of the two.`,
    )
  }
  blockers.push(...encryptionBlockers(params, snapshot, keyArn))
  return blockers
}

function descends(snapshot: Snapshot, sourceArn: string): boolean {
  return snapshot.arn === sourceArn || snapshot.copyOf === sourceArn
}

/** An instance always keeps the key of its snapshot; a cluster can be given another, but never lose one. */
function encryptionBlockers(
  params: RestoreParams,
  snapshot: Snapshot,
  keyArn: string | null,
): readonly string[] {
  if (params.kms_key_arn === null) {
    if (!snapshot.encrypted) return []
    return [
      `${snapshot.arn} is encrypted with ${snapshot.kmsKeyArn ?? 'an unknown key'}, but the step says that the ` +
        "data is not encrypted. Set the step's kms_key_arn.",
    ]
  }
  if (params.snapshot_kind === 'db-cluster' || snapshot.kmsKeyArn === keyArn) return []
  return [
    `An instance keeps the key of its snapshot, which is ${snapshot.kmsKeyArn ?? 'none'}, not ${keyArn ?? ''}. ` +
      'Copy the snapshot with that key first.',
  ]
}
