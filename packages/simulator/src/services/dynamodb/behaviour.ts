import { modelled, type ServiceBehaviour } from '../../kernel/service.js'
import { describeContinuousBackups, updateContinuousBackups } from './backups.js'
import { batchWriteItem } from './items/batch.js'
import { deleteItem, getItem, putItem, updateItem } from './items/items.js'
import { query, scan } from './items/query-scan.js'
import { permissions } from './permissions.js'
import { deleteResourcePolicy, getResourcePolicy, putResourcePolicy } from './policy.js'
import { createTable, deleteTable, describeTable, listTables } from './tables/tables.js'
import {
  describeTimeToLive,
  listTagsOfResource,
  tagResource,
  untagResource,
  updateTable,
  updateTimeToLive,
} from './tables/update.js'
import { describeExport, exportTableToPointInTime, listExports } from './transfers/exports.js'
import { describeImport, importTable, listImports } from './transfers/imports.js'

/** DynamoDB: tables, items, exports to and imports from S3. */
export const behaviour: ServiceBehaviour = {
  signingName: 'dynamodb',
  operations: {
    CreateTable: modelled(
      createTable,
      'CREATING (10 s), then ACTIVE. Keys, indexes, billing, stream, encryption key, protection, tags and policy are kept. Throughput is never limited, streams carry no records.',
    ),
    DescribeTable: modelled(
      describeTable,
      'ItemCount and TableSizeBytes are those with which the present six-hour period began, as stale as in AWS; index counts are those of the table.',
    ),
    ListTables: modelled(listTables, 'In order of names, in pages.'),
    UpdateTable: modelled(
      updateTable,
      'Takes hold at once while the table is UPDATING (10 s); indexes are not backfilled over time. No replicas.',
    ),
    DeleteTable: modelled(deleteTable, 'Not when protected or busy; DELETING (10 s), then gone.'),
    PutItem: modelled(
      putItem,
      'With condition expressions; Expected is ignored. Key types and the 400 KB limit are checked.',
    ),
    GetItem: modelled(getItem, 'Always consistent; projection expressions.'),
    UpdateItem: modelled(
      updateItem,
      'SET (with + and -, if_not_exists, list_append), REMOVE, ADD, DELETE. Arithmetic is that of doubles. AttributeUpdates is refused.',
    ),
    DeleteItem: modelled(deleteItem, 'With condition expressions.'),
    BatchWriteItem: modelled(
      batchWriteItem,
      'Up to 25 requests, checked together; never leaves any unprocessed.',
    ),
    Query: modelled(
      query,
      'Key condition on table or index, filter, projection, limit and 1 MiB pages, COUNT, both directions. Indexes project everything. KeyConditions is refused.',
    ),
    Scan: modelled(
      scan,
      'In order of partition hashes; filter, projection, limit and 1 MiB pages, COUNT, segments.',
    ),
    DescribeContinuousBackups: modelled(
      describeContinuousBackups,
      'The latest restorable moment trails the clock by five minutes (scaled); the window is 35 days.',
    ),
    UpdateContinuousBackups: modelled(
      updateContinuousBackups,
      'Immediate. Switching off forgets the history.',
    ),
    ExportTableToPointInTime: modelled(
      exportTableToPointInTime,
      'Full exports in DYNAMODB_JSON. IN_PROGRESS (300 s), then COMPLETED or FAILED (S3NoSuchBucket, AccessDenied). Holds exactly the items of ExportTime, which may lie anywhere from the earliest restorable moment until now. The objects are in the bucket from the start on, dated at the end. The token holds for 8 h; wording of the conflict is ours. Job fault: resource id = table name; a partial one leaves items out of files and count.',
    ),
    DescribeExport: modelled(
      describeExport,
      'By ARN, in the account that started it. ItemCount only when completed.',
    ),
    ListExports: modelled(listExports, 'By table, in order of ARNs.'),
    ImportTable: modelled(
      importTable,
      'DYNAMODB_JSON, plain or GZIP; every object under the prefix is read, so the prefix must be the data folder. Table CREATING and import IN_PROGRESS (180 s). Lines that are no items of the table make it FAILED with ItemValidationError, with the others imported. The table stays in any case. Job fault: resource id = table name; a partial one ends COMPLETED with ErrorCount.',
    ),
    DescribeImport: modelled(describeImport, 'Counts only when it is over.'),
    ListImports: modelled(listImports, 'By table, in order of ARNs.'),
    GetResourcePolicy: modelled(getResourcePolicy, 'At once after it was put; AWS may take a moment.'),
    PutResourcePolicy: modelled(
      putResourcePolicy,
      'ExpectedRevisionId and NO_POLICY; the same text keeps its revision; a policy that shuts its author out needs confirmation (wording ours). Enforced on every operation, also for the own account.',
    ),
    DeleteResourcePolicy: modelled(deleteResourcePolicy, 'As PutResourcePolicy.'),
    DescribeTimeToLive: modelled(describeTimeToLive, 'ENABLING (60 s), ENABLED or DISABLED.'),
    UpdateTimeToLive: modelled(updateTimeToLive, 'Stores the setting; nothing ever expires.'),
    TagResource: modelled(tagResource, 'Tables only, by ARN.'),
    UntagResource: modelled(untagResource, 'Tables only, by ARN.'),
    ListTagsOfResource: modelled(listTagsOfResource, 'Tables only, by ARN, in one page.'),
  },
  permissions,
}
