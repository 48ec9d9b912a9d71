import { type Static, Type } from 'typebox'
import type { ReadContext } from '../../kit/definition.js'
import { isOurs } from '../../kit/ownership-tags.js'
import { describeKey, type KeyFacts } from '../../kms/key.js'
import { DatabaseSnapshotKindSchema } from '../../snapshots/kinds/schema.js'
import type { Snapshot } from '../../snapshots/kinds/snapshot.js'
import type { Database, RestoreRequest } from '../kinds/database.js'
import { databaseKind } from '../kinds/kinds.js'
import { SNAPSHOT_TAG } from '../kinds/words.js'
import { subnetGroupVpc } from '../subnet-group.js'

/** Nothing that RDS would fill in with a default of its own is optional here. */
export const restoreParams = Type.Object(
  {
    snapshot_kind: DatabaseSnapshotKindSchema,
    snapshot_identifier: Type.String({
      minLength: 1,
      description: 'The snapshot to restore: its identifier in the target account, or a shared ARN.',
      examples: ['orders-db-cutover-copy'],
    }),
    source_snapshot_arn: Type.Optional(
      Type.String({
        pattern: '^arn:aws[a-z-]*:rds:.+$',
        description: 'Where the snapshot was copied from; checked when given.',
        examples: ['arn:aws:rds:eu-west-1:111111111111:snapshot:orders-db-cutover-2026-03-01'],
      }),
    ),
    target_identifier: Type.String({
      pattern: '^[A-Za-z](-?[A-Za-z0-9])*$',
      maxLength: 63,
      description: 'Name of the new instance or cluster.',
      examples: ['orders-db'],
    }),
    engine: Type.Optional(
      Type.String({ description: 'Engine of the cluster; clusters only.', examples: ['aurora-postgresql'] }),
    ),
    instance_class: Type.Optional(
      Type.String({
        pattern: '^db\\..+$',
        description: 'Class of the instance (or of the instances of a Multi-AZ cluster; not Aurora).',
        examples: ['db.r6g.large'],
      }),
    ),
    subnet_group_name: Type.String({
      minLength: 1,
      description: 'DB subnet group in the target account: decides the VPC.',
      examples: ['orders-private'],
    }),
    security_group_ids: Type.Array(
      Type.String({ pattern: '^sg-[0-9a-z]+$', examples: ['sg-0a1b2c3d4e5f60718'] }),
      {
        minItems: 1,
        description: 'VPC security groups in the target account.',
        examples: [['sg-0a1b2c3d4e5f60718']],
      },
    ),
    parameter_group_name: Type.String({
      minLength: 1,
      description: 'DB (cluster) parameter group in the target account.',
      examples: ['orders-postgres16'],
    }),
    kms_key_arn: Type.Union(
      [Type.String({ pattern: '^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/.+$' }), Type.Null()],
      {
        description: 'Key of the target account that encrypts the database; null only for unencrypted data.',
        examples: ['arn:aws:kms:eu-west-1:222222222222:key/2b3c4d5e-0000-4000-8000-000000000002'],
      },
    ),
    multi_az: Type.Optional(
      Type.Boolean({ description: 'A standby in a second zone; instances only.', examples: [true] }),
    ),
    publicly_accessible: Type.Optional(
      Type.Boolean({ description: 'A public address. Default: none.', examples: [false] }),
    ),
  },
  { additionalProperties: false },
)
export type RestoreParams = Static<typeof restoreParams>

export function requestOf(params: RestoreParams): RestoreRequest {
  return {
    targetIdentifier: params.target_identifier,
    snapshotRef: params.snapshot_identifier,
    engine: params.engine ?? null,
    instanceClass: params.instance_class ?? null,
    subnetGroupName: params.subnet_group_name,
    securityGroupIds: params.security_group_ids,
    parameterGroupName: params.parameter_group_name,
    kmsKeyArn: params.kms_key_arn,
    multiAz: params.multi_az ?? null,
    publiclyAccessible: params.publicly_accessible ?? false,
  }
}

/** All that a restore depends on, as AWS has it. */
export interface RestoreScene {
  readonly snapshot: Snapshot | null
  readonly database: Database | null
  /** VPC of the subnet group; null when there is no such group. */
  readonly vpcId: string | null
  readonly parameterGroupExists: boolean
  /** Null when none is named, or it does not exist. */
  readonly key: KeyFacts | null
}

export async function lookAt(params: RestoreParams, ctx: ReadContext): Promise<RestoreScene> {
  const { snapshots, databases } = databaseKind(params.snapshot_kind)
  const { target, signal } = ctx
  return {
    snapshot: await snapshots.describe(target, params.snapshot_identifier, signal),
    database: await describeTarget(params, ctx),
    vpcId: await subnetGroupVpc(target, params.subnet_group_name, signal),
    parameterGroupExists: await databases.parameterGroupExists(target, params.parameter_group_name, signal),
    key: params.kms_key_arn === null ? null : await describeKey(target, params.kms_key_arn, signal),
  }
}

export function describeTarget(params: RestoreParams, ctx: ReadContext): Promise<Database | null> {
  return databaseKind(params.snapshot_kind).databases.describe(
    ctx.target,
    params.target_identifier,
    ctx.signal,
  )
}

/** By the tags of this very step and of this very snapshot. */
export function wasRestoredByUs(params: RestoreParams, database: Database, ctx: ReadContext): boolean {
  const { snapshots } = databaseKind(params.snapshot_kind)
  const snapshotArn = snapshots.arnOf(params.snapshot_identifier, ctx.facts.target)
  return isOurs(database.tags, ctx) && database.tags[SNAPSHOT_TAG] === snapshotArn
}
