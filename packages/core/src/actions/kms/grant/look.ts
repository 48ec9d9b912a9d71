import type { GrantListEntry, GrantOperation } from '@aws-sdk/client-kms'
import { type Static, Type } from 'typebox'
import { isNotFound } from '../../../aws/classify.js'
import { allItems } from '../../../aws/pages.js'
import type { ReadContext, Receipt } from '../../kit/definition.js'
import type { KeyFacts } from '../key.js'

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

export const grantParams = Type.Object(
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
export type GrantParams = Static<typeof grantParams>

/** All pages; empty when the key is gone. */
export async function listGrants(params: GrantParams, ctx: ReadContext): Promise<readonly GrantListEntry[]> {
  const kms = await ctx.source.service('kms')
  try {
    return await allItems('kms:ListGrants', async (from: string | undefined) => {
      const page = await kms.listGrants(
        { KeyId: params.key_arn, ...(from === undefined ? {} : { Marker: from }) },
        { abortSignal: ctx.signal },
      )
      return { items: page.Grants ?? [], next: page.Truncated ? page.NextMarker : undefined }
    })
  } catch (error) {
    if (isNotFound(error)) return []
    throw error
  }
}

export async function grantOf(
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
export function isPromised(params: GrantParams, grant: GrantListEntry): boolean {
  const operations = new Set<string>(grant.Operations ?? [])
  return (
    grant.Name === params.grant_name &&
    grant.GranteePrincipal === params.grantee_principal_arn &&
    grant.Constraints === undefined &&
    operations.size === params.operations.length &&
    params.operations.every((operation) => operations.has(operation))
  )
}

export function describeGrant(grant: GrantListEntry): string {
  const name = grant.Name === undefined ? 'unnamed' : grant.Name
  return `${name}: ${grant.GranteePrincipal ?? 'a service'} may ${(grant.Operations ?? []).join(', ')}`
}

export function grantBlockers(
  params: GrantParams,
  ctx: ReadContext,
  key: KeyFacts | null,
): readonly string[] {
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
