import { type Static, Type } from 'typebox'
import type { IamRequirement, StepFacts } from '../../../model/action-facts.js'
import { partitionOf } from '../../../model/partition.js'
import type { ReadContext, Receipt } from '../../kit/definition.js'
import { isOurs } from '../../kit/ownership-tags.js'
import { describeKeyIam, grantForServiceIam } from '../../kms/key.js'
import { storeOf } from '../kinds/kinds.js'
import { SnapshotKindSchema } from '../kinds/schema.js'
import type { CopyRequest, Snapshot } from '../kinds/snapshot.js'

export const copyParams = Type.Object(
  {
    source_snapshot_arn: Type.String({
      pattern: '^arn:aws[a-z-]*:(rds|ec2):[a-z0-9-]+:[0-9]*:.+$',
      description: 'ARN of the shared snapshot in the source account.',
      examples: ['arn:aws:rds:eu-west-1:111111111111:snapshot:orders-db-cutover-2026-03-01'],
    }),
    snapshot_kind: SnapshotKindSchema,
    target_snapshot_identifier: Type.String({
      pattern: '^[A-Za-z](-?[A-Za-z0-9])*$',
      maxLength: 255,
      description: 'Identifier of the copy in the target account (EBS: its Name tag).',
      examples: ['orders-db-cutover-copy'],
    }),
    target_kms_key_arn: Type.String({
      pattern: '^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/.+$',
      description: 'Key of the target account that the copy is encrypted with, by ARN.',
      examples: ['arn:aws:kms:eu-west-1:222222222222:key/2b3c4d5e-0000-4000-8000-000000000002'],
    }),
    source_region: Type.Optional(
      Type.String({
        pattern: '^[a-z]{2}(-[a-z]+)+-[0-9]$',
        description: 'Region of the shared snapshot. Default: the one in its ARN.',
        examples: ['eu-west-1'],
      }),
    ),
  },
  { additionalProperties: false },
)
export type CopyParams = Static<typeof copyParams>

export function requestOf(params: CopyParams): CopyRequest {
  return {
    sourceArn: params.source_snapshot_arn,
    sourceRegion: params.source_region ?? params.source_snapshot_arn.split(':')[3] ?? '',
    targetIdentifier: params.target_snapshot_identifier,
    targetKmsKeyArn: params.target_kms_key_arn,
  }
}

export function targetArn(params: CopyParams, at: { region: string; accountId: string }): string {
  return storeOf(params.snapshot_kind).arnOf(params.target_snapshot_identifier, at)
}

/**
 * The copy also reads with the snapshot's own key, in the caller's name; which key of the source account that is
 * only the snapshot knows. The key's policy or a grant has to allow it too (RDS User Guide, "Sharing encrypted
 * snapshots").
 */
export function sourceKeyIam(params: CopyParams, facts: StepFacts): readonly IamRequirement[] {
  const { sourceArn, sourceRegion } = requestOf(params)
  const owner = sourceArn.split(':')[4] || facts.source.accountId
  const keys = `arn:${partitionOf(sourceRegion)}:kms:${sourceRegion}:${owner}:key/*`
  return [describeKeyIam('target', keys), grantForServiceIam('target', keys)]
}

/** From another region only the owner can look at the snapshot. */
export function describeSource(params: CopyParams, ctx: ReadContext): Promise<Snapshot | null> {
  const request = requestOf(params)
  const account = request.sourceRegion === ctx.target.region ? ctx.target : ctx.source
  return storeOf(params.snapshot_kind).describe(account, request.sourceArn, ctx.signal)
}

export function findCopies(params: CopyParams, ctx: ReadContext): Promise<readonly Snapshot[]> {
  return storeOf(params.snapshot_kind).findCopies(ctx.target, params.target_snapshot_identifier, ctx.signal)
}

/** Ours before anyone else's. */
export function pick(copies: readonly Snapshot[], ctx: ReadContext): Snapshot | null {
  return copies.find((copy) => isOurs(copy.tags, ctx)) ?? copies[0] ?? null
}

/** By the id in the receipt where there is one: a name tag can be moved, an id cannot. */
export async function copyOf(
  params: CopyParams,
  receipt: Receipt | null,
  ctx: ReadContext,
): Promise<Snapshot | null> {
  const id = receipt?.snapshot_id
  if (typeof id === 'string') return storeOf(params.snapshot_kind).describe(ctx.target, id, ctx.signal)
  return pick(await findCopies(params, ctx), ctx)
}

export function receiptOf(copy: Snapshot, createdByThisStep: boolean): Receipt {
  return { snapshot_id: copy.id, snapshot_arn: copy.arn, created_by_this_step: createdByThisStep }
}

export function identityOf(snapshot: Snapshot) {
  const { arn, createdAt: created_at, status, kmsKeyArn: kms_key_arn } = snapshot
  return { arn, created_at, status, kms_key_arn }
}
