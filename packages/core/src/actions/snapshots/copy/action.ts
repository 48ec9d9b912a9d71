import { awsCommand } from '../../kit/command-line.js'
import { type ActionDefinition, defineAction, preview } from '../../kit/definition.js'
import { isOurs, ownershipTags } from '../../kit/ownership-tags.js'
import { describeKey, describeKeyIam, grantForServiceIam } from '../../kms/key.js'
import { storeOf } from '../kinds/kinds.js'
import { describeSnapshot, readiness } from '../kinds/snapshot.js'
import { blockersOf, checksOf, isPromised, pollOf } from './checks.js'
import { compiles } from './compiles.js'
import {
  copyOf,
  copyParams,
  describeSource,
  findCopies,
  identityOf,
  pick,
  receiptOf,
  requestOf,
  sourceKeyIam,
  targetArn,
} from './look.js'

/** Makes a shared snapshot the target account's own, encrypted with the target account's key. */
export const snapshotCopy: ActionDefinition<typeof copyParams> = defineAction({
  name: 'snapshot-copy',
  title: 'Copy a shared snapshot into the target account, re-encrypted with a key of that account.',
  account: 'target',
  tool: 'aws-sdk',
  params: copyParams,
  compiles,
  idempotency: 'adopt',
  longRunning: { pollIntervalSeconds: 60, terminalStates: ['available', 'completed', 'failed', 'error'] },
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
    ...sourceKeyIam(params, facts),
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
    if (copy === null) return 'ended'
    if (!isOurs(copy.tags, ctx)) return 'stopping'
    await storeOf(params.snapshot_kind).delete(ctx.target, copy.id, ctx.signal)
    return (await copyOf(params, receipt, ctx)) === null ? 'ended' : 'stopping'
  },
})
