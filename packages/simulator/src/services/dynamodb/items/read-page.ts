/** What Query and Scan share: going through items in order until a limit is met. */
import type { AttributeValue, Select } from '@aws-sdk/client-dynamodb'
import type { Item, Table } from '../state.js'
import { type KeyNames, keyOf } from '../tables/keys.js'
import { parseCondition } from './expression/condition.js'
import { holds } from './expression/evaluate.js'
import { project } from './expression/project.js'
import { placeholders } from './items.js'
import { itemBytes } from './values.js'

const MAX_PAGE_BYTES = 1_048_576

export interface ReadInput {
  readonly Limit?: number | undefined
  readonly Select?: Select | undefined
  readonly FilterExpression?: string | undefined
  readonly ProjectionExpression?: string | undefined
  readonly ExpressionAttributeNames?: Record<string, string> | undefined
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined
}

export interface ReadOutput {
  readonly Items: Item[] | undefined
  readonly Count: number
  readonly ScannedCount: number
  readonly LastEvaluatedKey: Item | undefined
}

/**
 * One page of `items`, which are in order and begin after the start key. A page ends after `Limit` items or
 * one mebibyte, both counted before the filter.
 */
export function readPage(table: Table, index: KeyNames, items: Iterable<Item>, input: ReadInput): ReadOutput {
  const filter =
    input.FilterExpression === undefined
      ? undefined
      : parseCondition(input.FilterExpression, placeholders(input, 'FilterExpression'))
  const found: Item[] = []
  let scanned = 0
  let bytes = 0
  let last: Item | undefined
  let more = false
  for (const item of items) {
    if (scanned === input.Limit || bytes >= MAX_PAGE_BYTES) {
      more = true
      break
    }
    scanned += 1
    bytes += itemBytes(item)
    last = item
    if (filter === undefined || holds(filter, item)) found.push(item)
  }
  // With a limit that is just met, DynamoDB gives a key although nothing may follow.
  const paused = more || (input.Limit !== undefined && scanned === input.Limit)
  return {
    Items: input.Select === 'COUNT' ? undefined : shown(found, input),
    Count: found.length,
    ScannedCount: scanned,
    LastEvaluatedKey: paused && last !== undefined ? startKey(table, index, last) : undefined,
  }
}

function shown(items: readonly Item[], input: ReadInput): Item[] {
  const given = placeholders(input, 'ProjectionExpression')
  return items.map((item) => project(item, input.ProjectionExpression, given))
}

/** The table's key, and the index's when an index is read. */
function startKey(table: Table, index: KeyNames, item: Item): Item {
  const key = keyOf(table, item)
  for (const name of [index.hash, index.range]) {
    const value = name === undefined ? undefined : item[name]
    if (name !== undefined && value !== undefined) key[name] = value
  }
  return key
}
