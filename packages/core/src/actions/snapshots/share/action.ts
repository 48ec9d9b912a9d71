import { type Static, Type } from 'typebox'
import { partitionOf } from '../../../model/partition.js'
import {
  type ActionDefinition,
  defineAction,
  preview,
  type ReadContext,
  type Receipt,
} from '../../kit/definition.js'
import { describeKey, describeKeyIam } from '../../kms/key.js'
import { storeOf } from '../kinds/kinds.js'
import { SnapshotKindSchema } from '../kinds/schema.js'
import { describeSnapshot, readiness, type Snapshot, type SnapshotStore } from '../kinds/snapshot.js'
import { compiles } from './compiles.js'

const Params = Type.Object(
  {
    snapshot_identifier: Type.String({
      minLength: 1,
      description: 'The manual snapshot in the source account: its identifier or ARN (EBS: snap-…).',
      examples: ['orders-db-cutover-2026-03-01'],
    }),
    snapshot_kind: SnapshotKindSchema,
    target_account_id: Type.String({
      pattern: '^[0-9]{12}$',
      description: 'The account that may then copy and restore the snapshot.',
      examples: ['222222222222'],
    }),
  },
  { additionalProperties: false },
)
type ShareParams = Static<typeof Params>

/** Lets the target account use a snapshot of the source account. */
export const snapshotShare: ActionDefinition<typeof Params> = defineAction({
  name: 'snapshot-share',
  title: 'Share an RDS instance, RDS cluster or EBS snapshot with the target account.',
  account: 'source',
  tool: 'aws-sdk',
  params: Params,
  compiles,
  idempotency: 'adopt',
  longRunning: null,
  irreversible: null,
  estimatedSeconds: 10,

  resource(params, facts) {
    const store = storeOf(params.snapshot_kind)
    return {
      arn: store.arnOf(params.snapshot_identifier, facts.source),
      type: store.resourceType,
      name: store.idOf(params.snapshot_identifier),
    }
  },
  cli(params, facts) {
    const store = storeOf(params.snapshot_kind)
    return store.cli.share(store.idOf(params.snapshot_identifier), params.target_account_id, facts)
  },
  iamActions(params, facts) {
    const store = storeOf(params.snapshot_kind)
    const { region, accountId } = facts.source
    return [
      ...store.iam.share(store.arnOf(params.snapshot_identifier, facts.source)),
      // Whether the snapshot's key can be shared at all; which key that is only the snapshot knows.
      describeKeyIam('source', `arn:${partitionOf(region)}:kms:${region}:${accountId}:key/*`),
    ]
  },

  async preview(params, ctx) {
    const store = storeOf(params.snapshot_kind)
    const id = store.idOf(params.snapshot_identifier)
    const snapshot = await store.describe(ctx.source, id, ctx.signal)
    if (snapshot === null) {
      const missing = `There is no ${params.snapshot_kind} snapshot ${id} in the source account ${ctx.source.accountId}.`
      return preview({
        observation: { snapshot: null },
        before: [missing],
        after: [],
        blockers: [`${missing} Take it, or correct the step's snapshot_identifier.`],
      })
    }
    const shared = await store.sharedWith(ctx.source, id, ctx.signal)
    const keyManager = await managerOfKey(snapshot, ctx)
    const alreadyDone = shared.includes(params.target_account_id)
    return preview({
      observation: {
        snapshot: snapshot.arn,
        created_at: snapshot.createdAt,
        status: snapshot.status,
        origin: snapshot.origin,
        kms_key_arn: snapshot.kmsKeyArn,
        key_manager: keyManager,
        shared_with_target: alreadyDone,
      },
      before: [describeSnapshot(snapshot), `shared with: ${shared.join(', ') || 'nobody'}`],
      after: [
        `shared with: ${[...new Set([...shared, params.target_account_id])].join(', ')}`,
        `account ${params.target_account_id} may copy and restore it`,
      ],
      blockers: alreadyDone ? [] : blockersOf(store, snapshot, keyManager, shared),
      warnings: shared.includes('all') ? ['The snapshot is public: every AWS account can restore it.'] : [],
      alreadyDone,
    })
  },

  async execute(params, ctx) {
    const store = storeOf(params.snapshot_kind)
    const id = store.idOf(params.snapshot_identifier)
    await store.changeShare(ctx.source, id, 'add', params.target_account_id, ctx.signal)
    return receiptOf(params, ctx)
  },

  async reconcile(params, ctx) {
    const shared = await sharedWith(params, ctx)
    const evidence = [shared === null ? 'the snapshot does not exist' : sharedLine(shared)]
    return shared?.includes(params.target_account_id)
      ? { kind: 'done', receipt: receiptOf(params, ctx), evidence }
      : { kind: 'not-done', evidence }
  },

  async verify(params, _receipt, ctx) {
    const shared = await sharedWith(params, ctx)
    return {
      checks: [
        {
          name: `shared with account ${params.target_account_id}`,
          ok: shared?.includes(params.target_account_id) ?? false,
          expected: params.target_account_id,
          found: shared === null ? 'no such snapshot' : shared.join(', ') || 'nobody',
        },
      ],
    }
  },

  rollback: {
    async run(params, receipt, ctx) {
      if (receipt === null && ctx.approved.alreadyDone) {
        return { receipt: { removed: false }, remains: 'It was shared before this step, and stays shared.' }
      }
      const shared = await sharedWith(params, ctx)
      if (!shared?.includes(params.target_account_id)) return { receipt: { removed: false }, remains: null }
      const store = storeOf(params.snapshot_kind)
      const id = store.idOf(params.snapshot_identifier)
      await store.changeShare(ctx.source, id, 'remove', params.target_account_id, ctx.signal)
      return {
        receipt: { removed: true },
        remains: `Copies that account ${params.target_account_id} made meanwhile stay with it.`,
      }
    },
    async verify(params, _receipt, ctx) {
      const shared = await sharedWith(params, ctx)
      return {
        checks: [
          {
            name: `no longer shared with account ${params.target_account_id}`,
            ok: !(shared?.includes(params.target_account_id) ?? false),
            expected: `not ${params.target_account_id}`,
            found: shared?.join(', ') || 'nobody',
          },
        ],
      }
    },
  },
})

function receiptOf(params: ShareParams, ctx: ReadContext): Receipt {
  const store = storeOf(params.snapshot_kind)
  return {
    snapshot_arn: store.arnOf(params.snapshot_identifier, ctx.facts.source),
    shared_with: params.target_account_id,
  }
}

/** Null when there is no such snapshot. */
async function sharedWith(params: ShareParams, ctx: ReadContext): Promise<readonly string[] | null> {
  const store = storeOf(params.snapshot_kind)
  const id = store.idOf(params.snapshot_identifier)
  if ((await store.describe(ctx.source, id, ctx.signal)) === null) return null
  return store.sharedWith(ctx.source, id, ctx.signal)
}

function sharedLine(shared: readonly string[]): string {
  return `the snapshot is shared with ${shared.join(', ') || 'nobody'}`
}

async function managerOfKey(snapshot: Snapshot, ctx: ReadContext): Promise<string | null> {
  if (snapshot.kmsKeyArn === null) return null
  return (await describeKey(ctx.source, snapshot.kmsKeyArn, ctx.signal))?.manager ?? 'gone'
}

function blockersOf(
  store: SnapshotStore,
  snapshot: Snapshot,
  keyManager: string | null,
  shared: readonly string[],
): readonly string[] {
  const blockers: string[] = []
  if (snapshot.origin !== 'manual') {
    blockers.push(
      `${snapshot.id} is an ${snapshot.origin} snapshot, and only manual ones can be shared. ` +
        'Copy it in the source account first and share the copy.',
    )
  }
  if (readiness(snapshot) !== 'ready') {
    blockers.push(`${snapshot.id} is ${snapshot.status}. Wait until it is complete.`)
  }
  if (keyManager === 'AWS') {
    blockers.push(
      `${snapshot.id} is encrypted with the service's default key ${snapshot.kmsKeyArn ?? ''}, which no other ` +
        'account can use. Copy it in the source account with a customer-managed key and share the copy.',
    )
  }
  if (keyManager === 'gone') {
    blockers.push(`The key ${snapshot.kmsKeyArn ?? ''} of ${snapshot.id} does not exist any more.`)
  }
  if (store.maxSharedAccounts !== null && shared.length >= store.maxSharedAccounts) {
    blockers.push(
      `${snapshot.id} is already shared with ${shared.length} accounts, the most that AWS allows. ` +
        'Remove one first (aws rds modify-db-snapshot-attribute --values-to-remove).',
    )
  }
  return blockers
}
