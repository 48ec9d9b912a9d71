import type { ReadContext, Receipt } from '../../kit/definition.js'
import { TABLE_EXPORT } from '../artifacts.js'
import { exportArnOf, readExport, type TableExport } from '../export/look.js'
import type { ImportParams } from './params.js'

/** Where an import reads, and how much should be there. */
export interface ImportSource {
  readonly prefix: string
  /** The export of this run that wrote the files; null when they come from elsewhere. */
  readonly exported: TableExport | null
}

/** The export is read from AWS, not from the journal: its state and count may be newer there. */
export async function importSource(params: ImportParams, ctx: ReadContext): Promise<ImportSource> {
  const arn = exportArnOf(exportReceiptOf(params, ctx))
  if (arn === null) return { prefix: params.s3_key_prefix, exported: null }
  const exported = await readExport(arn, ctx)
  return { prefix: exported.dataPrefix, exported }
}

function exportReceiptOf(params: ImportParams, ctx: ReadContext): Receipt | null {
  if (params.export_step_id !== undefined) return ctx.history.receiptOf(params.export_step_id)
  const matching = ctx.history
    .producersOf(TABLE_EXPORT)
    .filter(
      ({ step }) =>
        step.params.table_arn === params.source_table_arn && step.params.s3_bucket === params.s3_bucket,
    )
  return matching.at(-1)?.receipt ?? null
}

/** What lies under the prefix: the first thousand files are enough to tell "nothing" from "something". */
export async function listSource(
  params: ImportParams,
  prefix: string,
  ctx: ReadContext,
): Promise<{ readonly files: number; readonly bytes: number; readonly more: boolean }> {
  const s3 = await ctx.target.service('s3')
  const page = await s3.listObjectsV2(
    {
      Bucket: params.s3_bucket,
      Prefix: prefix,
      ...(params.s3_bucket_owner === undefined ? {} : { ExpectedBucketOwner: params.s3_bucket_owner }),
    },
    { abortSignal: ctx.signal },
  )
  const sizes = (page.Contents ?? []).map((object) => object.Size ?? 0)
  return {
    files: sizes.length,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    more: page.IsTruncated === true,
  }
}
