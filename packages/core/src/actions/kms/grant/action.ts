import { awsCommand } from '../../kit/command-line.js'
import {
  type ActionDefinition,
  defineAction,
  preview,
  type ReadContext,
  type Receipt,
} from '../../kit/definition.js'
import { describeKey, describeKeyIam } from '../key.js'
import { compiles } from './compiles.js'
import {
  describeGrant,
  type GrantParams,
  grantBlockers,
  grantOf,
  grantParams,
  isPromised,
  listGrants,
} from './look.js'

/** Grants become visible within minutes; one that is not seen for this long does not exist. */
const VISIBLE_WITHIN_MS = 10 * 60_000

/** Lets a principal of the target account use a key of the source account. */
export const kmsGrant: ActionDefinition<typeof grantParams> = defineAction({
  name: 'kms-grant',
  title: 'Grant the target account the use of a customer-managed key of the source account.',
  account: 'source',
  tool: 'aws-sdk',
  params: grantParams,
  compiles,
  idempotency: 'token',
  // Not for the call, which is over at once, but because KMS shows a grant only when it has spread.
  longRunning: { pollIntervalSeconds: 10, terminalStates: ['VISIBLE', 'NOT_VISIBLE'] },
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
      blockers: grantBlockers(params, ctx, key),
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
