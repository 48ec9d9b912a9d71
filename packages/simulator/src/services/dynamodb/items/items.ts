import type {
  AttributeValue,
  DeleteItemCommandInput,
  DeleteItemOutput,
  GetItemCommandInput,
  GetItemOutput,
  PutItemCommandInput,
  PutItemOutput,
  UpdateItemCommandInput,
  UpdateItemOutput,
} from '@aws-sdk/client-dynamodb'
import { AwsError } from '../../../kernel/error.js'
import type { CallContext } from '../../../kernel/service.js'
import { validation } from '../errors.js'
import { findActiveTable } from '../find.js'
import type { Item, Table } from '../state.js'
import { exactKey, keyNames, keyOf, keyText } from '../tables/keys.js'
import { writeItem } from '../tables/state.js'
import { parseCondition } from './expression/condition.js'
import { holds } from './expression/evaluate.js'
import { getAt, type Path, type Placeholders, setAt } from './expression/paths.js'
import { project } from './expression/project.js'
import { applyUpdate } from './expression/update.js'
import { itemBytes } from './values.js'

const MAX_ITEM_BYTES = 400 * 1024

interface Conditional {
  readonly ConditionExpression?: string | undefined
  readonly ExpressionAttributeNames?: Record<string, string> | undefined
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined
}

export function putItem(input: PutItemCommandInput, call: CallContext): PutItemOutput {
  const table = findActiveTable(call, input.TableName, 'PutItem')
  const item = input.Item ?? {}
  const key = keyText(table, keyOf(table, item))
  const before = table.items.get(key)
  assertCondition(input, before)
  store(call, table, key, item)
  return { Attributes: input.ReturnValues === 'ALL_OLD' ? before : undefined }
}

export function getItem(input: GetItemCommandInput, call: CallContext): GetItemOutput {
  const table = findActiveTable(call, input.TableName, 'GetItem')
  const item = table.items.get(keyText(table, exactKey(table, input.Key)))
  if (item === undefined) return {}
  return { Item: project(item, input.ProjectionExpression, placeholders(input, 'ProjectionExpression')) }
}

export function deleteItem(input: DeleteItemCommandInput, call: CallContext): DeleteItemOutput {
  const table = findActiveTable(call, input.TableName, 'DeleteItem')
  const key = keyText(table, exactKey(table, input.Key))
  const before = table.items.get(key)
  assertCondition(input, before)
  if (before !== undefined) writeItem(table, key, undefined, call.clock.nowMs())
  return { Attributes: input.ReturnValues === 'ALL_OLD' ? before : undefined }
}

/** By update expression; the older AttributeUpdates are refused. An item that is not there is made. */
export function updateItem(input: UpdateItemCommandInput, call: CallContext): UpdateItemOutput {
  const table = findActiveTable(call, input.TableName, 'UpdateItem')
  if (input.AttributeUpdates !== undefined) {
    throw validation('AttributeUpdates is not modelled by this simulator; use UpdateExpression')
  }
  const keyItem = exactKey(table, input.Key)
  const key = keyText(table, keyItem)
  const before = table.items.get(key)
  assertCondition(input, before)
  const given = placeholders(input, 'UpdateExpression')
  const { item, touched } =
    input.UpdateExpression === undefined
      ? { item: before ?? keyItem, touched: [] }
      : applyUpdate(input.UpdateExpression, given, before ?? keyItem)
  assertKeyUntouched(table, touched)
  store(call, table, key, item)
  return { Attributes: returned(input.ReturnValues, before, item, touched) }
}

/** Stores a whole item that has passed all other checks. */
export function store(call: CallContext, table: Table, key: string, item: Item): void {
  if (itemBytes(item) > MAX_ITEM_BYTES) throw validation('Item size has exceeded the maximum allowed size')
  writeItem(table, key, item, call.clock.nowMs())
}

export function placeholders(
  input: Pick<Conditional, 'ExpressionAttributeNames' | 'ExpressionAttributeValues'>,
  kind: string,
): Placeholders {
  return { names: input.ExpressionAttributeNames, values: input.ExpressionAttributeValues, kind }
}

function assertCondition(input: Conditional, item: Item | undefined): void {
  if (input.ConditionExpression === undefined) return
  const given = placeholders(input, 'ConditionExpression')
  if (holds(parseCondition(input.ConditionExpression, given), item ?? {})) return
  const shown = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && item !== undefined
  throw new AwsError(
    'ConditionalCheckFailedException',
    'The conditional request failed',
    400,
    shown ? { Item: item } : {},
  )
}

function assertKeyUntouched(table: Table, touched: readonly Path[]): void {
  const { hash, range } = keyNames(table.keySchema)
  const name = touched.map(([first]) => first).find((first) => first === hash || first === range)
  if (name === undefined) return
  throw validation(
    `One or more parameter values were invalid: Cannot update attribute ${name}. This attribute is part of the key`,
  )
}

function returned(
  wanted: UpdateItemCommandInput['ReturnValues'],
  before: Item | undefined,
  after: Item,
  touched: readonly Path[],
): Item | undefined {
  const only = (item: Item) => {
    const names = [...new Set(touched.map(([name]) => String(name)))]
    return names.reduce<Item>((picked, name) => {
      const value = getAt(item, [name])
      return value === undefined ? picked : setAt(picked, [name], value)
    }, {})
  }
  switch (wanted) {
    case 'ALL_OLD':
      return before
    case 'ALL_NEW':
      return after
    case 'UPDATED_OLD':
      return only(before ?? {})
    case 'UPDATED_NEW':
      return only(after)
    default:
      return undefined
  }
}
