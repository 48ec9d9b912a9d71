import type { CallContext, Permission, ServiceBehaviour } from '../../kernel/service.js'
import { permissionsOf } from '../iam/permissions.js'
import { arnOfKey } from './encryption.js'
import {
  CLUSTER_SNAPSHOTS,
  INSTANCE_SNAPSHOTS,
  readableSnapshot,
  type SnapshotFamily,
} from './snapshots/family.js'
import { arnOf } from './state.js'

type Input = Readonly<Record<string, unknown>>

/** Operations that make something encrypted from a snapshot: where they name it, and what they make. */
const FROM_SNAPSHOT: Readonly<
  Record<
    string,
    { family: SnapshotFamily; source: string; made: (input: Input, call: CallContext) => string }
  >
> = {
  CopyDBSnapshot: {
    family: INSTANCE_SNAPSHOTS,
    source: 'SourceDBSnapshotIdentifier',
    made: (input, call) => arnOf(call, 'snapshot', String(input.TargetDBSnapshotIdentifier)),
  },
  CopyDBClusterSnapshot: {
    family: CLUSTER_SNAPSHOTS,
    source: 'SourceDBClusterSnapshotIdentifier',
    made: (input, call) => arnOf(call, 'cluster-snapshot', String(input.TargetDBClusterSnapshotIdentifier)),
  },
  RestoreDBInstanceFromDBSnapshot: {
    family: INSTANCE_SNAPSHOTS,
    source: 'DBSnapshotIdentifier',
    made: (input, call) => arnOf(call, 'db', String(input.DBInstanceIdentifier)),
  },
  RestoreDBClusterFromSnapshot: {
    family: CLUSTER_SNAPSHOTS,
    source: 'SnapshotIdentifier',
    made: (input, call) => arnOf(call, 'cluster', String(input.DBClusterIdentifier)),
  },
}

/**
 * RDS uses keys in the caller's name, who needs DescribeKey and CreateGrant on the one that reads and the one
 * that writes ("Authorizing use of a customer managed key", RDS User Guide); tags given at creation need
 * AddTagsToResource.
 */
export const permissions: NonNullable<ServiceBehaviour['permissions']> = (operation, input, call) => {
  const known = FROM_SNAPSHOT[operation]
  if (known === undefined) return undefined
  const source = input[known.source]
  const tagged = Array.isArray(input.Tags) && input.Tags.length > 0
  return [
    ...permissionsOf('rds', operation, input, call),
    ...(tagged ? [{ action: 'rds:AddTagsToResource', resource: known.made(input, call) }] : []),
    ...keysOf(input, call, known.family, source).flatMap((key) => keyUse(key, call)),
  ]
}

/** Customer managed keys alone: an AWS managed one is allowed by its own policy. */
function keysOf(input: Input, call: CallContext, family: SnapshotFamily, source: unknown): readonly string[] {
  const named = typeof input.KmsKeyId === 'string' ? arnOfKey(call, input.KmsKeyId) : undefined
  const read = keyOfSnapshot(call, family, source)
  return [...new Set([named, read])].filter((arn) => arn !== undefined)
}

/** A snapshot that cannot be seen is the operation's own business to refuse. */
function keyOfSnapshot(call: CallContext, family: SnapshotFamily, source: unknown): string | undefined {
  try {
    return readableSnapshot(call, family, String(source)).database.kmsKeyArn
  } catch {
    return undefined
  }
}

function keyUse(resource: string, call: CallContext): readonly Permission[] {
  const via = { 'kms:viaservice': [`rds.${call.region}.amazonaws.com`] }
  return [
    { action: 'kms:DescribeKey', resource, context: via },
    { action: 'kms:CreateGrant', resource, context: { ...via, 'kms:grantisforawsresource': ['true'] } },
  ]
}
