/** Making tables, writing into them, and what they looked like before. */
import type { AttributeDefinition, KeySchemaElement } from '@aws-sdk/client-dynamodb'
import type { WorldState } from '../../../kernel/world.js'
import { nextUuid } from '../../common/ids.js'
import type { Tags } from '../../common/tags.js'
import { isOver, type Timing } from '../../common/timing.js'
import { itemBytes } from '../items/values.js'
import { type DynamoState, type Item, type Statistics, stateOf, type Table, tableArn } from '../state.js'
import { keyOf, keyText } from './keys.js'

const STATISTICS_MS = 6 * 3_600_000
const IDLE: Table['activity'] = { name: 'idle', startedMs: 0, durationMs: 0 }

export interface NewTable {
  readonly accountId: string
  readonly region: string
  readonly name: string
  readonly keySchema: readonly KeySchemaElement[]
  readonly attributeDefinitions: readonly AttributeDefinition[]
  readonly nowMs: number
  readonly items?: readonly Item[]
  readonly pitr?: boolean
  readonly tags?: Tags
  readonly details?: Partial<
    Pick<
      Table,
      | 'globalIndexes'
      | 'localIndexes'
      | 'billing'
      | 'streamView'
      | 'kmsKeyArn'
      | 'tableClass'
      | 'deletionProtection'
      | 'activity'
    >
  >
}

/** Puts a table with its items into an account, as seeding does and as CreateTable does. */
export function putTable(world: WorldState, wanted: NewTable): Table {
  const table: Table = {
    arn: tableArn(wanted.region, wanted.accountId, wanted.name),
    name: wanted.name,
    accountId: wanted.accountId,
    region: wanted.region,
    id: nextUuid(world),
    createdMs: wanted.nowMs,
    keySchema: wanted.keySchema,
    attributeDefinitions: wanted.attributeDefinitions,
    globalIndexes: [],
    localIndexes: [],
    billing: { kind: 'on-demand' },
    streamView: undefined,
    streamLabelMs: wanted.nowMs,
    kmsKeyArn: undefined,
    tableClass: 'STANDARD',
    deletionProtection: false,
    ttl: undefined,
    tags: wanted.tags ?? {},
    policy: undefined,
    pitrSinceMs: wanted.pitr === true ? wanted.nowMs : undefined,
    activity: IDLE,
    items: new Map(),
    sortedKeys: undefined,
    bytes: 0,
    statistics: { period: periodOf(wanted.nowMs), items: 0, bytes: 0 },
    history: [],
    ...wanted.details,
  }
  stateOf(world, wanted.accountId).tables[table.arn] = table
  fill(table, wanted.items ?? [], wanted.nowMs)
  return table
}

/** Puts items in all at once, known to the statistics and outside any history: seeding and imports. */
export function fill(table: Table, items: readonly Item[], nowMs: number): void {
  for (const item of items) {
    const key = keyText(table, keyOf(table, item))
    table.bytes += itemBytes(item) - bytesAt(table, key)
    table.items.set(key, item)
  }
  table.sortedKeys = undefined
  table.statistics = { period: periodOf(nowMs), items: table.items.size, bytes: table.bytes }
}

/** Writes one item, or removes it when `item` is undefined. */
export function writeItem(table: Table, key: string, item: Item | undefined, nowMs: number): void {
  const before = table.items.get(key)
  table.statistics = statisticsAt(table, nowMs)
  if (table.pitrSinceMs !== undefined) table.history.push({ atMs: nowMs, key, before })
  if ((before === undefined) !== (item === undefined)) table.sortedKeys = undefined
  table.bytes += (item === undefined ? 0 : itemBytes(item)) - bytesAt(table, key)
  if (item === undefined) table.items.delete(key)
  else table.items.set(key, item)
}

/** The counts that DescribeTable answers: those with which the current six-hour period began. */
export function statisticsAt(table: Table, nowMs: number): Statistics {
  const period = periodOf(nowMs)
  if (table.statistics.period === period) return table.statistics
  return { period, items: table.items.size, bytes: table.bytes }
}

/** The items as they were at a moment of the recovery window. */
export function itemsAt(table: Table, atMs: number): Item[] {
  const items = new Map(table.items)
  for (const { atMs: writtenMs, key, before } of table.history.toReversed()) {
    if (writtenMs <= atMs) break
    if (before === undefined) items.delete(key)
    else items.set(key, before)
  }
  return [...items.values()]
}

/** Carries out what is due: deleted tables are gone, others stand idle. Runs before every look at tables. */
export function settleTables(time: Timing, state: DynamoState): void {
  for (const table of Object.values(state.tables)) {
    const { name, startedMs, durationMs } = table.activity
    if (name === 'idle' || !isOver(time, startedMs, durationMs)) continue
    if (name === 'delete') delete state.tables[table.arn]
    table.activity = IDLE
  }
}

export function tableStatus(table: Table): 'ACTIVE' | 'CREATING' | 'UPDATING' | 'DELETING' {
  switch (table.activity.name) {
    case 'idle':
      return 'ACTIVE'
    case 'create':
    case 'import':
      return 'CREATING'
    case 'update':
      return 'UPDATING'
    case 'delete':
      return 'DELETING'
  }
}

function bytesAt(table: Table, key: string): number {
  const item = table.items.get(key)
  return item === undefined ? 0 : itemBytes(item)
}

function periodOf(nowMs: number): number {
  return Math.floor(nowMs / STATISTICS_MS)
}
