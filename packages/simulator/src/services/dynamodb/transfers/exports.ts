import type {
  DescribeExportCommandInput,
  DescribeExportOutput,
  ExportDescription,
  ExportTableToPointInTimeCommandInput,
  ExportTableToPointInTimeOutput,
  ListExportsCommandInput,
  ListExportsOutput,
} from '@aws-sdk/client-dynamodb'
import { AwsError } from '../../../kernel/error.js'
import type { CallContext } from '../../../kernel/service.js'
import { nextHex } from '../../../kernel/world.js'
import { takeJobFault } from '../../common/job-fault.js'
import { page } from '../../common/paging.js'
import { endMs, isOver } from '../../common/timing.js'
import { recoveryWindow } from '../backups.js'
import { tableNotFound, validation } from '../errors.js'
import { findTable } from '../find.js'
import { itemBytes } from '../items/values.js'
import { type Export, type Item, type JobOutcome, stateOf, type Table } from '../state.js'
import { itemsAt } from '../tables/state.js'
import { openForJob } from './bucket.js'
import { exportFolder, writeExport } from './export-files.js'

const EXPORT_MS = 300_000
/** A client token means the same export for this long after the first one. */
const TOKEN_MS = 8 * 3_600_000

export function exportTableToPointInTime(
  input: ExportTableToPointInTimeCommandInput,
  call: CallContext,
): ExportTableToPointInTimeOutput {
  if (
    (input.ExportFormat ?? 'DYNAMODB_JSON') !== 'DYNAMODB_JSON' ||
    input.ExportType === 'INCREMENTAL_EXPORT'
  ) {
    throw validation('Only full exports in DYNAMODB_JSON are modelled by this simulator')
  }
  const table = findTable(call, input.TableArn, 'ExportTableToPointInTime', tableNotFound)
  const repeated = earlier(call, input)
  if (repeated !== undefined) return { ExportDescription: view(call, repeated) }
  const exportTimeMs = assertExportTime(call, table, input.ExportTime)
  const job = start(call, table, input, exportTimeMs)
  stateOf(call.world, call.caller.accountId).exports[job.arn] = job
  return { ExportDescription: view(call, job) }
}

export function describeExport(input: DescribeExportCommandInput, call: CallContext): DescribeExportOutput {
  const job = stateOf(call.world, call.caller.accountId).exports[input.ExportArn ?? '']
  if (job === undefined) {
    throw new AwsError('ExportNotFoundException', `Export not found: ${input.ExportArn ?? ''}`)
  }
  return { ExportDescription: view(call, job) }
}

export function listExports(input: ListExportsCommandInput, call: CallContext): ListExportsOutput {
  const jobs = Object.values(stateOf(call.world, call.caller.accountId).exports).filter(
    (job) => input.TableArn === undefined || job.tableArn === input.TableArn,
  )
  const limit = input.MaxResults ?? 25
  const { items, next } = page(jobs, (job) => job.arn, {
    limit,
    marker: input.NextToken,
    invalidMarker: () => validation('Invalid NextToken'),
  })
  return {
    ExportSummaries: items.map((job) => ({
      ExportArn: job.arn,
      ExportStatus: statusOf(call, job),
      ExportType: 'FULL_EXPORT',
    })),
    NextToken: next,
  }
}

function assertExportTime(call: CallContext, table: Table, wanted: Date | undefined): number {
  const window = recoveryWindow(call, table)
  if (window === undefined) {
    throw new AwsError(
      'PointInTimeRecoveryUnavailableException',
      `Point in time recovery is not enabled for table '${table.name}'`,
    )
  }
  const nowMs = call.clock.nowMs()
  if (wanted === undefined) return nowMs
  const wantedMs = wanted.getTime()
  // Requests carry whole seconds, so that a moment within the first one still counts.
  if (wantedMs < window.earliestMs - 1_000 || wantedMs > nowMs) {
    throw new AwsError(
      'InvalidExportTimeException',
      'The specified ExportTime is outside of the point in time recovery window.',
    )
  }
  return wantedMs
}

function earlier(call: CallContext, input: ExportTableToPointInTimeCommandInput): Export | undefined {
  const token = input.ClientToken
  if (token === undefined) return undefined
  const found = Object.values(stateOf(call.world, call.caller.accountId).exports).find(
    (job) =>
      job.clientToken === token && call.clock.nowMs() < endMs(call, job.startedMs, job.durationMs) + TOKEN_MS,
  )
  if (found === undefined || found.request === requestText(input)) return found
  throw new AwsError(
    'ExportConflictException',
    'Export with the given ClientToken already exists with different parameters',
  )
}

function start(
  call: CallContext,
  table: Table,
  input: ExportTableToPointInTimeCommandInput,
  exportTimeMs: number,
): Export {
  const startedMs = call.clock.nowMs()
  const id = `${String(Math.floor(startedMs)).padStart(14, '0')}-${nextHex(call.world, 8)}`
  const folder = exportFolder(input.S3Prefix, id)
  const fault = takeJobFault(call.world, 'dynamodb', 'ExportTableToPointInTime', table.name)
  const all = itemsAt(table, exportTimeMs)
  const items = fault?.kind === 'partial' ? all.slice(0, Math.max(0, all.length - fault.failedItems)) : all
  const ref = { name: input.S3Bucket ?? '', owner: input.S3BucketOwner }
  const opened = openForJob(call, ref, 's3:PutObject', `${folder}/manifest-summary.json`)
  const outcome: JobOutcome =
    fault?.kind === 'fail'
      ? { kind: 'failed', code: fault.code ?? 'UNKNOWN', message: fault.message ?? 'The export failed.' }
      : opened.kind === 'refused'
        ? { kind: 'failed', code: opened.code, message: opened.message }
        : { kind: 'completed' }
  const job: Export = {
    arn: `${table.arn}/export/${id}`,
    tableArn: table.arn,
    tableId: table.id,
    clientToken: input.ClientToken,
    request: requestText(input),
    startedMs,
    durationMs: EXPORT_MS,
    exportTimeMs,
    bucket: ref.name,
    bucketOwner: ref.owner,
    prefix: input.S3Prefix,
    sseAlgorithm: input.S3SseAlgorithm ?? 'AES256',
    sseKmsKeyId: input.S3SseKmsKeyId,
    manifestKey: `${folder}/manifest-summary.json`,
    items: items.length,
    bytes: sizeOf(items),
    outcome,
  }
  if (outcome.kind === 'completed' && opened.kind === 'open') writeExport(call, opened.bucket, job, items)
  return job
}

function view(call: CallContext, job: Export): ExportDescription {
  const status = statusOf(call, job)
  const done = status === 'COMPLETED'
  const failure = status === 'FAILED' && job.outcome.kind === 'failed' ? job.outcome : undefined
  return {
    ExportArn: job.arn,
    ExportStatus: status,
    StartTime: new Date(job.startedMs),
    EndTime: status === 'IN_PROGRESS' ? undefined : new Date(endMs(call, job.startedMs, job.durationMs)),
    ExportManifest: done ? job.manifestKey : undefined,
    TableArn: job.tableArn,
    TableId: job.tableId,
    ExportTime: new Date(job.exportTimeMs),
    ClientToken: job.clientToken,
    S3Bucket: job.bucket,
    S3BucketOwner: job.bucketOwner,
    S3Prefix: job.prefix,
    S3SseAlgorithm: job.sseAlgorithm === 'KMS' ? 'KMS' : 'AES256',
    S3SseKmsKeyId: job.sseKmsKeyId,
    FailureCode: failure?.code,
    FailureMessage: failure?.message,
    ExportFormat: 'DYNAMODB_JSON',
    BilledSizeBytes: done ? job.bytes : undefined,
    ItemCount: done ? job.items : undefined,
    ExportType: 'FULL_EXPORT',
  }
}

function statusOf(call: CallContext, job: Export): 'IN_PROGRESS' | 'COMPLETED' | 'FAILED' {
  if (!isOver(call, job.startedMs, job.durationMs)) return 'IN_PROGRESS'
  return job.outcome.kind === 'completed' ? 'COMPLETED' : 'FAILED'
}

function requestText(input: ExportTableToPointInTimeCommandInput): string {
  return JSON.stringify([
    input.TableArn,
    input.ExportTime?.getTime(),
    input.S3Bucket,
    input.S3BucketOwner,
    input.S3Prefix,
    input.S3SseAlgorithm,
    input.S3SseKmsKeyId,
  ])
}

function sizeOf(items: readonly Item[]): number {
  return items.reduce((sum, item) => sum + itemBytes(item), 0)
}
