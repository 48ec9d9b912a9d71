import type { AttributeDefinition, AttributeValue, KeySchemaElement } from '@aws-sdk/client-dynamodb'
import type { WorldState } from '../kernel/world.js'
import { dynamodb, type Item, tableArn } from '../services/dynamodb/state.js'
import { putTable } from '../services/dynamodb/tables/state.js'
import type { ExecutionStep } from './core-types.js'
import { arnParts, datastoreOf, type SeedPlan, stepsWith, text } from './plan.js'

/** A seeded table holds at most this many items: enough to be counted, few enough to be quick. */
const MAX_ITEMS = 50
/** Point-in-time recovery has been on for a day, so that the first export has a window to choose from. */
const PITR_SINCE_MS = 24 * 3_600_000

interface Shape {
  readonly keySchema: readonly KeySchemaElement[]
  readonly attributeDefinitions: readonly AttributeDefinition[]
}

/** The source tables of every export, with point-in-time recovery on and some items. */
export function seedSourceTables(world: WorldState, plan: SeedPlan, nowMs: number): void {
  const { source } = plan.facts
  for (const step of stepsWith(plan, 'table_arn', 's3_bucket')) {
    const arn = text(step, 'table_arn') ?? ''
    const name = arnParts(arn)?.resource.replace(/^table\//, '') ?? ''
    const known = dynamodb.of(world, source.accountId).tables[tableArn(source.region, source.accountId, name)]
    if (name === '' || known !== undefined) continue
    const shape = shapeOf(plan, arn)
    const planned = datastoreOf(plan, step, name)?.sizing.object_count ?? MAX_ITEMS
    const items = Array.from({ length: Math.min(planned, MAX_ITEMS) }, (_, n) => item(shape, n))
    putTable(world, { ...source, name, ...shape, items, nowMs: nowMs - PITR_SINCE_MS, pitr: true })
  }
}

/** The keys as the import will create them; a table that is only exported gets a plain `id`. */
function shapeOf(plan: SeedPlan, arn: string): Shape {
  const importing = stepsWith(plan, 'table_name', 'table_creation').find(
    (step) => text(step, 'source_table_arn') === arn,
  )
  const plain: Shape = {
    keySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    attributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  }
  return importing === undefined ? plain : (importedShape(importing) ?? plain)
}

function importedShape(step: ExecutionStep): Shape | null {
  const creation = step.params.table_creation as
    | { KeySchema?: readonly KeySchemaElement[]; AttributeDefinitions?: readonly AttributeDefinition[] }
    | undefined
  if (creation?.KeySchema === undefined || creation.AttributeDefinitions === undefined) return null
  return { keySchema: creation.KeySchema, attributeDefinitions: creation.AttributeDefinitions }
}

function item(shape: Shape, n: number): Item {
  const values = shape.attributeDefinitions.map(({ AttributeName, AttributeType }) => [
    AttributeName ?? '',
    attribute(AttributeType, n),
  ])
  return { ...(Object.fromEntries(values) as Item), note: { S: `item ${n}` } }
}

function attribute(type: string | undefined, n: number): AttributeValue {
  if (type === 'N') return { N: String(n) }
  return type === 'B' ? { B: Buffer.from(`b${n}`) } : { S: `v${n}` }
}
