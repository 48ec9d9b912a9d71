/** Reading what an import is given: files of one JSON object per line, as exports write them. */
import { gunzipSync } from 'node:zlib'
import { itemFromJson } from '../items/values.js'
import type { Item, Table } from '../state.js'
import { keyOf, keyText } from '../tables/keys.js'

export interface Parsed {
  readonly items: Item[]
  /** Lines that were looked at. */
  readonly processed: number
  readonly bytes: number
  /** Lines that are no items, or lack the key of the table. */
  readonly errors: number
}

/** Everything in the files that makes an item of this table; a later item replaces an earlier one of its key. */
export function parseFiles(
  table: Table,
  files: readonly { readonly body: Uint8Array }[],
  compression: string,
): Parsed {
  const items = new Map<string, Item>()
  let processed = 0
  let bytes = 0
  let errors = 0
  for (const { body } of files) {
    const text = textOf(body, compression)
    // A file that cannot be unpacked is one error, whatever it holds.
    if (text === undefined) errors += 1
    for (const line of (text ?? '').split('\n')) {
      if (line.trim() === '') continue
      processed += 1
      bytes += Buffer.byteLength(line)
      const item = itemOf(table, line)
      if (item === undefined) errors += 1
      else items.set(keyText(table, item), item)
    }
  }
  return { items: [...items.values()], processed, bytes, errors }
}

function textOf(body: Uint8Array, compression: string): string | undefined {
  if (compression !== 'GZIP') return Buffer.from(body).toString('utf8')
  if (body.length === 0) return ''
  try {
    return gunzipSync(body).toString('utf8')
  } catch {
    return undefined
  }
}

function itemOf(table: Table, line: string): Item | undefined {
  try {
    const item = itemFromJson((JSON.parse(line) as { Item?: unknown }).Item)
    keyOf(table, item)
    return item
  } catch {
    return undefined
  }
}
