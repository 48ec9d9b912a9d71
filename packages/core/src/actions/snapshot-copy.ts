import { type Static, Type } from 'typebox'
import { awsCommand } from './cli.js'
import {
  type ActionDefinition,
  type Check,
  defineAction,
  type PollResult,
  preview,
  type ReadContext,
  type Receipt,
} from './definition.js'
import {
  describeKey,
  describeKeyIam,
  grantForServiceIam,
  type KeyFacts,
  targetKeyBlockers,
} from './snapshots/key.js'
import { isOurs, ownershipTags } from './snapshots/ownership.js'
import { SnapshotKindSchema } from './snapshots/schema.js'
import { type CopyRequest, describeSnapshot, readiness, type Snapshot } from './snapshots/snapshot.js'
import { storeOf } from './snapshots/stores.js'

const Params = Type.Object(
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
type CopyParams = Static<typeof Params>

/** Makes a shared snapshot the target account's own, encrypted with the target account's key. */
export const snapshotCopy: ActionDefinition<typeof Params> = defineAction({
  name: 'snapshot-copy',
  title: 'Copy a shared snapshot into the target account, re-encrypted with a key of that account.',
  account: 'target',
  tool: 'aws-sdk',
  params: Params,
  idempotency: 'adopt',
  longRunning: { pollIntervalSeconds: 60, terminalStates: ['available', 'completed', 'failed', 'error'] },
  risk: 'medium',
  irreversible: null,
  estimatedSeconds: 1_800,

  resource(params) {
    const store = storeOf(params.snapshot_kind)
    return {
      arn: params.source_snapshot_arn,
      type: store.resourceType,
      name: params.target_snapshot_identifier,
    }
  },
  cli: (params, facts) => {
    const parts = storeOf(params.snapshot_kind).cli.copy(requestOf(params), facts)
    const flags = { 'key-id': params.target_kms_key_arn }
    const key = awsCommand('target', 'kms describe-key', flags, facts.target.region)
    return { ...parts, preview: `${parts.preview} && ${key}`, verify: `${parts.verify} && ${key}` }
  },
  iamActions: (params, facts) => [
    ...storeOf(params.snapshot_kind).iam.copy(requestOf(params), targetArn(params, facts.target)),
    describeKeyIam('target', params.target_kms_key_arn),
    grantForServiceIam('target', params.target_kms_key_arn),
  ],

  async preview(params, ctx) {
    const source = await describeSource(params, ctx)
    const key = await describeKey(ctx.target, params.target_kms_key_arn, ctx.signal)
    const copies = await findCopies(params, ctx)
    const existing = pick(copies, ctx)
    const alreadyDone =
      existing !== null && isPromised(params, existing, key) && readiness(existing) === 'ready'
    return preview({
      observation: {
        source: source === null ? null : identityOf(source),
        target: existing === null ? null : { ...identityOf(existing), copy_of: existing.copyOf },
        target_key: key === null ? null : { arn: key.arn, state: key.state },
      },
      before: [
        source === null
          ? `${params.source_snapshot_arn} cannot be seen from the target account`
          : describeSnapshot(source),
        existing === null
          ? `no snapshot ${params.target_snapshot_identifier} in account ${ctx.target.accountId}`
          : describeSnapshot(existing),
      ],
      after: [
        `${params.target_snapshot_identifier} in account ${ctx.target.accountId}, ${ctx.target.region}`,
        `encrypted with ${key?.arn ?? params.target_kms_key_arn}`,
      ],
      blockers: alreadyDone ? [] : blockersOf(params, ctx, source, key, existing),
      alreadyDone,
    })
  },

  async execute(params, ctx) {
    const store = storeOf(params.snapshot_kind)
    const copy = await store.copy(ctx.target, requestOf(params), ownershipTags(ctx), ctx.signal)
    return receiptOf(copy, true)
  },

  async reconcile(params, ctx) {
    const existing = pick(await findCopies(params, ctx), ctx)
    if (existing === null) {
      return { kind: 'not-done', evidence: [`no snapshot ${params.target_snapshot_identifier} exists`] }
    }
    const ours = isOurs(existing.tags, ctx)
    const evidence = [describeSnapshot(existing), ours ? 'tagged by this step' : 'not tagged by this step']
    const receipt = receiptOf(existing, ours)
    if (ours) return { kind: readiness(existing) === 'ready' ? 'done' : 'running', receipt, evidence }
    const key = await describeKey(ctx.target, params.target_kms_key_arn, ctx.signal)
    return isPromised(params, existing, key) && readiness(existing) === 'ready'
      ? { kind: 'done', receipt, evidence }
      : { kind: 'unknown', evidence }
  },

  async poll(params, receipt, ctx) {
    return pollOf(await copyOf(params, receipt, ctx))
  },

  async verify(params, receipt, ctx) {
    const copy = await copyOf(params, receipt, ctx)
    const key = await describeKey(ctx.target, params.target_kms_key_arn, ctx.signal)
    return { checks: checksOf(params, copy, key), ...(copy === null ? {} : { observed: { arn: copy.arn } }) }
  },

  rollback: {
    async run(params, receipt, ctx) {
      const copy = await copyOf(params, receipt, ctx)
      if (copy === null) return { receipt: { deleted: false }, remains: null }
      if (!isOurs(copy.tags, ctx)) {
        return {
          receipt: { deleted: false },
          remains: `${copy.arn} was not made by this step, and stays.`,
        }
      }
      await storeOf(params.snapshot_kind).delete(ctx.target, copy.id, ctx.signal)
      return { receipt: { deleted: true, snapshot_arn: copy.arn }, remains: null }
    },
    async poll(params, receipt, ctx) {
      const copy = await copyOf(params, receipt, ctx)
      const gone = copy === null || !isOurs(copy.tags, ctx)
      return {
        status: copy?.status ?? 'deleted',
        outcome: gone ? 'succeeded' : 'running',
        progress: null,
        message: null,
      }
    },
    async verify(params, receipt, ctx) {
      const copy = await copyOf(params, receipt, ctx)
      const ours = copy !== null && isOurs(copy.tags, ctx)
      return {
        checks: [
          {
            name: 'the copy of this step is gone',
            ok: !ours,
            expected: 'no such snapshot',
            found: ours ? describeSnapshot(copy) : 'no such snapshot',
          },
        ],
      }
    },
  },

  /**
   * Deleting a cluster snapshot that is still `copying` ends the copy (API reference, CopyDBClusterSnapshot).
   * A copy of an instance snapshot is `creating`, and RDS refuses until it is complete: its error is the answer.
   */
  async cancel(params, receipt, ctx) {
    const copy = await copyOf(params, receipt, ctx)
    if (copy === null || !isOurs(copy.tags, ctx)) return
    await storeOf(params.snapshot_kind).delete(ctx.target, copy.id, ctx.signal)
  },
})

function requestOf(params: CopyParams): CopyRequest {
  return {
    sourceArn: params.source_snapshot_arn,
    sourceRegion: params.source_region ?? params.source_snapshot_arn.split(':')[3] ?? '',
    targetIdentifier: params.target_snapshot_identifier,
    targetKmsKeyArn: params.target_kms_key_arn,
  }
}

function targetArn(params: CopyParams, at: { region: string; accountId: string }): string {
  return storeOf(params.snapshot_kind).arnOf(params.target_snapshot_identifier, at)
}

/** From another region only the owner can look at the snapshot. */
function describeSource(params: CopyParams, ctx: ReadContext): Promise<Snapshot | null> {
  const request = requestOf(params)
  const account = request.sourceRegion === ctx.target.region ? ctx.target : ctx.source
  return storeOf(params.snapshot_kind).describe(account, request.sourceArn, ctx.signal)
}

function findCopies(params: CopyParams, ctx: ReadContext): Promise<readonly Snapshot[]> {
  return storeOf(params.snapshot_kind).findCopies(ctx.target, params.target_snapshot_identifier, ctx.signal)
}

/** Ours before anyone else's. */
function pick(copies: readonly Snapshot[], ctx: ReadContext): Snapshot | null {
  return copies.find((copy) => isOurs(copy.tags, ctx)) ?? copies[0] ?? null
}

/** By the id in the receipt where there is one: a name tag can be moved, an id cannot. */
async function copyOf(
  params: CopyParams,
  receipt: Receipt | null,
  ctx: ReadContext,
): Promise<Snapshot | null> {
  const id = receipt?.snapshot_id
  if (typeof id === 'string') return storeOf(params.snapshot_kind).describe(ctx.target, id, ctx.signal)
  return pick(await findCopies(params, ctx), ctx)
}

function receiptOf(copy: Snapshot, createdByThisStep: boolean): Receipt {
  return { snapshot_id: copy.id, snapshot_arn: copy.arn, created_by_this_step: createdByThisStep }
}

function identityOf(snapshot: Snapshot) {
  const { arn, createdAt: created_at, status, kmsKeyArn: kms_key_arn } = snapshot
  return { arn, created_at, status, kms_key_arn }
}

/** Whether a snapshot is what this step promises, whoever made it. */
function isPromised(params: CopyParams, copy: Snapshot, key: KeyFacts | null): boolean {
  return copy.copyOf === params.source_snapshot_arn && key !== null && copy.kmsKeyArn === key.arn
}

function blockersOf(
  params: CopyParams,
  ctx: ReadContext,
  source: Snapshot | null,
  key: KeyFacts | null,
  existing: Snapshot | null,
): readonly string[] {
  const blockers = [...targetKeyBlockers(params.target_kms_key_arn, key)]
  if (source === null) {
    blockers.push(
      `${params.source_snapshot_arn} does not exist or is not shared with account ${ctx.target.accountId}. ` +
        'Share it first (snapshot-share).',
    )
  } else if (readiness(source) !== 'ready') {
    blockers.push(`${source.arn} is ${source.status}. Wait until it is complete.`)
  }
  if (source?.encrypted === false && params.snapshot_kind === 'db-cluster') {
    blockers.push(
      `${source.arn} is not encrypted, and RDS cannot encrypt a cluster snapshot by copying it. ` +
        'Restore the shared snapshot directly and name the key there.',
    )
  }
  if (existing !== null) {
    blockers.push(
      `There is a snapshot ${existing.arn} already (${existing.status}, ` +
        `${existing.copyOf === null ? 'not a copy' : `a copy of ${existing.copyOf}`}). ` +
        'Choose another target_snapshot_identifier, or delete it.',
    )
  }
  return blockers
}

function pollOf(copy: Snapshot | null): PollResult {
  if (copy === null) {
    return { status: 'not found', outcome: 'unknown', progress: null, message: 'The copy is not to be seen.' }
  }
  const progress = copy.percent === null ? null : { percent: copy.percent, unit: 'percent' as const }
  const outcome = { ready: 'succeeded', busy: 'running', failed: 'failed' } as const
  return { status: copy.status, outcome: outcome[readiness(copy)], progress, message: null }
}

function checksOf(params: CopyParams, copy: Snapshot | null, key: KeyFacts | null): readonly Check[] {
  const found = copy === null ? 'no such snapshot' : copy.status
  const expectedKey = key?.arn ?? params.target_kms_key_arn
  return [
    {
      name: 'the copy is complete',
      ok: copy !== null && readiness(copy) === 'ready',
      expected: params.snapshot_kind === 'ebs' ? 'completed' : 'available',
      found,
    },
    {
      name: 'it is a copy of the shared snapshot',
      ok: copy?.copyOf === params.source_snapshot_arn,
      expected: params.source_snapshot_arn,
      found: copy?.copyOf ?? 'unknown',
    },
    {
      name: 'it is encrypted with the target key',
      ok: copy?.kmsKeyArn === expectedKey,
      expected: expectedKey,
      found: copy?.kmsKeyArn ?? 'not encrypted',
    },
  ]
}
