import type {
  AttributeValue,
  QueryCommandInput,
  QueryOutput,
  ScanCommandInput,
  ScanOutput,
} from '@aws-sdk/client-dynamodb'
import type { CallContext } from '../../../kernel/service.js'
import { compareText } from '../../common/paging.js'
import { validation } from '../errors.js'
import { findActiveTable } from '../find.js'
import type { Item, Table } from '../state.js'
import { compareOptional, type KeyNames, keyNamesFor, keysInScanOrder, keyText } from '../tables/keys.js'
import { type Condition, parseCondition } from './expression/condition.js'
import { holds } from './expression/evaluate.js'
import { placeholders } from './items.js'
import { readPage } from './read-page.js'

/** In the order of partitions' hashes; segments share the partitions out among themselves. */
export function scan(input: ScanCommandInput, call: CallContext): ScanOutput {
  const table = findActiveTable(call, input.TableName, 'Scan')
  const index = keyNamesFor(table, input.IndexName)
  const keys = keysInScanOrder(table)
  const start = input.ExclusiveStartKey
  const from = start === undefined ? 0 : placeAfter(table, keys, start)
  return readPage(table, index, scanned(table, index, keys.slice(from), input), input)
}

function* scanned(
  table: Table,
  index: KeyNames,
  keys: readonly string[],
  input: ScanCommandInput,
): Generator<Item> {
  const segments = input.TotalSegments ?? 1
  for (const key of keys) {
    if (segmentOf(key, segments) !== (input.Segment ?? 0)) continue
    const item = table.items.get(key)
    if (item !== undefined && isIndexed(item, index)) yield item
  }
}

/** One partition, in order of its sort key. */
export function query(input: QueryCommandInput, call: CallContext): QueryOutput {
  const table = findActiveTable(call, input.TableName, 'Query')
  const index = keyNamesFor(table, input.IndexName)
  if (input.KeyConditionExpression === undefined) {
    throw validation(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    )
  }
  const condition = parseCondition(
    input.KeyConditionExpression,
    placeholders(input, 'KeyConditionExpression'),
  )
  assertKeyCondition(condition, index)
  const direction = input.ScanIndexForward === false ? -1 : 1
  const compare = (a: Item, b: Item) => direction * compareInPartition(table, index, a, b)
  const start = input.ExclusiveStartKey
  const matching = [...table.items.values()]
    .filter((item) => isIndexed(item, index) && holds(condition, item))
    .filter((item) => start === undefined || compare(item, start) > 0)
    .sort(compare)
  return readPage(table, index, matching, input)
}

/** Whether an index has the item: sparse indexes leave out what lacks their keys. */
function isIndexed(item: Item, index: KeyNames): boolean {
  return item[index.hash] !== undefined && (index.range === undefined || item[index.range] !== undefined)
}

function compareInPartition(table: Table, index: KeyNames, a: Item, b: Item): number {
  const at = (item: Item): AttributeValue | undefined =>
    index.range === undefined ? undefined : item[index.range]
  return compareOptional(at(a), at(b)) || compareText(keyText(table, a), keyText(table, b))
}

/** The first place after a start key, which need not exist any more. */
function placeAfter(table: Table, keys: readonly string[], start: Item): number {
  const text = keyText(table, start)
  const at = keys.indexOf(text)
  if (at >= 0) return at + 1
  // The item has gone since the last page: go on where it would be.
  const copy: Table = { ...table, items: new Map(table.items).set(text, start), sortedKeys: undefined }
  return keysInScanOrder(copy).indexOf(text)
}

function segmentOf(key: string, segments: number): number {
  if (segments === 1) return 0
  let hash = 0
  for (let i = 0; i < key.length; i++) hash = (Math.imul(hash, 31) + key.charCodeAt(i)) >>> 0
  return hash % segments
}

/** Equality on the partition key, alone or together with one condition on the sort key. */
function assertKeyCondition(condition: Condition, index: KeyNames): void {
  const parts = condition.kind === 'and' ? [condition.left, condition.right] : [condition]
  const names = parts.map(subjectOf)
  const onHash = parts[names.indexOf(index.hash)]
  if (onHash?.kind !== 'compare' || onHash.comparator !== '=') {
    throw validation(`Query condition missed key schema element: ${index.hash}`)
  }
  const other = names.find((name) => name !== index.hash)
  if (parts.length === 2 && other !== index.range) {
    throw validation(`Query condition missed key schema element: ${index.range ?? index.hash}`)
  }
}

function subjectOf(condition: Condition): string | undefined {
  switch (condition.kind) {
    case 'compare': {
      const side = condition.left.kind === 'path' ? condition.left : condition.right
      return side.kind === 'path' ? String(side.path[0]) : undefined
    }
    case 'between':
      return condition.operand.kind === 'path' ? String(condition.operand.path[0]) : undefined
    case 'begins-with':
      return String(condition.path[0])
    default:
      return undefined
  }
}
