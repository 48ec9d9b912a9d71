import { type ActionDefinition, defineAction, preview, type Receipt } from '../../kit/definition.js'
import { ownershipTags } from '../../kit/ownership-tags.js'
import { describeSnapshot } from '../../snapshots/kinds/snapshot.js'
import { progressOf } from '../kinds/database.js'
import { databaseKind } from '../kinds/kinds.js'
import { SNAPSHOT_TAG } from '../kinds/words.js'
import { checksOf, isRestored } from './checks.js'
import { compiles } from './compiles.js'
import {
  describeTarget,
  lookAt,
  type RestoreParams,
  requestOf,
  restoreParams,
  wasRestoredByUs,
} from './look.js'
import { restoreBlockers } from './preview.js'
import { restoreRollback } from './rollback.js'
import { describeDatabase } from './words.js'

/** Makes a database of the target account from a snapshot. */
export const snapshotRestore: ActionDefinition<typeof restoreParams> = defineAction({
  name: 'snapshot-restore',
  title: 'Restore an RDS instance or an RDS or Aurora cluster in the target account from a snapshot.',
  account: 'target',
  tool: 'aws-sdk',
  params: restoreParams,
  compiles,
  idempotency: 'adopt',
  longRunning: {
    pollIntervalSeconds: 60,
    terminalStates: [
      'available',
      'failed',
      'restore-error',
      'storage-full',
      'incompatible-restore',
      'incompatible-network',
      'incompatible-parameters',
      'incompatible-option-group',
    ],
  },
  irreversible: null,
  estimatedSeconds: 3_600,

  resource(params, facts) {
    const { databases } = databaseKind(params.snapshot_kind)
    return {
      arn: databases.arnOf(params.target_identifier, facts.target),
      type: databases.resourceType,
      name: params.target_identifier,
    }
  },
  cli: (params, facts) => databaseKind(params.snapshot_kind).databases.cli(requestOf(params), facts),
  iamActions: (params, facts) => databaseKind(params.snapshot_kind).databases.iam(requestOf(params), facts),

  async preview(params, ctx) {
    const seen = await lookAt(params, ctx)
    const { snapshot, database } = seen
    const { databases } = databaseKind(params.snapshot_kind)
    const alreadyDone = database !== null && isRestored(params, database, seen, ctx)
    const none = `nothing named ${params.target_identifier} in account ${ctx.target.accountId}`
    return preview({
      observation: {
        snapshot: snapshot && {
          arn: snapshot.arn,
          created_at: snapshot.createdAt,
          status: snapshot.status,
          kms_key_arn: snapshot.kmsKeyArn,
        },
        target: database && { arn: database.arn, status: database.status, created_at: database.createdAt },
        vpc: seen.vpcId,
        parameter_group: seen.parameterGroupExists,
        key: seen.key && { arn: seen.key.arn, state: seen.key.state },
      },
      before: [
        snapshot === null
          ? `snapshot ${params.snapshot_identifier} is not to be seen`
          : describeSnapshot(snapshot),
        database === null
          ? `no ${databases.word} ${none.slice('nothing '.length)}`
          : describeDatabase(database),
      ],
      after: afterLines(params, databases.word, seen.vpcId),
      blockers: alreadyDone ? [] : restoreBlockers(params, ctx, seen),
      warnings: warningsOf(params),
      alreadyDone,
    })
  },

  async execute(params, ctx) {
    const { databases, snapshots } = databaseKind(params.snapshot_kind)
    const snapshotArn = snapshots.arnOf(params.snapshot_identifier, ctx.facts.target)
    const tags = { ...ownershipTags(ctx), [SNAPSHOT_TAG]: snapshotArn }
    const made = await databases.restore(ctx.target, requestOf(params), tags, ctx.signal)
    return receiptOf(made.arn, snapshotArn)
  },

  async reconcile(params, ctx) {
    const database = await describeTarget(params, ctx)
    const { databases, snapshots } = databaseKind(params.snapshot_kind)
    if (database === null) {
      return { kind: 'not-done', evidence: [`there is no ${databases.word} ${params.target_identifier}`] }
    }
    const evidence = [describeDatabase(database)]
    if (!wasRestoredByUs(params, database, ctx)) {
      evidence.push('it carries no tag of this step, so another has made it')
      return { kind: 'unknown', evidence }
    }
    const snapshotArn = snapshots.arnOf(params.snapshot_identifier, ctx.facts.target)
    const kind = progressOf(database) === 'ready' ? 'done' : 'running'
    return {
      kind,
      receipt: receiptOf(database.arn, snapshotArn),
      evidence: [...evidence, 'tagged by this step'],
    }
  },

  async poll(params, _receipt, ctx) {
    const database = await describeTarget(params, ctx)
    if (database === null) {
      return { status: 'not found', outcome: 'unknown', progress: null, message: 'It is not to be seen.' }
    }
    const { status, pendingChanges, percent } = database
    const outcome = { ready: 'succeeded', busy: 'running', failed: 'failed' } as const
    return {
      status,
      outcome: outcome[progressOf(database)],
      progress: percent === null ? null : { percent, unit: 'percent' },
      message: pendingChanges.length === 0 ? null : `not in force yet: ${pendingChanges.join(', ')}`,
    }
  },

  async verify(params, _receipt, ctx) {
    const seen = await lookAt(params, ctx)
    const observed = seen.database === null ? {} : { observed: { arn: seen.database.arn } }
    return { checks: checksOf(params, seen.database, seen, ctx), ...observed }
  },

  rollback: restoreRollback,
})

function receiptOf(arn: string, snapshotArn: string): Receipt {
  return { arn, snapshot_arn: snapshotArn }
}

function afterLines(params: RestoreParams, word: string, vpcId: string | null): readonly string[] {
  const shape = params.instance_class ?? params.engine ?? ''
  const groups = params.security_group_ids.join(', ')
  const open =
    params.publicly_accessible === true ? 'reachable from the internet' : 'not reachable from the internet'
  return [
    `${word} ${params.target_identifier} (${shape}${params.multi_az === true ? ', Multi-AZ' : ''})`,
    `subnet group ${params.subnet_group_name}${vpcId === null ? '' : ` in ${vpcId}`}, security groups ${groups}`,
    `parameter group ${params.parameter_group_name}, ${open}`,
    params.kms_key_arn === null ? 'not encrypted' : `encrypted with ${params.kms_key_arn}`,
  ]
}

function warningsOf(params: RestoreParams): readonly string[] {
  return params.engine?.startsWith('aurora')
    ? ['An Aurora cluster is restored without instances: nobody can connect until instances are added.']
    : []
}
