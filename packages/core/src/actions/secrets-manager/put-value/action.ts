import { type Static, Type } from 'typebox'
import type { StepFacts } from '../../../model/action-facts.js'
import { partitionOf } from '../../../model/partition.js'
import { awsCommand } from '../../kit/command-line.js'
import {
  type ActionDefinition,
  type Check,
  defineAction,
  preview,
  type ReadContext,
  type Receipt,
} from '../../kit/definition.js'
import { compiles } from './compiles.js'
import { CURRENT, describeSecret, PREVIOUS, predecessor, versionOf } from './look.js'
import { secretBlockers } from './preview.js'
import { secretValue } from './value.js'

const Params = Type.Object(
  {
    secret_id: Type.String({
      minLength: 1,
      maxLength: 2_048,
      description: 'The secret in the target account that gets the value: its name or ARN.',
      examples: ['orders/db-password'],
    }),
  },
  { additionalProperties: false },
)
type SecretParams = Static<typeof Params>

/**
 * Puts a value that only the operator has. It goes from the operator's file to AWS and nowhere else: it is
 * never read back (A3 refuses that for every client), and receipts and checks carry version ids only.
 */
export const secretPutValue: ActionDefinition<typeof Params> = defineAction({
  name: 'secret-put-value',
  title: "Put the value of the operator's file into a secret of the target account.",
  account: 'target',
  tool: 'aws-sdk',
  params: Params,
  compiles,
  idempotency: 'token',
  longRunning: null,
  irreversible: null,
  needsSecretFile: true,
  estimatedSeconds: 60,

  resource: (params, facts) => ({
    arn: arnOf(params, facts),
    type: 'AWS::SecretsManager::Secret',
    name: params.secret_id.split(':').at(-1) ?? params.secret_id,
  }),
  cli(params, { target: { region } }) {
    const secret = { 'secret-id': params.secret_id }
    const look = awsCommand('target', 'secretsmanager describe-secret', secret, region)
    return {
      preview: look,
      execute: awsCommand(
        'target',
        'secretsmanager put-secret-value',
        { ...secret, 'client-request-token': '<token>', 'secret-string': 'file://<secret-file>' },
        region,
      ),
      verify: look,
      poll: null,
      rollback: awsCommand(
        'target',
        'secretsmanager update-secret-version-stage',
        {
          ...secret,
          'version-stage': CURRENT,
          'move-to-version-id': '<previous version id from the receipt>',
          'remove-from-version-id': '<token>',
        },
        region,
      ),
    }
  },
  iamActions(params, facts) {
    const resources = [arnOf(params, facts)]
    return [
      { side: 'target', action: 'secretsmanager:DescribeSecret', resources, access: 'read' },
      { side: 'target', action: 'secretsmanager:PutSecretValue', resources, access: 'write' },
      { side: 'target', action: 'secretsmanager:UpdateSecretVersionStage', resources, access: 'write' },
    ]
  },

  async preview(params, ctx) {
    const secret = await describeSecret(params.secret_id, ctx)
    if (secret === null) {
      const missing = `There is no secret ${params.secret_id} in the target account ${ctx.target.accountId}.`
      return preview({
        observation: { secret: null },
        before: [missing],
        after: [],
        blockers: [`${missing} Create it first (with Terraform), or correct the step's secret_id.`],
      })
    }
    const current = versionOf(secret, CURRENT)
    const alreadyDone = current !== null && [ctx.token, ...ctx.earlierTokens].includes(current)
    return preview({
      observation: {
        secret: secret.ARN ?? null,
        current_version: current,
        deleted: secret.DeletedDate !== undefined,
        kms_key: secret.KmsKeyId ?? null,
        rotation: secret.RotationEnabled ?? false,
      },
      before: [
        `${secret.ARN ?? params.secret_id}`,
        current === null ? 'it has no value yet' : `version ${current} holds ${CURRENT}`,
      ],
      after: [
        `a new version ${ctx.token} holds ${CURRENT}`,
        ...(current === null ? [] : [`version ${current} holds ${PREVIOUS}`]),
      ],
      blockers: alreadyDone ? [] : secretBlockers(params.secret_id, ctx, secret),
      warnings: secret.RotationEnabled
        ? ['Rotation is on: a rotation replaces the value that is put now.']
        : [],
      alreadyDone,
    })
  },

  async execute(params, ctx) {
    const value = secretValue(ctx.secret)
    const before = await describeSecret(params.secret_id, ctx)
    const secrets = await ctx.target.service('secretsmanager')
    const { ARN, VersionId } = await secrets.putSecretValue(
      { SecretId: params.secret_id, ClientRequestToken: ctx.token, ...value },
      { abortSignal: ctx.signal },
    )
    const versionId = VersionId ?? ctx.token
    return receiptOf(ARN, versionId, before === null ? null : predecessor(before, versionId))
  },

  async reconcile(params, ctx) {
    const secret = await describeSecret(params.secret_id, ctx)
    const tokens = [ctx.token, ...ctx.earlierTokens]
    const versionId = tokens.find((token) => (secret?.VersionIdsToStages?.[token] ?? []).length > 0)
    const stages = Object.entries(secret?.VersionIdsToStages ?? {})
    const evidence = stages.map(([version, labels]) => `version ${version} holds ${labels.join(', ')}`)
    if (secret === null || versionId === undefined) {
      return { kind: 'not-done', evidence: ['no version of this step holds a label', ...evidence] }
    }
    return {
      kind: 'done',
      receipt: receiptOf(secret.ARN, versionId, predecessor(secret, versionId)),
      evidence,
    }
  },

  async verify(params, receipt, ctx) {
    const secret = await describeSecret(params.secret_id, ctx)
    const known = typeof receipt?.version_id === 'string' ? [receipt.version_id] : []
    const tokens = known.length > 0 ? known : [ctx.token, ...ctx.earlierTokens]
    const current = secret === null ? null : versionOf(secret, CURRENT)
    return {
      checks: [
        {
          name: `the version of this step holds ${CURRENT}`,
          ok: current !== null && tokens.includes(current),
          expected: tokens[0] ?? '',
          found: current ?? (secret === null ? 'no such secret' : 'no current version'),
        },
      ],
    }
  },

  rollback: {
    async run(params, receipt, ctx) {
      const secret = await describeSecret(params.secret_id, ctx)
      const put = versionsPut(receipt, ctx)
      const current = secret === null ? null : versionOf(secret, CURRENT)
      if (secret === null || current === null || !put.includes(current)) {
        return { receipt: { moved_to: null }, remains: null }
      }
      const previous =
        typeof receipt?.previous_version_id === 'string'
          ? receipt.previous_version_id
          : predecessor(secret, current)
      if (previous === null) {
        return {
          receipt: { moved_to: null },
          remains:
            'The secret had no value before, and AWS does not take the only current one away: it stays.',
        }
      }
      const secrets = await ctx.target.service('secretsmanager')
      await secrets.updateSecretVersionStage(
        {
          SecretId: params.secret_id,
          VersionStage: CURRENT,
          MoveToVersionId: previous,
          RemoveFromVersionId: current,
        },
        { abortSignal: ctx.signal },
      )
      return {
        receipt: { moved_to: previous },
        remains: `The value that was put stays in the secret as version ${current}, labelled ${PREVIOUS}.`,
      }
    },
    async verify(params, receipt, ctx) {
      const secret = await describeSecret(params.secret_id, ctx)
      const current = secret === null ? null : versionOf(secret, CURRENT)
      return { checks: [takenBack(versionsPut(receipt, ctx), current)] }
    },
  },
})

function arnOf({ secret_id: id }: SecretParams, { target }: StepFacts): string {
  if (id.startsWith('arn:')) return id
  // AWS ends the ARN with six characters of its own.
  return `arn:${partitionOf(target.region)}:secretsmanager:${target.region}:${target.accountId}:secret:${id}-??????`
}

function receiptOf(arn: string | undefined, versionId: string, previousVersionId: string | null): Receipt {
  return { secret_arn: arn ?? null, version_id: versionId, previous_version_id: previousVersionId }
}

function versionsPut(receipt: Receipt | null, ctx: ReadContext): readonly string[] {
  const known = receipt?.version_id
  return typeof known === 'string' ? [known] : [ctx.token, ...ctx.earlierTokens]
}

function takenBack(put: readonly string[], current: string | null): Check {
  return {
    name: `the version of this step no longer holds ${CURRENT}`,
    ok: current === null || !put.includes(current),
    expected: 'an earlier version',
    found: current ?? 'no current version',
  }
}
