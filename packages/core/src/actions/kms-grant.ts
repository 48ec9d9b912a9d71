import type { GrantListEntry, GrantOperation } from '@aws-sdk/client-kms'
import { type Static, Type } from 'typebox'
import { isNotFound } from '../aws/classify.js'
import { awsCommand } from './cli.js'
import { type ActionDefinition, defineAction, preview, type ReadContext, type Receipt } from './definition.js'
import { describeKey, describeKeyIam, type KeyFacts } from './snapshots/key.js'

/** The grant operations of symmetric encryption keys: the keys that encrypt data at rest. */
const OPERATIONS = [
  'CreateGrant',
  'Decrypt',
  'DescribeKey',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
  'RetireGrant',
] as const satisfies readonly GrantOperation[]

/** A union made from a list has no static type of its own. */
const OperationSchema = Type.Unsafe<(typeof OPERATIONS)[number]>(
  Type.Union(OPERATIONS.map((operation) => Type.Literal(operation))),
)

const Params = Type.Object(
  {
    key_arn: Type.String({
      pattern: '^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$',
      description: 'The customer-managed key of the source account, by key ARN (not alias).',
      examples: ['arn:aws:kms:eu-west-1:111111111111:key/1a2b3c4d-0000-4000-8000-000000000001'],
    }),
    grantee_principal_arn: Type.String({
      pattern: '^arn:aws[a-z-]*:iam::[0-9]{12}:(root|role/.+|user/.+)$',
      description: 'Who may use the key: a role of the target account, or its root for the whole account.',
      examples: ['arn:aws:iam::222222222222:root'],
    }),
    operations: Type.Array(OperationSchema, {
      minItems: 1,
      uniqueItems: true,
      default: ['Decrypt', 'DescribeKey', 'CreateGrant'],
      description:
        'What the grantee may do. RDS and EC2 need CreateGrant to use the key for what they restore.',
      examples: [['Decrypt', 'DescribeKey', 'CreateGrant']],
    }),
    grant_name: Type.String({
      pattern: '^[a-zA-Z0-9:/_-]{1,256}$',
      description: 'Name of the grant. AWS answers a repeated request of the same name with the same grant.',
      examples: ['cutover-orders-db'],
    }),
  },
  { additionalProperties: false },
)
type GrantParams = Static<typeof Params>

/** Grants become visible within minutes; one that is not seen for this long does not exist. */
const VISIBLE_WITHIN_MS = 10 * 60_000

/** Lets a principal of the target account use a key of the source account. */
export const kmsGrant: ActionDefinition<typeof Params> = defineAction({
  name: 'kms-grant',
  title: 'Grant the target account the use of a customer-managed key of the source account.',
  account: 'source',
  tool: 'aws-sdk',
  params: Params,
  idempotency: 'token',
  // Not for the call, which is over at once, but because KMS shows a grant only when it has spread.
  longRunning: { pollIntervalSeconds: 10, terminalStates: ['VISIBLE', 'NOT_VISIBLE'] },
  risk: 'low',
  irreversible: null,
  estimatedSeconds: 30,

  resource: ({ key_arn: arn }) => ({ arn, type: 'AWS::KMS::Key', name: arn.split('/').at(-1) ?? arn }),
  cli(params, { source: { region } }) {
    const key = { 'key-id': params.key_arn }
    const list = awsCommand('source', 'kms list-grants', key, region)
    return {
      preview: `${awsCommand('source', 'kms describe-key', key, region)} && ${list}`,
      execute: awsCommand(
        'source',
        'kms create-grant',
        {
          ...key,
          'grantee-principal': params.grantee_principal_arn,
          operations: params.operations,
          name: params.grant_name,
        },
        region,
      ),
      verify: list,
      poll: list,
      rollback: awsCommand(
        'source',
        'kms revoke-grant',
        { ...key, 'grant-id': '<grant id from the receipt>' },
        region,
      ),
    }
  },
  iamActions: ({ key_arn: arn }) => [
    describeKeyIam('source', arn),
    { side: 'source', action: 'kms:ListGrants', resources: [arn], access: 'read' },
    { side: 'source', action: 'kms:CreateGrant', resources: [arn], access: 'write' },
    { side: 'source', action: 'kms:RevokeGrant', resources: [arn], access: 'write' },
  ],

  async preview(params, ctx) {
    const key = await describeKey(ctx.source, params.key_arn, ctx.signal)
    const grants = key === null ? [] : await listGrants(params, ctx)
    const same = grants.find((grant) => isPromised(params, grant))
    const named = grants.filter((grant) => grant.Name === params.grant_name && grant !== same)
    const theirs = grants.filter((grant) => grant.GranteePrincipal === params.grantee_principal_arn)
    return preview({
      observation: {
        key: key === null ? null : { arn: key.arn, manager: key.manager, state: key.state },
        grant_id: same?.GrantId ?? null,
      },
      before: [
        key === null ? `${params.key_arn} does not exist` : `${key.arn}: ${key.manager} key, ${key.state}`,
        `grants to ${params.grantee_principal_arn}: ${theirs.map(describeGrant).join('; ') || 'none'}`,
      ],
      after: [
        `grant ${params.grant_name}: ${params.grantee_principal_arn} may ${params.operations.join(', ')}`,
      ],
      blockers: blockersOf(params, ctx, key),
      warnings: named.map(
        (grant) => `There is another grant of that name with other terms: ${describeGrant(grant)}.`,
      ),
      alreadyDone: same !== undefined,
    })
  },

  async execute(params, ctx) {
    const kms = await ctx.source.service('kms')
    const { GrantId } = await kms.createGrant(
      {
        KeyId: params.key_arn,
        GranteePrincipal: params.grantee_principal_arn,
        Operations: params.operations,
        Name: params.grant_name,
      },
      { abortSignal: ctx.signal },
    )
    return receiptOf(params, GrantId, ctx)
  },

  async reconcile(params, ctx) {
    const same = (await listGrants(params, ctx)).find((grant) => isPromised(params, grant))
    if (same !== undefined) {
      return { kind: 'done', receipt: receiptOf(params, same.GrantId, ctx), evidence: [describeGrant(same)] }
    }
    const evidence = [
      `the key has no grant ${params.grant_name} that can be seen yet`,
      'asking again is safe: AWS answers a repeated request of this name with the same grant',
    ]
    return { kind: 'not-done', evidence }
  },

  async poll(params, receipt, ctx) {
    const seen = (await listGrants(params, ctx)).some((grant) => grant.GrantId === receipt.grant_id)
    const since = typeof receipt.created_at_ms === 'number' ? receipt.created_at_ms : 0
    if (seen) return { status: 'VISIBLE', outcome: 'succeeded', progress: null, message: null }
    return ctx.clock.now() - since < VISIBLE_WITHIN_MS
      ? {
          status: 'SPREADING',
          outcome: 'running',
          progress: null,
          message: 'KMS does not list the grant yet.',
        }
      : { status: 'NOT_VISIBLE', outcome: 'failed', progress: null, message: 'KMS never listed the grant.' }
  },

  async verify(params, receipt, ctx) {
    const grants = await listGrants(params, ctx)
    const id = receipt?.grant_id
    const grant = grants.find((candidate) =>
      typeof id === 'string' ? candidate.GrantId === id : isPromised(params, candidate),
    )
    return {
      checks: [
        {
          name: `grant ${params.grant_name} is in force`,
          ok: grant !== undefined && isPromised(params, grant),
          expected: `${params.grantee_principal_arn} may ${params.operations.join(', ')}`,
          found: grant === undefined ? 'no such grant' : describeGrant(grant),
        },
      ],
    }
  },

  rollback: {
    async run(params, receipt, ctx) {
      if (receipt === null && ctx.approved.alreadyDone) {
        return { receipt: { revoked: null }, remains: 'The grant was there before this step, and stays.' }
      }
      const grant = await grantOf(params, receipt, ctx)
      if (grant?.GrantId === undefined) return { receipt: { revoked: null }, remains: null }
      const kms = await ctx.source.service('kms')
      await kms.revokeGrant({ KeyId: params.key_arn, GrantId: grant.GrantId }, { abortSignal: ctx.signal })
      return {
        receipt: { revoked: grant.GrantId },
        remains: 'The grantee may use the key for some minutes more, until KMS has spread the revocation.',
      }
    },
    async poll(params, receipt, ctx) {
      const listed = (await grantOf(params, receipt, ctx)) !== null
      return {
        status: listed ? 'REVOKING' : 'REVOKED',
        outcome: listed ? 'running' : 'succeeded',
        progress: null,
        message: null,
      }
    },
    async verify(params, receipt, ctx) {
      const grant = await grantOf(params, receipt, ctx)
      return {
        checks: [
          {
            name: `grant ${params.grant_name} is revoked`,
            ok: grant === null,
            expected: 'no such grant',
            found: grant === null ? 'no such grant' : describeGrant(grant),
          },
        ],
      }
    },
  },
})

function receiptOf(params: GrantParams, grantId: string | undefined, ctx: ReadContext): Receipt {
  return {
    key_arn: params.key_arn,
    grant_id: grantId ?? null,
    grant_name: params.grant_name,
    created_at_ms: ctx.clock.now(),
  }
}

/** All pages; empty when the key is gone. */
async function listGrants(params: GrantParams, ctx: ReadContext): Promise<readonly GrantListEntry[]> {
  const kms = await ctx.source.service('kms')
  const grants: GrantListEntry[] = []
  let marker: string | undefined
  try {
    do {
      const page = await kms.listGrants(
        { KeyId: params.key_arn, ...(marker === undefined ? {} : { Marker: marker }) },
        { abortSignal: ctx.signal },
      )
      grants.push(...(page.Grants ?? []))
      marker = page.Truncated ? page.NextMarker : undefined
    } while (marker !== undefined)
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
  return grants
}

async function grantOf(
  params: GrantParams,
  receipt: Receipt | null,
  ctx: ReadContext,
): Promise<GrantListEntry | null> {
  const id = receipt?.grant_id
  const grants = await listGrants(params, ctx)
  const found = grants.find((grant) =>
    typeof id === 'string' ? grant.GrantId === id : isPromised(params, grant),
  )
  return found ?? null
}

/** The grant that `execute` makes: same name, same principal, same operations, no constraint. */
function isPromised(params: GrantParams, grant: GrantListEntry): boolean {
  const operations = new Set<string>(grant.Operations ?? [])
  return (
    grant.Name === params.grant_name &&
    grant.GranteePrincipal === params.grantee_principal_arn &&
    grant.Constraints === undefined &&
    operations.size === params.operations.length &&
    params.operations.every((operation) => operations.has(operation))
  )
}

function describeGrant(grant: GrantListEntry): string {
  const name = grant.Name === undefined ? 'unnamed' : grant.Name
  return `${name}: ${grant.GranteePrincipal ?? 'a service'} may ${(grant.Operations ?? []).join(', ')}`
}

function blockersOf(params: GrantParams, ctx: ReadContext, key: KeyFacts | null): readonly string[] {
  const blockers: string[] = []
  const { accountId, region } = ctx.facts.target
  if (key === null) {
    blockers.push(`There is no key ${params.key_arn} in the source account. Correct the step's key_arn.`)
  } else if (key.manager === 'AWS') {
    blockers.push(
      `${key.arn} is an AWS-managed key, which takes no grants to other accounts. ` +
        'Re-encrypt the data with a customer-managed key first.',
    )
  } else if (key.state !== 'Enabled') {
    blockers.push(`The key ${key.arn} is ${key.state}. Enable it first (aws kms enable-key).`)
  }
  if (params.key_arn.split(':')[3] !== ctx.facts.source.region) {
    blockers.push(
      `The key is in ${params.key_arn.split(':')[3] ?? 'another region'}, but the source profile works in ` +
        `${ctx.facts.source.region} (the target: ${region}). Correct the region or the key.`,
    )
  }
  if (params.grantee_principal_arn.split(':')[4] !== accountId) {
    blockers.push(
      `${params.grantee_principal_arn} is not of the target account ${accountId}. Correct the step's grantee.`,
    )
  }
  return blockers
}
