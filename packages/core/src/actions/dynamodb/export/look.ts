import type { ExportDescription } from '@aws-sdk/client-dynamodb'
import { itemsOf } from '../../../aws/pages.js'
import type { JsonObject } from '../../../model/json.js'
import type { ReadContext, Receipt } from '../../kit/definition.js'
import { clientToken } from '../table.js'

/** An export of a table, as far as a cutover needs it. */
export interface TableExport {
  readonly exportArn: string
  readonly status: string
  readonly itemCount: number | null
  readonly billedBytes: number | null
  /** The moment whose state the files hold. */
  readonly exportTimeMs: number | null
  readonly manifestKey: string | null
  /** Where the data files are: the only prefix that an import may be given. */
  readonly dataPrefix: string
  readonly failure: string | null
}

export async function readExport(exportArn: string, ctx: ReadContext): Promise<TableExport> {
  const dynamodb = await ctx.source.service('dynamodb')
  const found = await dynamodb.describeExport({ ExportArn: exportArn }, { abortSignal: ctx.signal })
  return tableExport(found.ExportDescription ?? {}, exportArn)
}

/** The export that this step started, by its tokens. AWS lists exports for 90 days. */
export async function findOwnExport(tableArn: string, ctx: ReadContext): Promise<TableExport | null> {
  const dynamodb = await ctx.source.service('dynamodb')
  const tokens = new Set([ctx.token, ...ctx.earlierTokens].map(clientToken))
  const exports = itemsOf('dynamodb:ListExports', async (from: string | undefined) => {
    const page = await dynamodb.listExports(
      { TableArn: tableArn, ...(from === undefined ? {} : { NextToken: from }) },
      { abortSignal: ctx.signal },
    )
    return { items: page.ExportSummaries ?? [], next: page.NextToken }
  })
  for await (const { ExportArn } of exports) {
    if (ExportArn === undefined) continue
    const found = await dynamodb.describeExport({ ExportArn }, { abortSignal: ctx.signal })
    const description = found.ExportDescription ?? {}
    // A failed attempt is not what the step wants; another attempt may have succeeded.
    const isOwn = tokens.has(description.ClientToken ?? '') && description.ExportStatus !== 'FAILED'
    if (isOwn) return tableExport(description, ExportArn)
  }
  return null
}

export function tableExport(found: ExportDescription, exportArn: string): TableExport {
  return {
    exportArn,
    status: found.ExportStatus ?? 'unknown',
    itemCount: found.ItemCount ?? null,
    billedBytes: found.BilledSizeBytes ?? null,
    exportTimeMs: found.ExportTime?.getTime() ?? null,
    manifestKey: found.ExportManifest ?? null,
    dataPrefix: dataPrefix(found.S3Prefix ?? '', exportArn),
    failure: found.FailureCode === undefined ? null : `${found.FailureCode}: ${found.FailureMessage ?? ''}`,
  }
}

/**
 * `<prefix>/AWSDynamoDB/<export id>/data/` (Developer Guide, "DynamoDB table export output format"). An import
 * must not be given a shorter prefix: it would read the manifests as items and count them as errors.
 */
export function dataPrefix(s3Prefix: string, exportArn: string): string {
  const id = exportArn.split('/export/')[1]
  const folder = id === undefined ? 'AWSDynamoDB/' : `AWSDynamoDB/${id}/data/`
  const base = s3Prefix.replace(/\/+$/, '')
  return base === '' ? folder : `${base}/${folder}`
}

export function exportReceipt(found: TableExport): Receipt {
  return { export_arn: found.exportArn, data_prefix: found.dataPrefix }
}

/** What later steps and the report want to know of a finished export. */
export function exportFacts(found: TableExport): JsonObject {
  return {
    export_arn: found.exportArn,
    item_count: found.itemCount,
    billed_bytes: found.billedBytes,
    export_time: found.exportTimeMs === null ? null : new Date(found.exportTimeMs).toISOString(),
    manifest_key: found.manifestKey,
    data_prefix: found.dataPrefix,
  }
}

/** The export's ARN in a receipt, also in one that only its verification wrote. */
export function exportArnOf(receipt: Receipt | null): string | null {
  const observed = receipt?.observed as JsonObject | undefined
  const arn = receipt?.export_arn ?? observed?.export_arn
  return typeof arn === 'string' ? arn : null
}
