import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { parseArn } from '../common/ids.js'
import { askResourcePolicy } from '../common/resource-policy.js'
import { resourceNotFound } from './errors.js'
import { dynamodb, type Table, tableArn } from './state.js'
import { settleTables, tableStatus } from './tables/state.js'

/**
 * A table by name or ARN, in whatever state, once its resource policy lets the caller do `action`.
 * @param missing what is thrown when there is none; operations differ in it
 * @throws AwsError `AccessDeniedException`
 */
export function findTable(
  call: CallContext,
  ref: string | undefined,
  action: string,
  missing: (name: string) => AwsError = resourceNotFound,
): Table {
  const arn = arnOf(call, ref ?? '')
  const accountId = parseArn(arn)?.accountId ?? ''
  const table = tablesOf(call, accountId)[arn]
  assertAllowed(call, arn, table, action)
  if (table === undefined) throw missing(nameOf(arn))
  return table
}

/** A table whose items can be read and written. */
export function findActiveTable(call: CallContext, ref: string | undefined, action: string): Table {
  const table = findTable(call, ref, action, () => resourceNotFound())
  const status = tableStatus(table)
  if (status === 'CREATING' || status === 'DELETING') throw resourceNotFound()
  return table
}

/** The tables of an account, by ARN, with everything carried out that is due. */
export function tablesOf(call: CallContext, accountId: string): Record<string, Table> {
  if (call.world.accounts[accountId] === undefined) return {}
  const state = dynamodb.of(call.world, accountId)
  settleTables(call, state)
  return state.tables
}

export function arnOf(call: CallContext, ref: string): string {
  if (!ref.startsWith('arn:')) return tableArn(call.region, call.caller.accountId, ref)
  return ref.replace(/^(arn:[^/]*:table\/[^/]+)\/.*$/, '$1')
}

export function nameOf(arn: string): string {
  return arn.slice(arn.indexOf('/') + 1).split('/')[0] ?? ''
}

function assertAllowed(call: CallContext, arn: string, table: Table | undefined, action: string): void {
  const own = parseArn(arn)?.accountId === call.caller.accountId
  const verdict =
    table?.policy === undefined
      ? 'silent'
      : askResourcePolicy(table.policy.text, {
          principal: call.caller,
          action: `dynamodb:${action}`,
          resourceArn: arn,
        })
  const who = `User: ${call.caller.sessionArn} is not authorized to perform: dynamodb:${action} on resource: ${arn}`
  if (verdict === 'deny') {
    throw new AwsError('AccessDeniedException', `${who} with an explicit deny in a resource-based policy`)
  }
  if (verdict === 'silent' && !own) {
    const because = `because no resource-based policy allows the dynamodb:${action} action`
    throw new AwsError('AccessDeniedException', `${who} ${because}`)
  }
}
