/** What each DynamoDB operation does and does not do here: the source of the behaviour document. */
export const notes: Readonly<Record<string, string>> = {
  CreateTable:
    'CREATING (10 s), then ACTIVE. Keys, indexes, billing, stream, encryption key, protection, tags and policy are kept. Throughput is never limited, streams carry no records.',
  DescribeTable:
    'ItemCount and TableSizeBytes are those with which the present six-hour period began, as stale as in AWS; index counts are those of the table.',
  ListTables: 'In order of names, in pages.',
  UpdateTable:
    'Takes hold at once while the table is UPDATING (10 s); indexes are not backfilled over time. No replicas.',
  DeleteTable: 'Not when protected or busy; DELETING (10 s), then gone.',
  PutItem: 'With condition expressions; Expected is ignored. Key types and the 400 KB limit are checked.',
  GetItem: 'Always consistent; projection expressions.',
  UpdateItem:
    'SET (with + and -, if_not_exists, list_append), REMOVE, ADD, DELETE. Arithmetic is that of doubles. AttributeUpdates is refused.',
  DeleteItem: 'With condition expressions.',
  BatchWriteItem: 'Up to 25 requests, checked together; never leaves any unprocessed.',
  Query:
    'Key condition on table or index, filter, projection, limit and 1 MiB pages, COUNT, both directions. Indexes project everything. KeyConditions is refused.',
  Scan: 'In order of partition hashes; filter, projection, limit and 1 MiB pages, COUNT, segments.',
  DescribeContinuousBackups:
    'The latest restorable moment trails the clock by five minutes (scaled); the window is 35 days.',
  UpdateContinuousBackups: 'Immediate. Switching off forgets the history.',
  ExportTableToPointInTime:
    'Full exports in DYNAMODB_JSON. IN_PROGRESS (300 s), then COMPLETED or FAILED (S3NoSuchBucket, AccessDenied). Holds exactly the items of ExportTime, which may lie anywhere from the earliest restorable moment until now. The objects are in the bucket from the start on, dated at the end. The token holds for 8 h; wording of the conflict is ours. Job fault: resource id = table name; a partial one leaves items out of files and count.',
  DescribeExport: 'By ARN, in the account that started it. ItemCount only when completed.',
  ListExports: 'By table, in order of ARNs.',
  ImportTable:
    'DYNAMODB_JSON, plain or GZIP; every object under the prefix is read, so the prefix must be the data folder. Table CREATING and import IN_PROGRESS (180 s). Lines that are no items of the table make it FAILED with ItemValidationError, with the others imported. The table stays in any case. Job fault: resource id = table name; a partial one ends COMPLETED with ErrorCount.',
  DescribeImport: 'Counts only when it is over.',
  ListImports: 'By table, in order of ARNs.',
  GetResourcePolicy: 'At once after it was put; AWS may take a moment.',
  PutResourcePolicy:
    'ExpectedRevisionId and NO_POLICY; the same text keeps its revision; a policy that shuts its author out needs confirmation (wording ours). Enforced on every operation, also for the own account.',
  DeleteResourcePolicy: 'As PutResourcePolicy.',
  DescribeTimeToLive: 'ENABLING (60 s), ENABLED or DISABLED.',
  UpdateTimeToLive: 'Stores the setting; nothing ever expires.',
  TagResource: 'Tables only, by ARN.',
  UntagResource: 'Tables only, by ARN.',
  ListTagsOfResource: 'Tables only, by ARN, in one page.',
}
