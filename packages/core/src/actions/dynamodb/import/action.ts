import { type ActionDefinition, type Check, defineAction, type PollResult } from '../../kit/definition.js'
import { clientToken, findTable, targetTableArn } from '../table.js'
import { compiles } from './compiles.js'
import { importCli, importIam } from './facts.js'
import { findOwnImport, importArnOf, importFacts, importReceipt, readImport, tableImport } from './look.js'
import { ImportParamsSchema } from './params.js'
import { previewImport } from './preview.js'
import { importOf, importRollback } from './rollback.js'
import { importSource } from './source.js'
import { toSdk } from './table-creation.js'

/** Creates a table in the target account from exported files. */
export const dynamodbImport: ActionDefinition<typeof ImportParamsSchema> = defineAction({
  name: 'dynamodb-import',
  title: 'Create a DynamoDB table from the files of an export.',
  account: 'target',
  tool: 'aws-sdk',
  params: ImportParamsSchema,
  compiles,
  idempotency: 'token',
  longRunning: { pollIntervalSeconds: 60, terminalStates: ['COMPLETED', 'FAILED', 'CANCELLED'] },
  irreversible: null,
  estimatedSeconds: 1800,

  resource: ({ source_table_arn, table_name }) => ({
    arn: source_table_arn ?? `target:dynamodb:${table_name}`,
    type: 'AWS::DynamoDB::Table',
    name: table_name,
  }),
  cli: importCli,
  iamActions: importIam,

  preview: previewImport,

  async execute(params, ctx) {
    const source = await importSource(params, ctx)
    const table = await findTable(ctx.target, params.table_name, ctx)
    const own =
      table === null ? null : await findOwnImport(targetTableArn(params.table_name, ctx.target), ctx)
    const exportedItems = source.exported?.itemCount ?? null
    if (own?.status === 'COMPLETED' || own?.status === 'IN_PROGRESS') {
      return { ...importReceipt(own), exported_items: exportedItems }
    }
    const dynamodb = await ctx.target.service('dynamodb')
    const { ImportTableDescription } = await dynamodb.importTable(
      {
        ClientToken: clientToken(ctx.token),
        S3BucketSource: {
          S3Bucket: params.s3_bucket,
          S3KeyPrefix: source.prefix,
          ...(params.s3_bucket_owner === undefined ? {} : { S3BucketOwner: params.s3_bucket_owner }),
        },
        InputFormat: 'DYNAMODB_JSON',
        InputCompressionType: 'GZIP',
        TableCreationParameters: toSdk(params.table_name, params.table_creation),
      },
      { abortSignal: ctx.signal },
    )
    const started = tableImport(ImportTableDescription ?? {}, ImportTableDescription?.ImportArn ?? '')
    return { ...importReceipt(started), exported_items: exportedItems }
  },

  async reconcile(params, ctx) {
    const own = await findOwnImport(targetTableArn(params.table_name, ctx.target), ctx)
    if (own === null)
      return { kind: 'not-done', evidence: ["no import into the table carries this step's token"] }
    const kind = own.status === 'COMPLETED' ? 'done' : 'running'
    return { kind, receipt: importReceipt(own), evidence: [`${own.importArn} is ${own.status}`] }
  },

  async poll(_params, receipt, ctx): Promise<PollResult> {
    const found = await readImport(importArnOf(receipt) ?? '', ctx)
    const total = typeof receipt.exported_items === 'number' ? receipt.exported_items : null
    const progress = {
      done: found.processed,
      unit: 'items' as const,
      ...(total === null
        ? {}
        : { total, ...(total === 0 ? {} : { percent: (100 * found.processed) / total }) }),
    }
    const counted = `${found.imported} imported, ${found.errors} error(s)`
    const message = found.failure === null ? counted : `${counted}; ${found.failure}`
    return { status: found.status, outcome: OUTCOMES.get(found.status) ?? 'unknown', progress, message }
  },

  async verify(params, receipt, ctx) {
    const found = await importOf(params, receipt, ctx)
    if (found === null) return { checks: [check('import', 'an import of this step', 'none')] }
    const table = await findTable(ctx.target, params.table_name, ctx)
    const { exported } = await importSource(params, ctx)
    const expectedItems = exported?.itemCount ?? found.processed
    return {
      checks: [
        check('import status', 'COMPLETED', found.status),
        check('items with errors', '0', String(found.errors)),
        check(
          exported === null ? 'imported items = items read' : 'imported items = exported items',
          String(expectedItems),
          String(found.imported),
        ),
        check('table status', 'ACTIVE', table?.TableStatus ?? 'no such table'),
        check('table of this import', found.tableId ?? found.tableArn, tableIdentity(found.tableId, table)),
      ],
      observed: { ...importFacts(found), exported_items: exported?.itemCount ?? null },
    }
  },

  rollback: importRollback,
})

const OUTCOMES: ReadonlyMap<string, PollResult['outcome']> = new Map([
  ['IN_PROGRESS', 'running'],
  ['CANCELLING', 'running'],
  ['COMPLETED', 'succeeded'],
  ['CANCELLED', 'failed'],
  ['FAILED', 'failed'],
])

function check(name: string, expected: string, found: string): Check {
  return { name, ok: expected === found, expected, found }
}

function tableIdentity(
  tableId: string | null,
  table: { TableId?: string | undefined; TableArn?: string | undefined } | null,
): string {
  const found = tableId === null ? table?.TableArn : table?.TableId
  return found ?? 'no such table'
}
