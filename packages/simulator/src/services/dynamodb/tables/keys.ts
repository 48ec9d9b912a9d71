import { createHash } from 'node:crypto'
import type { AttributeValue, KeySchemaElement } from '@aws-sdk/client-dynamodb'
import { compareText } from '../../common/paging.js'
import { validation } from '../errors.js'
import { canonical, compareValues, contentOf, typeOf } from '../items/values.js'
import type { Item, Table } from '../state.js'

export interface KeyNames {
  readonly hash: string
  readonly range: string | undefined
}

export function keyNames(schema: readonly KeySchemaElement[]): KeyNames {
  const named = (type: string) => schema.find((element) => element.KeyType === type)?.AttributeName
  return { hash: named('HASH') ?? '', range: named('RANGE') }
}

/** The names of a table's key, or of one of its indexes. */
export function keyNamesFor(table: Table, indexName: string | undefined): KeyNames {
  if (indexName === undefined) return keyNames(table.keySchema)
  const index = [...table.globalIndexes, ...table.localIndexes].find((each) => each.IndexName === indexName)
  if (index === undefined) throw validation(`The table does not have the specified index: ${indexName}`)
  return keyNames(index.KeySchema ?? [])
}

/** The key attributes of an item, checked against the table's schema. */
export function keyOf(table: Table, item: Item): Item {
  const { hash, range } = keyNames(table.keySchema)
  const names = range === undefined ? [hash] : [hash, range]
  return Object.fromEntries(names.map((name) => [name, keyValue(table, item, name)]))
}

/** As {@link keyOf}, for a request that gives nothing but the key. */
export function exactKey(table: Table, key: Item | undefined): Item {
  const given = key ?? {}
  const wanted = table.keySchema.length
  if (
    Object.keys(given).length !== wanted ||
    table.keySchema.some(({ AttributeName }) => given[AttributeName ?? ''] === undefined)
  ) {
    throw validation('The provided key element does not match the schema')
  }
  return keyOf(table, given)
}

/** The text under which an item is kept. */
export function keyText(table: Table, key: Item): string {
  const { hash, range } = keyNames(table.keySchema)
  const part = (name: string) => (key[name] === undefined ? '' : canonical(key[name]))
  return range === undefined ? part(hash) : `${part(hash)}\n${part(range)}`
}

/** Scans go by the hash of the partition key, and within a partition by the sort key. */
export function keysInScanOrder(table: Table): readonly string[] {
  if (table.sortedKeys !== undefined) return table.sortedKeys
  const { hash, range } = keyNames(table.keySchema)
  const places = new Map<string, { readonly hash: string; readonly range: AttributeValue | undefined }>()
  for (const [text, item] of table.items) {
    places.set(text, { hash: digest(item[hash]), range: range === undefined ? undefined : item[range] })
  }
  const sorted = [...table.items.keys()].sort((a, b) => {
    const left = places.get(a)
    const right = places.get(b)
    return (
      compareText(left?.hash ?? '', right?.hash ?? '') ||
      compareOptional(left?.range, right?.range) ||
      compareText(a, b)
    )
  })
  table.sortedKeys = sorted
  return sorted
}

export function compareOptional(a: AttributeValue | undefined, b: AttributeValue | undefined): number {
  return a === undefined || b === undefined ? 0 : (compareValues(a, b) ?? 0)
}

function keyValue(table: Table, item: Item, name: string): AttributeValue {
  const value = item[name]
  if (value === undefined) {
    throw validation(`One or more parameter values were invalid: Missing the key ${name} in the item`)
  }
  const expected = table.attributeDefinitions.find((each) => each.AttributeName === name)?.AttributeType
  if (expected !== undefined && typeOf(value) !== expected) {
    throw validation(
      `One or more parameter values were invalid: Type mismatch for key ${name} expected: ${expected} actual: ${typeOf(value)}`,
    )
  }
  const content = contentOf(value)
  if ((typeof content === 'string' || content instanceof Uint8Array) && content.length === 0) {
    throw validation(
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ' +
        `string value. Key: ${name}`,
    )
  }
  return value
}

function digest(value: AttributeValue | undefined): string {
  return value === undefined ? '' : createHash('md5').update(canonical(value)).digest('hex')
}
