import type { BatchWriteItemCommandInput, BatchWriteItemOutput } from '@aws-sdk/client-dynamodb'
import type { CallContext } from '../../../kernel/service.js'
import { validation } from '../errors.js'
import { findActiveTable } from '../find.js'
import type { Item, Table } from '../state.js'
import { exactKey, keyOf, keyText } from '../tables/keys.js'
import { writeItem } from '../tables/state.js'
import { store } from './items.js'

const MAX_REQUESTS = 25

interface Write {
  readonly table: Table
  readonly key: string
  readonly item: Item | undefined
}

/** Everything is checked before anything is written; nothing is ever left unprocessed. */
export function batchWriteItem(input: BatchWriteItemCommandInput, call: CallContext): BatchWriteItemOutput {
  const requests = Object.entries(input.RequestItems ?? {})
  const count = requests.reduce((sum, [, list]) => sum + list.length, 0)
  if (count === 0 || count > MAX_REQUESTS) {
    throw validation(
      `1 validation error detected: Value at 'requestItems' failed to satisfy constraint: Member must have length ` +
        `${count === 0 ? 'greater than or equal to 1' : `less than or equal to ${MAX_REQUESTS}`}`,
    )
  }
  const writes: Write[] = requests.flatMap(([name, list]) => {
    const table = findActiveTable(call, name, 'BatchWriteItem')
    return list.map(({ PutRequest, DeleteRequest }) => {
      const item = PutRequest?.Item
      const key = item === undefined ? exactKey(table, DeleteRequest?.Key) : keyOf(table, item)
      return { table, key: keyText(table, key), item }
    })
  })
  const distinct = new Set(writes.map(({ table, key }) => `${table.arn}\n${key}`))
  if (distinct.size < writes.length) throw validation('Provided list of item keys contains duplicates')
  for (const { table, key, item } of writes) {
    if (item !== undefined) store(call, table, key, item)
    else if (table.items.has(key)) writeItem(table, key, undefined, call.clock.nowMs())
  }
  return { UnprocessedItems: {} }
}
