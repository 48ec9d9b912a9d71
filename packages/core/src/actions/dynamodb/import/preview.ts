import type { TableDescription } from '@aws-sdk/client-dynamodb'
import { type Preview, preview, type ReadContext } from '../../kit/definition.js'
import { findTable, targetTableArn } from '../table.js'
import { findOwnImport, type TableImport } from './look.js'
import { notCarried } from './not-carried.js'
import type { ImportParams } from './params.js'
import { type ImportSource, importSource, listSource } from './source.js'
import { keyWords } from './table-creation.js'

/** What would be imported, what of the source table would be missing, and why it cannot be done yet. */
export async function previewImport(params: ImportParams, ctx: ReadContext): Promise<Preview> {
  const table = await findTable(ctx.target, params.table_name, ctx)
  // An import makes its table at once: without a table there is none that matters.
  const own = table === null ? null : await findOwnImport(targetTableArn(params.table_name, ctx.target), ctx)
  const from = await importSource(params, ctx)
  const listed = await listSource(params, from.prefix, ctx)
  const { source_table_arn: sourceArn } = params
  const source = sourceArn === null ? null : await findTable(ctx.source, sourceArn, ctx)
  const missing = source === null ? [] : await notCarried(source, params.table_creation, ctx)
  const done = own?.status === 'COMPLETED' && table !== null
  return preview({
    observation: {
      table_id: table?.TableId ?? null,
      prefix: from.prefix,
      exported_items: from.exported?.itemCount ?? null,
      has_files: listed.files > 0,
      own_import: own?.importArn ?? null,
      not_carried: missing,
    },
    before: [
      table === null
        ? `table ${params.table_name} does not exist in account ${ctx.target.accountId}`
        : `table ${params.table_name} exists (${table.TableStatus ?? 'unknown'})`,
      from.exported === null
        ? `no export of this run is known; the files are taken from s3://${params.s3_bucket}/${from.prefix}`
        : `export ${from.exported.exportArn} has ${from.exported.itemCount ?? 'an unknown number of'} item(s)`,
    ],
    after: [
      `table ${params.table_name} is created with key ${keyWords(params.table_creation)}`,
      `it holds every item of s3://${params.s3_bucket}/${from.prefix}`,
    ],
    blockers: done ? [] : blockersOf(params, { table, own, from, source, files: listed.files }, ctx),
    warnings: missing.map((what) => `The new table will not have what the source has: ${what}.`),
    volatile: [
      `${listed.files}${listed.more ? ' or more' : ''} file(s), ${listed.bytes} bytes under the prefix`,
    ],
    alreadyDone: done,
  })
}

function blockersOf(
  params: ImportParams,
  seen: {
    readonly table: TableDescription | null
    readonly own: TableImport | null
    readonly from: ImportSource
    readonly source: TableDescription | null
    readonly files: number
  },
  ctx: ReadContext,
): readonly string[] {
  const { table, own, from, source } = seen
  const name = params.table_name
  return [
    ...(table === null || own?.status === 'IN_PROGRESS'
      ? []
      : own === null
        ? [
            `Table ${name} exists in account ${ctx.target.accountId}, and an import only creates new tables. If ` +
              'Terraform created it, take it out of the module; else choose another table_name.',
          ]
        : [
            `Table ${name} is left over from an earlier attempt of this step (${own.importArn}, ${own.status}). ` +
              'Delete it, then re-check.',
          ]),
    ...(params.export_step_id !== undefined && from.exported === null
      ? [`Step ${params.export_step_id} has not exported anything in this run. Run it first.`]
      : []),
    ...(from.exported !== null && from.exported.status !== 'COMPLETED'
      ? [
          `Export ${from.exported.exportArn} is ${from.exported.status}; wait until it is COMPLETED, then re-check.`,
        ]
      : []),
    ...(seen.files === 0
      ? [
          `There is no file under s3://${params.s3_bucket}/${from.prefix}. Correct s3_bucket and s3_key_prefix.`,
        ]
      : []),
    ...keyBlockers(params, source),
  ]
}

/** Items without the new table's key cannot be imported at all. */
function keyBlockers(params: ImportParams, source: TableDescription | null): readonly string[] {
  if (source === null) {
    const { source_table_arn: arn } = params
    return arn === null ? [] : [`Source table ${arn} does not exist, so its settings cannot be compared.`]
  }
  const [wanted, found] = [keyWords(params.table_creation), keyWords(source)]
  if (wanted === found) return []
  return [`table_creation has the key ${wanted}, the source table has ${found}. Correct table_creation.`]
}
