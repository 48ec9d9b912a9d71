import type { Json, JsonObject } from '../../model/json.js'
import { arnName, parseArn } from '../read/arn.js'
import { structure } from './schema-words.js'
import type { ActionSource, ParamContext, Values } from './source.js'
import { flagValue, textValue } from './source.js'

function tableArn({ draft }: ParamContext): string | undefined {
  const arn = draft.datastoreArn
  return parseArn(arn)?.service === 'dynamodb' ? (arn ?? undefined) : undefined
}

export const dynamodbExport: ActionSource = {
  operations: ['dynamodb export-table-to-point-in-time'],
  fromFacts: (ctx) => ({
    table_arn: tableArn(ctx),
    after_freeze_of: ctx.frozenBefore ? ctx.draft.datastoreArn : null,
  }),
}

export const dynamodbImport: ActionSource = {
  operations: ['dynamodb import-table'],
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
    const exported = ctx.earlier('dynamodb-export').at(-1)
    const arn = tableArn(ctx)
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
