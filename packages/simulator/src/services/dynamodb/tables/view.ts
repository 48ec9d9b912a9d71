import type {
  GlobalSecondaryIndexDescription,
  LocalSecondaryIndexDescription,
  TableClass,
  TableDescription,
} from '@aws-sdk/client-dynamodb'
import type { CallContext } from '../../../kernel/service.js'
import type { Table } from '../state.js'
import { statisticsAt, tableStatus } from './state.js'

/** A table as DescribeTable answers it. Counts are up to six hours old, as in AWS. */
export function tableView(call: CallContext, table: Table): TableDescription {
  const { items, bytes } = statisticsAt(table, call.clock.nowMs())
  const { billing } = table
  const throughput = billing.kind === 'provisioned' ? billing : { read: 0, write: 0 }
  return {
    TableName: table.name,
    TableArn: table.arn,
    TableId: table.id,
    TableStatus: tableStatus(table),
    CreationDateTime: new Date(table.createdMs),
    AttributeDefinitions: [...table.attributeDefinitions],
    KeySchema: [...table.keySchema],
    ItemCount: items,
    TableSizeBytes: bytes,
    ProvisionedThroughput: {
      NumberOfDecreasesToday: 0,
      ReadCapacityUnits: throughput.read,
      WriteCapacityUnits: throughput.write,
    },
    BillingModeSummary: billing.kind === 'on-demand' ? { BillingMode: 'PAY_PER_REQUEST' } : undefined,
    GlobalSecondaryIndexes: globalIndexViews(table, items, bytes),
    LocalSecondaryIndexes: localIndexViews(table, items, bytes),
    ...streamView(table),
    SSEDescription:
      table.kmsKeyArn === undefined
        ? undefined
        : { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: table.kmsKeyArn },
    TableClassSummary:
      table.tableClass === 'STANDARD' ? undefined : { TableClass: table.tableClass as TableClass },
    DeletionProtectionEnabled: table.deletionProtection,
  }
}

function streamView(table: Table): Partial<TableDescription> {
  if (table.streamView === undefined) return {}
  const label = new Date(table.streamLabelMs).toISOString().replace('Z', '')
  return {
    StreamSpecification: {
      StreamEnabled: true,
      StreamViewType: table.streamView as NonNullable<
        TableDescription['StreamSpecification']
      >['StreamViewType'],
    },
    LatestStreamLabel: label,
    LatestStreamArn: `${table.arn}/stream/${label}`,
  }
}

function globalIndexViews(
  table: Table,
  items: number,
  bytes: number,
): GlobalSecondaryIndexDescription[] | undefined {
  if (table.globalIndexes.length === 0) return undefined
  return table.globalIndexes.map((index) => ({
    IndexName: index.IndexName,
    IndexArn: `${table.arn}/index/${index.IndexName}`,
    IndexStatus: 'ACTIVE',
    KeySchema: index.KeySchema,
    Projection: index.Projection,
    ItemCount: items,
    IndexSizeBytes: bytes,
    ProvisionedThroughput: {
      NumberOfDecreasesToday: 0,
      ReadCapacityUnits: index.ProvisionedThroughput?.ReadCapacityUnits ?? 0,
      WriteCapacityUnits: index.ProvisionedThroughput?.WriteCapacityUnits ?? 0,
    },
  }))
}

function localIndexViews(
  table: Table,
  items: number,
  bytes: number,
): LocalSecondaryIndexDescription[] | undefined {
  if (table.localIndexes.length === 0) return undefined
  return table.localIndexes.map((index) => ({
    IndexName: index.IndexName,
    IndexArn: `${table.arn}/index/${index.IndexName}`,
    KeySchema: index.KeySchema,
    Projection: index.Projection,
    ItemCount: items,
    IndexSizeBytes: bytes,
  }))
}
