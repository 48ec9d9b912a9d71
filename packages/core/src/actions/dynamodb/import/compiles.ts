import {
  type Compiles,
  flagValue,
  type ParamContext,
  textValue,
  type Values,
} from '../../../compile/action.js'
import { arnName } from '../../../compile/read/arn.js'
import { structure } from '../../../compile/resolve/schema-words.js'
import type { Json, JsonObject } from '../../../model/json.js'
import { TABLE_EXPORT } from '../artifacts.js'
import { tableOf } from '../table-of-item.js'

/** How an import is read from a checklist. */
export const compiles: Compiles = {
  role: 'transfer',
  differs: { fills: 'databases', planPhase: 'Databases', countedAs: 'DynamoDB' },
  consumes: [{ artifact: TABLE_EXPORT, stepParam: 'export_step_id' }],
  commands: ['dynamodb import-table'],
  flags: { table_creation: [] },
  fromCommand(ctx): Values {
    const bucket = objectFlag(ctx, '--s3-bucket-source')
    const creation = objectFlag(ctx, '--table-creation-parameters')
    const { TableName: name, ...rest } = creation ?? {}
    return {
      s3_bucket: bucket?.['S3Bucket'],
      s3_bucket_owner: bucket?.['S3BucketOwner'],
      s3_key_prefix: bucket?.['S3KeyPrefix'],
      table_name: name,
      table_creation: creation === undefined || Object.keys(rest).length === 0 ? undefined : rest,
    }
  },
  fromFacts(ctx) {
    const exported = ctx.earlier(TABLE_EXPORT).at(-1)
    const arn = tableOf(ctx)
    const owner = exported?.['s3_bucket_owner']
    return {
      source_table_arn: arn ?? textValue(exported?.['table_arn']) ?? null,
      table_name: arn === undefined ? undefined : arnName(arn),
      s3_bucket: exported?.['s3_bucket'],
      s3_bucket_owner: owner === ctx.facts.target.accountId ? undefined : owner,
      s3_key_prefix: exported?.['s3_prefix'],
    }
  },
}

function objectFlag(ctx: ParamContext, flag: string): JsonObject | undefined {
  const text = flagValue(ctx, flag)
  const value: Json | undefined = text === undefined ? undefined : structure(text)
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined
}
