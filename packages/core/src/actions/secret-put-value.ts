import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager'
import { type Static, Type } from 'typebox'
import { isNotFound } from '../aws/classify.js'
import type { StepFacts } from '../model/action-facts.js'
import { CutoverError } from '../model/errors.js'
import { awsCommand } from './cli.js'
import {
  type ActionDefinition,
  type Check,
  defineAction,
  preview,
  type ReadContext,
  type Receipt,
} from './definition.js'

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

const CURRENT = 'AWSCURRENT'
const PREVIOUS = 'AWSPREVIOUS'
const MAX_SECRET_BYTES = 65_536

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
  idempotency: 'token',
  longRunning: null,
  risk: 'medium',
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
    const secret = await describe(params, ctx)
    if (secret === null) {
      const missing = `There is no secret ${params.secret_id} in the target account ${ctx.target.accountId}.`
      return preview({
        observation: { secret: null },
        before: [missing],
        after: [],
        blockers: [`${missing} Create it first (terraform-apply), or correct the step's secret_id.`],
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
      blockers: alreadyDone ? [] : blockersOf(params, ctx, secret),
      warnings: secret.RotationEnabled
        ? ['Rotation is on: a rotation replaces the value that is put now.']
        : [],
      alreadyDone,
    })
  },

  async execute(params, ctx) {
    const value = secretValue(ctx.secret)
    const before = await describe(params, ctx)
    const secrets = await ctx.target.service('secretsmanager')
    const { ARN, VersionId } = await secrets.putSecretValue(
      { SecretId: params.secret_id, ClientRequestToken: ctx.token, ...value },
      { abortSignal: ctx.signal },
    )
    const versionId = VersionId ?? ctx.token
    return receiptOf(ARN, versionId, before === null ? null : predecessor(before, versionId))
  },

  async reconcile(params, ctx) {
    const secret = await describe(params, ctx)
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
    const secret = await describe(params, ctx)
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
      const secret = await describe(params, ctx)
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
      const secret = await describe(params, ctx)
      const current = secret === null ? null : versionOf(secret, CURRENT)
      return { checks: [takenBack(versionsPut(receipt, ctx), current)] }
    },
  },
})

function arnOf({ secret_id: id }: SecretParams, { target }: StepFacts): string {
  if (id.startsWith('arn:')) return id
  // AWS ends the ARN with six characters of its own.
  return `arn:aws:secretsmanager:${target.region}:${target.accountId}:secret:${id}-??????`
}

async function describe(params: SecretParams, ctx: ReadContext): Promise<DescribeSecretResponse | null> {
  const secrets = await ctx.target.service('secretsmanager')
  try {
    return await secrets.describeSecret({ SecretId: params.secret_id }, { abortSignal: ctx.signal })
  } catch (error) {
    if (isNotFound(error)) return null
    throw error
  }
}

function versionOf(secret: DescribeSecretResponse, label: string): string | null {
  const versions = Object.entries(secret.VersionIdsToStages ?? {})
  return versions.find(([, labels]) => labels.includes(label))?.[0] ?? null
}

/** The version that was current before the given one: still current, or the one that it pushed aside. */
function predecessor(secret: DescribeSecretResponse, versionId: string): string | null {
  const current = versionOf(secret, CURRENT)
  return current !== versionId ? current : versionOf(secret, PREVIOUS)
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

/**
 * Text when the bytes are UTF-8, else binary; never changed, not even by a trailing newline.
 * @throws CutoverError `input/secret-file`; the message never holds the value
 */
function secretValue(bytes: Uint8Array | null): { SecretString: string } | { SecretBinary: Uint8Array } {
  const problem =
    bytes === null
      ? 'no file was given'
      : bytes.byteLength === 0
        ? 'the file is empty'
        : bytes.byteLength > MAX_SECRET_BYTES
          ? `the file has ${bytes.byteLength} bytes, and a secret holds at most ${MAX_SECRET_BYTES}`
          : null
  if (bytes === null || problem !== null) {
    throw new CutoverError({
      code: 'input/secret-file',
      fault: 'operator',
      message: `Nothing was put into the secret: ${problem ?? 'no file was given'}.`,
      next: 'Give the path of a file that holds the value and nothing else.',
    })
  }
  try {
    return { SecretString: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    // Not UTF-8. The decoder's own error is dropped: it says nothing else.
    return { SecretBinary: bytes }
  }
}

function blockersOf(
  params: SecretParams,
  ctx: ReadContext,
  secret: DescribeSecretResponse,
): readonly string[] {
  const blockers: string[] = []
  const name = secret.Name ?? params.secret_id
  if (secret.DeletedDate !== undefined) {
    blockers.push(`${name} is scheduled for deletion. Restore it first (aws secretsmanager restore-secret).`)
  }
  if (secret.OwningService !== undefined) {
    blockers.push(`${name} is managed by ${secret.OwningService}, which alone may change its value.`)
  }
  if (secret.PrimaryRegion !== undefined && secret.PrimaryRegion !== ctx.target.region) {
    blockers.push(
      `${name} is a replica of the one in ${secret.PrimaryRegion}. Put the value there: replicas follow.`,
    )
  }
  return blockers
}
