import { type Adapted, type Compiles, type ParamContext, textValue } from '../../../compile/action.js'
import { parseArn } from '../../../compile/read/arn.js'
import { isKeyArn, normaliseKmsKey } from '../../../compile/read/kms-key.js'
import type { StepFacts } from '../../../model/action-facts.js'
import type { Json } from '../../../model/json.js'
import { partitionOf } from '../../../model/partition.js'

/** How a grant is read from a checklist. */
export const compiles: Compiles = {
  role: 'grant',
  keys: (params) => [textValue(params['key_arn'])],
  commands: ['kms create-grant'],
  flags: {
    key_arn: ['--key-id'],
    grantee_principal_arn: ['--grantee-principal'],
    operations: ['--operations'],
    grant_name: ['--name'],
  },
  fromFacts: ({ datastore, graphKey, datastoreArn, facts, item }) => ({
    key_arn:
      datastore?.encryption.source_kms_key_arn ??
      graphKey ??
      (isKeyArn(datastoreArn) ? datastoreArn : undefined),
    grantee_principal_arn: rootOf(facts.target.accountId, facts),
    grant_name: `cutover-${facts.runId}-${item.id}`.replace(/[^a-zA-Z0-9:/_-]/g, '-').slice(0, 256),
  }),
  adapt: { key_arn: keyArn, grantee_principal_arn: principal },
  check(params, { facts, item }) {
    const grantee = textValue(params['grantee_principal_arn'])
    const account = parseArn(grantee)?.accountId
    if (account === undefined || account === '' || account === facts.target.accountId) return []
    return [
      `"${item.id}" grants to ${grantee}, which is not in the target account ${facts.target.accountId}.`,
    ]
  },
}

/** The key's ARN in the source account. A grant takes no alias, and which key it names only AWS knows. */
function keyArn(value: Json, { facts }: ParamContext): Adapted {
  if (typeof value !== 'string') return { value }
  const arn = normaliseKmsKey(value, { partition: partitionOf(facts.source.region), ...facts.source })
  if (isKeyArn(arn)) return { value: arn }
  return { rejected: 'a grant needs the ARN of the key; an alias does not say which key it is' }
}

/** An account number means the account as a whole. */
function principal(value: Json, { facts }: ParamContext): Adapted {
  const account = typeof value === 'string' && /^[0-9]{12}$/.test(value)
  return { value: account ? rootOf(value, facts) : value }
}

function rootOf(accountId: string, { target }: StepFacts): string {
  return `arn:${partitionOf(target.region)}:iam::${accountId}:root`
}
