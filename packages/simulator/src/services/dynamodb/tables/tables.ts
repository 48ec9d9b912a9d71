import type {
  CreateTableCommandInput,
  CreateTableOutput,
  DeleteTableCommandInput,
  DeleteTableOutput,
  DescribeTableCommandInput,
  DescribeTableOutput,
  ListTablesCommandInput,
  ListTablesOutput,
} from '@aws-sdk/client-dynamodb'
import type { CallContext } from '../../../kernel/service.js'
import { compareText } from '../../common/paging.js'
import { tagsFrom } from '../../common/tags.js'
import { resourceInUse, validation } from '../errors.js'
import { findTable, tablesOf } from '../find.js'
import { assertPolicyText, firstRevision } from '../policy.js'
import type { Table } from '../state.js'
import { tableArn } from '../state.js'
import { tableKeyArn } from './encryption.js'
import { keyNames } from './keys.js'
import { putTable, tableStatus } from './state.js'
import { tableView } from './view.js'

const CREATE_MS = 10_000
const DELETE_MS = 10_000

/** What CreateTable and ImportTable say alike about a new table. */
export type Creation = Pick<
  CreateTableCommandInput,
  | 'TableName'
  | 'AttributeDefinitions'
  | 'KeySchema'
  | 'BillingMode'
  | 'ProvisionedThroughput'
  | 'SSESpecification'
  | 'GlobalSecondaryIndexes'
>

export function createTable(input: CreateTableCommandInput, call: CallContext): CreateTableOutput {
  assertCreatable(call, input)
  if (input.ResourcePolicy !== undefined) assertPolicyText(input.ResourcePolicy)
  const table = newTable(call, input, {
    name: 'create',
    startedMs: call.clock.nowMs(),
    durationMs: CREATE_MS,
  })
  table.streamView =
    input.StreamSpecification?.StreamEnabled === true ? input.StreamSpecification.StreamViewType : undefined
  table.tableClass = input.TableClass ?? 'STANDARD'
  table.deletionProtection = input.DeletionProtectionEnabled ?? false
  table.tags = tagsFrom(input.Tags)
  if (input.ResourcePolicy !== undefined) {
    table.policy = { text: input.ResourcePolicy, revisionId: firstRevision(call) }
  }
  return { TableDescription: tableView(call, table) }
}

export function describeTable(input: DescribeTableCommandInput, call: CallContext): DescribeTableOutput {
  return { Table: tableView(call, findTable(call, input.TableName, 'DescribeTable')) }
}

export function listTables(input: ListTablesCommandInput, call: CallContext): ListTablesOutput {
  const limit = input.Limit ?? 100
  const after = input.ExclusiveStartTableName
  const names = Object.values(tablesOf(call, call.caller.accountId))
    .filter((table) => table.region === call.region && (after === undefined || table.name > after))
    .map((table) => table.name)
    .sort(compareText)
  const shown = names.slice(0, limit)
  return {
    TableNames: shown,
    LastEvaluatedTableName: names.length > shown.length ? shown.at(-1) : undefined,
  }
}

export function deleteTable(input: DeleteTableCommandInput, call: CallContext): DeleteTableOutput {
  const table = findTable(call, input.TableName, 'DeleteTable')
  if (table.deletionProtection) {
    throw validation(
      'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
    )
  }
  assertIdle(table)
  table.activity = { name: 'delete', startedMs: call.clock.nowMs(), durationMs: DELETE_MS }
  return { TableDescription: tableView(call, table) }
}

/** @throws AwsError `ResourceInUseException` while the table is being made, changed or deleted */
export function assertIdle(table: Table): void {
  const status = tableStatus(table)
  if (status === 'ACTIVE') return
  const doing = { CREATING: 'created', UPDATING: 'updated', DELETING: 'deleted' }[status]
  throw resourceInUse(
    `Attempt to change a resource which is still in use: Table is being ${doing}: ${table.name}`,
  )
}

/** @throws AwsError when the parameters do not make a table, or there is one of that name */
export function assertCreatable(call: CallContext, input: Creation): void {
  const name = input.TableName ?? ''
  if (!/^[a-zA-Z0-9_.-]{3,255}$/.test(name)) {
    throw validation('TableName must be at least 3 characters long and at most 255 characters long')
  }
  const { hash, range } = keyNames(input.KeySchema ?? [])
  if (hash === '')
    throw validation('No Hash Key specified in schema.  All Dynamo DB tables must have exactly one hash key')
  const defined = (input.AttributeDefinitions ?? []).map((each) => each.AttributeName)
  const undefinedKey = [hash, range].find((key) => key !== undefined && !defined.includes(key))
  if (undefinedKey !== undefined) {
    throw validation(
      'One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. ' +
        `Keys: [${undefinedKey}], AttributeDefinitions: [${defined.join(', ')}]`,
    )
  }
  const { accountId } = call.caller
  if (tablesOf(call, accountId)[tableArn(call.region, accountId, name)] !== undefined) {
    throw resourceInUse(`Table already exists: ${name}`)
  }
}

export function newTable(
  call: CallContext,
  input: Creation & Pick<CreateTableCommandInput, 'LocalSecondaryIndexes'>,
  activity: Table['activity'],
): Table {
  const throughput = input.ProvisionedThroughput
  return putTable(call.world, {
    accountId: call.caller.accountId,
    region: call.region,
    name: input.TableName ?? '',
    keySchema: input.KeySchema ?? [],
    attributeDefinitions: input.AttributeDefinitions ?? [],
    nowMs: call.clock.nowMs(),
    details: {
      globalIndexes: input.GlobalSecondaryIndexes ?? [],
      localIndexes: input.LocalSecondaryIndexes ?? [],
      billing:
        input.BillingMode === 'PAY_PER_REQUEST' || throughput === undefined
          ? { kind: 'on-demand' }
          : {
              kind: 'provisioned',
              read: throughput.ReadCapacityUnits ?? 0,
              write: throughput.WriteCapacityUnits ?? 0,
            },
      kmsKeyArn: tableKeyArn(call, input.SSESpecification),
      activity,
    },
  })
}
