import type { ServiceBehaviour } from '../../kernel/service.js'
import { describeContinuousBackups, updateContinuousBackups } from './backups.js'
import { batchWriteItem } from './batch.js'
import { describeExport, exportTableToPointInTime, listExports } from './exports.js'
import { describeImport, importTable, listImports } from './imports.js'
import { deleteItem, getItem, putItem, updateItem } from './items.js'
import { notes } from './notes.js'
import { permissions } from './permissions.js'
import { deleteResourcePolicy, getResourcePolicy, putResourcePolicy } from './policy.js'
import { query, scan } from './query-scan.js'
import {
  describeTimeToLive,
  listTagsOfResource,
  tagResource,
  untagResource,
  updateTable,
  updateTimeToLive,
} from './table-update.js'
import { createTable, deleteTable, describeTable, listTables } from './tables.js'

/** DynamoDB: tables, items, exports to and imports from S3. */
export const behaviour: ServiceBehaviour = {
  signingName: 'dynamodb',
  operations: {
    CreateTable: createTable,
    DescribeTable: describeTable,
    ListTables: listTables,
    UpdateTable: updateTable,
    DeleteTable: deleteTable,
    PutItem: putItem,
    GetItem: getItem,
    UpdateItem: updateItem,
    DeleteItem: deleteItem,
    BatchWriteItem: batchWriteItem,
    Query: query,
    Scan: scan,
    DescribeContinuousBackups: describeContinuousBackups,
    UpdateContinuousBackups: updateContinuousBackups,
    ExportTableToPointInTime: exportTableToPointInTime,
    DescribeExport: describeExport,
    ListExports: listExports,
    ImportTable: importTable,
    DescribeImport: describeImport,
    ListImports: listImports,
    GetResourcePolicy: getResourcePolicy,
    PutResourcePolicy: putResourcePolicy,
    DeleteResourcePolicy: deleteResourcePolicy,
    DescribeTimeToLive: describeTimeToLive,
    UpdateTimeToLive: updateTimeToLive,
    TagResource: tagResource,
    UntagResource: untagResource,
    ListTagsOfResource: listTagsOfResource,
  },
  permissions,
  notes,
}
