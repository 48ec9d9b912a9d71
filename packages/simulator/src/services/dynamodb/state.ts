/**
 * DynamoDB tables of one account, in every Region.
 *
 * D1. Items are kept by the canonical text of their key; whoever changes them goes through `writeItem`, so that
 *     size, statistics and history stay right.
 * D2. While point-in-time recovery is on, every write leaves what was there before in `history`: the table at
 *     any moment of the window is the present one with later writes undone.
 * D3. What an export or import does is settled when it starts; only its status follows the clock.
 */
import type {
  AttributeDefinition,
  AttributeValue,
  GlobalSecondaryIndex,
  KeySchemaElement,
  LocalSecondaryIndex,
  TableCreationParameters,
} from '@aws-sdk/client-dynamodb'
import { slice, type WorldState } from '../../kernel/world.js'
import type { Tags } from '../common/tags.js'

export type Item = Record<string, AttributeValue>

export interface TableActivity {
  readonly name: 'idle' | 'create' | 'update' | 'delete' | 'import'
  readonly startedMs: number
  readonly durationMs: number
}

export interface PastWrite {
  readonly atMs: number
  readonly key: string
  /** What the write replaced; undefined where there was nothing. */
  readonly before: Item | undefined
}

export interface ResourcePolicy {
  readonly text: string
  readonly revisionId: string
}

/** What DescribeTable tells of the contents: counted about every six hours. */
export interface Statistics {
  /** Number of the six-hour period that began with these counts. */
  readonly period: number
  readonly items: number
  readonly bytes: number
}

export interface Table {
  readonly arn: string
  readonly name: string
  readonly accountId: string
  readonly region: string
  readonly id: string
  readonly createdMs: number
  readonly keySchema: readonly KeySchemaElement[]
  attributeDefinitions: readonly AttributeDefinition[]
  globalIndexes: readonly GlobalSecondaryIndex[]
  readonly localIndexes: readonly LocalSecondaryIndex[]
  billing:
    | { readonly kind: 'on-demand' }
    | { readonly kind: 'provisioned'; readonly read: number; readonly write: number }
  streamView: string | undefined
  streamLabelMs: number
  kmsKeyArn: string | undefined
  tableClass: string
  deletionProtection: boolean
  ttl: { readonly attribute: string; readonly sinceMs: number } | undefined
  tags: Tags
  policy: ResourcePolicy | undefined
  pitrSinceMs: number | undefined
  activity: TableActivity
  items: Map<string, Item>
  /** The keys in the order of scans, while they have not changed. */
  sortedKeys: string[] | undefined
  bytes: number
  statistics: Statistics
  history: PastWrite[]
}

export type JobOutcome =
  | { readonly kind: 'completed' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }

export interface Export {
  readonly arn: string
  readonly tableArn: string
  readonly tableId: string
  readonly clientToken: string | undefined
  /** Canonical text of the request, for telling a repetition from a conflict. */
  readonly request: string
  readonly startedMs: number
  readonly durationMs: number
  readonly exportTimeMs: number
  readonly bucket: string
  readonly bucketOwner: string | undefined
  readonly prefix: string | undefined
  readonly sseAlgorithm: string
  readonly sseKmsKeyId: string | undefined
  readonly manifestKey: string
  readonly items: number
  readonly bytes: number
  readonly outcome: JobOutcome
}

export interface Import {
  readonly arn: string
  readonly tableArn: string
  readonly tableId: string
  readonly clientToken: string | undefined
  readonly request: string
  readonly startedMs: number
  readonly durationMs: number
  readonly bucket: string
  readonly bucketOwner: string | undefined
  readonly prefix: string | undefined
  readonly compression: string
  readonly creation: TableCreationParameters
  readonly processedBytes: number
  readonly processed: number
  readonly imported: number
  readonly errors: number
  readonly outcome: JobOutcome
}

export interface DynamoState {
  tables: Record<string, Table>
  exports: Record<string, Export>
  imports: Record<string, Import>
}

export const dynamodb = slice<DynamoState>('dynamodb', () => ({ tables: {}, exports: {}, imports: {} }))

export function tableArn(region: string, accountId: string, name: string): string {
  return `arn:aws:dynamodb:${region}:${accountId}:table/${name}`
}

export function stateOf(world: WorldState, accountId: string): DynamoState {
  return dynamodb.of(world, accountId)
}
