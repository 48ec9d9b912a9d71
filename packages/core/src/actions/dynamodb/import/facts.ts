import type { CliEquivalents, IamRequirement, StepFacts } from '../../../model/action-facts.js'
import { partitionOf } from '../../../model/partition.js'
import { awsCommand } from '../../kit/command-line.js'
import { targetTableArn } from '../table.js'
import type { ImportParams } from './params.js'

/** The `aws` lines that the handler's calls equal. */
export function importCli(params: ImportParams, facts: StepFacts): CliEquivalents {
  const { region } = facts.target
  const aws = (operation: string, flags: Parameters<typeof awsCommand>[2]) =>
    awsCommand('target', `dynamodb ${operation}`, flags, region)
  const table = { 'table-name': params.table_name }
  const poll = aws('describe-import', { 'import-arn': '<import arn>' })
  const listing = { bucket: params.s3_bucket, prefix: '<data folder of the export>' }
  return {
    preview: [
      aws('describe-table', table),
      awsCommand('target', 's3api list-objects-v2', listing, region),
    ].join(' && '),
    execute: aws('import-table', {
      'client-token': '<token>',
      's3-bucket-source': {
        json: {
          S3Bucket: params.s3_bucket,
          S3KeyPrefix: '<data folder of the export>',
          S3BucketOwner: params.s3_bucket_owner,
        },
      },
      'input-format': 'DYNAMODB_JSON',
      'input-compression-type': 'GZIP',
      'table-creation-parameters': { json: { TableName: params.table_name, ...params.table_creation } },
    }),
    verify: `${poll} && ${aws('describe-table', table)}`,
    poll,
    rollback: aws('delete-table', table),
  }
}

/** Exactly the calls that the handler makes, and what DynamoDB does in the caller's name. */
export function importIam(params: ImportParams, facts: StepFacts): readonly IamRequirement[] {
  const { region, accountId } = facts.target
  const partition = partitionOf(region)
  const table = targetTableArn(params.table_name, facts.target)
  const bucket = `arn:${partition}:s3:::${params.s3_bucket}`
  // With an export of this run the prefix is one that the export chooses below its own.
  const files = [`${bucket}/${params.s3_key_prefix.replace(/\/+$/, '')}*`]
  const logs = [`arn:${partition}:logs:${region}:${accountId}:log-group:/aws-dynamodb/*`]
  const target = (
    action: string,
    resources: readonly string[],
    access: IamRequirement['access'],
  ): IamRequirement => ({ side: 'target', action, resources, access })
  return [
    target('dynamodb:DescribeTable', [table], 'read'),
    target('dynamodb:ListImports', ['*'], 'read'),
    target('dynamodb:DescribeImport', [`${table}/import/*`], 'read'),
    target('s3:ListBucket', [bucket], 'read'),
    target('s3:GetObject', files, 'read'),
    target('dynamodb:ImportTable', [table, `${table}/import/*`], 'write'),
    target('dynamodb:DeleteTable', [table], 'write'),
    ...LOG_ACTIONS.map((action) => target(action, logs, 'write')),
    ...sourceReads(params),
  ]
}

/** The import writes its errors to CloudWatch Logs with the caller's permissions. */
const LOG_ACTIONS = [
  'logs:CreateLogGroup',
  'logs:CreateLogStream',
  'logs:DescribeLogGroups',
  'logs:DescribeLogStreams',
  'logs:PutLogEvents',
  'logs:PutRetentionPolicy',
]

function sourceReads({ source_table_arn: arn }: ImportParams): readonly IamRequirement[] {
  if (arn === null) return []
  const read = (action: string, resources: readonly string[]): IamRequirement => ({
    side: 'source',
    action,
    resources,
    access: 'read',
  })
  return [
    read('dynamodb:DescribeTable', [arn]),
    read('dynamodb:DescribeTimeToLive', [arn]),
    read('dynamodb:DescribeContinuousBackups', [arn]),
    read('dynamodb:ListTagsOfResource', [arn]),
    read('dynamodb:DescribeExport', [`${arn}/export/*`]),
  ]
}
