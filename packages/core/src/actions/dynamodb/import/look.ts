import type { ImportTableDescription } from '@aws-sdk/client-dynamodb'
import { itemsOf } from '../../../aws/pages.js'
import type { JsonObject } from '../../../model/json.js'
import type { ReadContext, Receipt } from '../../kit/definition.js'
import { clientToken } from '../table.js'

/** An import into a new table, as far as a cutover needs it. */
export interface TableImport {
  readonly importArn: string
  readonly status: string
  readonly tableArn: string
  /** Tells the imported table from any other of the same name. */
  readonly tableId: string | null
  readonly startedMs: number | null
  readonly imported: number
  readonly processed: number
  readonly errors: number
  readonly processedBytes: number
  readonly logGroupArn: string | null
  readonly failure: string | null
}

export async function readImport(importArn: string, ctx: ReadContext): Promise<TableImport> {
  const dynamodb = await ctx.target.service('dynamodb')
  const found = await dynamodb.describeImport({ ImportArn: importArn }, { abortSignal: ctx.signal })
  return tableImport(found.ImportTableDescription ?? {}, importArn)
}

/**
 * The import that this step started, by its tokens. AWS lists imports for 90 days, also those whose table is
 * long gone.
 */
export async function findOwnImport(tableArn: string, ctx: ReadContext): Promise<TableImport | null> {
  const dynamodb = await ctx.target.service('dynamodb')
  const tokens = new Set([ctx.token, ...ctx.earlierTokens].map(clientToken))
  const imports = itemsOf('dynamodb:ListImports', async (from: string | undefined) => {
    const page = await dynamodb.listImports(
      { TableArn: tableArn, ...(from === undefined ? {} : { NextToken: from }) },
      { abortSignal: ctx.signal },
    )
    return { items: page.ImportSummaryList ?? [], next: page.NextToken }
  })
  for await (const { ImportArn } of imports) {
    if (ImportArn === undefined) continue
    const found = await dynamodb.describeImport({ ImportArn }, { abortSignal: ctx.signal })
    const description = found.ImportTableDescription ?? {}
    if (tokens.has(description.ClientToken ?? '')) return tableImport(description, ImportArn)
  }
  return null
}

export function tableImport(found: ImportTableDescription, importArn: string): TableImport {
  return {
    importArn,
    status: found.ImportStatus ?? 'unknown',
    tableArn: found.TableArn ?? '',
    tableId: found.TableId ?? null,
    startedMs: found.StartTime?.getTime() ?? null,
    imported: Number(found.ImportedItemCount ?? 0),
    processed: Number(found.ProcessedItemCount ?? 0),
    errors: Number(found.ErrorCount ?? 0),
    processedBytes: Number(found.ProcessedSizeBytes ?? 0),
    logGroupArn: found.CloudWatchLogGroupArn ?? null,
    failure: found.FailureCode === undefined ? null : `${found.FailureCode}: ${found.FailureMessage ?? ''}`,
  }
}

export function importReceipt(found: TableImport): Receipt {
  return { import_arn: found.importArn, table_arn: found.tableArn, table_id: found.tableId }
}

/** What the report wants to know of a finished import. */
export function importFacts(found: TableImport): JsonObject {
  return {
    import_arn: found.importArn,
    table_arn: found.tableArn,
    imported_items: found.imported,
    processed_items: found.processed,
    errors: found.errors,
  }
}

export function importArnOf(receipt: Receipt | null): string | null {
  const observed = receipt?.observed as JsonObject | undefined
  const arn = receipt?.import_arn ?? observed?.import_arn
  return typeof arn === 'string' ? arn : null
}
