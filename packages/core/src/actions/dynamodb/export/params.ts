import { type Static, Type } from 'typebox'
import { TABLE_ARN_PATTERN } from '../table.js'

export const ExportParamsSchema = Type.Object(
  {
    table_arn: Type.String({
      pattern: TABLE_ARN_PATTERN,
      description: 'The table to export, by ARN.',
      examples: ['arn:aws:dynamodb:us-east-1:111111111111:table/orders-events'],
    }),
    s3_bucket: Type.String({
      description: 'The bucket that receives the files.',
      examples: ['orders-ddb-transfer-222222222222'],
    }),
    s3_bucket_owner: Type.String({
      pattern: '^[0-9]{12}$',
      description: 'The account that owns the bucket; DynamoDB demands it for a bucket of another account.',
      examples: ['222222222222'],
    }),
    s3_prefix: Type.String({
      description: 'The prefix below which DynamoDB writes AWSDynamoDB/<export id>/. May be empty.',
      examples: ['orders-events'],
    }),
    after_freeze_of: Type.Union([Type.String(), Type.Null()], {
      description:
        'ARN of the datastore whose freeze in this run has to be in the exported data; null when the table ' +
        'may be written to during the export.',
      examples: ['arn:aws:dynamodb:us-east-1:111111111111:table/orders-events', null],
    }),
  },
  { additionalProperties: false },
)

export type ExportParams = Static<typeof ExportParamsSchema>
