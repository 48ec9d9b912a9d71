import { type Static, Type } from 'typebox'
import { TABLE_ARN_PATTERN } from '../table.js'
import { TableCreationSchema } from './table-creation.js'

export const ImportParamsSchema = Type.Object(
  {
    source_table_arn: Type.Union([Type.String({ pattern: TABLE_ARN_PATTERN }), Type.Null()], {
      description:
        'The table that was exported, by ARN: its settings are compared with what an import can carry. Null ' +
        'when the files come from elsewhere.',
      examples: ['arn:aws:dynamodb:us-east-1:111111111111:table/orders-events'],
    }),
    table_name: Type.String({
      pattern: '^[A-Za-z0-9_.-]{3,255}$',
      description: 'The table that the import creates in the target account. It must not exist yet.',
      examples: ['orders-events'],
    }),
    s3_bucket: Type.String({
      description: 'The bucket that holds the exported files.',
      examples: ['orders-ddb-transfer-222222222222'],
    }),
    s3_bucket_owner: Type.Optional(
      Type.String({
        pattern: '^[0-9]{12}$',
        description: 'The account that owns the bucket, when it is not the target account.',
        examples: ['222222222222'],
      }),
    ),
    s3_key_prefix: Type.String({
      description:
        'Where the files are. After an export step of this run its own data folder is used, whatever is here.',
      examples: ['orders-events/AWSDynamoDB/01700000000000-a1b2c3d4/data/'],
    }),
    table_creation: TableCreationSchema,
    export_step_id: Type.Optional(
      Type.String({
        description:
          'The step that exported the files; by default the last export of the source table into this bucket.',
        examples: ['dp-phase2-003-orders-events-dynamodb-export'],
      }),
    ),
  },
  { additionalProperties: false },
)
export type ImportParams = Static<typeof ImportParamsSchema>
