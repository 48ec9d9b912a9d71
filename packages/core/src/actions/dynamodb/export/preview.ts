import { type Preview, preview, type ReadContext } from '../../kit/definition.js'
import { findTable, parseTableArn, readRecovery } from '../table.js'
import { exportBlockers, freezeTimeMs } from './blockers.js'
import { findOwnExport } from './look.js'
import type { ExportParams } from './params.js'

/** What would be exported, and why it cannot be yet. */
export async function previewExport(params: ExportParams, ctx: ReadContext): Promise<Preview> {
  const [table, own] = [
    await findTable(ctx.source, params.table_arn, ctx),
    await findOwnExport(params.table_arn, ctx),
  ]
  const recovery = table === null ? null : await readRecovery(ctx.source, params.table_arn, ctx)
  const { name } = parseTableArn(params.table_arn)
  const blockers = exportBlockers(params, table, recovery, ctx)
  return preview({
    observation: {
      table_id: table?.TableId ?? null,
      status: table?.TableStatus ?? null,
      recovery: recovery?.enabled ?? false,
      export_time_ms: freezeTimeMs(params.after_freeze_of, ctx),
      own_export: own?.exportArn ?? null,
    },
    before: [
      table === null ? `table ${name} does not exist` : `table ${name} is ${table.TableStatus}`,
      `point-in-time recovery is ${recovery?.enabled === true ? 'on' : 'off'}`,
    ],
    after: [
      `its items as of ${exportMoment(params, ctx)} are in s3://${params.s3_bucket}/${params.s3_prefix}`,
      `the bucket belongs to account ${params.s3_bucket_owner}; the table is not touched`,
    ],
    blockers,
    volatile: [
      `about ${table?.ItemCount ?? 0} item(s), ${table?.TableSizeBytes ?? 0} bytes (DynamoDB counts every six hours)`,
    ],
    alreadyDone: own?.status === 'COMPLETED',
  })
}

function exportMoment(params: ExportParams, ctx: ReadContext): string {
  const timeMs = freezeTimeMs(params.after_freeze_of, ctx)
  return timeMs === null ? 'the moment of the call' : `the freeze at ${new Date(timeMs).toISOString()}`
}
