import type {
  DescribeImportCommandInput,
  DescribeImportOutput,
  ImportTableCommandInput,
  ImportTableDescription,
  ImportTableOutput,
  ListImportsCommandInput,
  ListImportsOutput,
} from '@aws-sdk/client-dynamodb'
import { AwsError } from '../../../kernel/error.js'
import type { CallContext } from '../../../kernel/service.js'
import { nextHex } from '../../../kernel/world.js'
import { takeJobFault } from '../../common/job-fault.js'
import { page } from '../../common/paging.js'
import { endMs, isOver } from '../../common/timing.js'
import { validation } from '../errors.js'
import { type Import, type JobOutcome, stateOf, type Table } from '../state.js'
import { fill } from '../tables/state.js'
import { assertCreatable, newTable } from '../tables/tables.js'
import { readObjects } from './bucket.js'
import { parseFiles } from './import-files.js'

const IMPORT_MS = 180_000
const TOKEN_MS = 8 * 3_600_000

/** The table is CREATING until the import is over; it stays even when the import fails. */
export function importTable(input: ImportTableCommandInput, call: CallContext): ImportTableOutput {
  if (input.InputFormat !== 'DYNAMODB_JSON' || input.InputCompressionType === 'ZSTD') {
    throw validation('Only DYNAMODB_JSON, plain or GZIP, is modelled by this simulator')
  }
  const repeated = earlier(call, input)
  if (repeated !== undefined) return { ImportTableDescription: view(call, repeated) }
  const creation = input.TableCreationParameters
  if (creation === undefined) throw validation('TableCreationParameters must be given')
  assertCreatable(call, creation)
  const activity = { name: 'import', startedMs: call.clock.nowMs(), durationMs: IMPORT_MS } as const
  const table = newTable(call, creation, activity)
  const job = run(call, table, input)
  stateOf(call.world, call.caller.accountId).imports[job.arn] = job
  return { ImportTableDescription: view(call, job) }
}

export function describeImport(input: DescribeImportCommandInput, call: CallContext): DescribeImportOutput {
  const job = stateOf(call.world, call.caller.accountId).imports[input.ImportArn ?? '']
  if (job === undefined) {
    throw new AwsError('ImportNotFoundException', `Import not found: ${input.ImportArn ?? ''}`)
  }
  return { ImportTableDescription: view(call, job) }
}

export function listImports(input: ListImportsCommandInput, call: CallContext): ListImportsOutput {
  const jobs = Object.values(stateOf(call.world, call.caller.accountId).imports).filter(
    (job) => input.TableArn === undefined || job.tableArn === input.TableArn,
  )
  const limit = input.PageSize ?? 25
  const { items, next } = page(jobs, (job) => job.arn, {
    limit,
    marker: input.NextToken,
    invalidMarker: () => validation('Invalid NextToken'),
  })
  return {
    ImportSummaryList: items.map((job) => {
      const { ImportArn, ImportStatus, TableArn, S3BucketSource, InputFormat, StartTime, EndTime } = view(
        call,
        job,
      )
      return { ImportArn, ImportStatus, TableArn, S3BucketSource, InputFormat, StartTime, EndTime }
    }),
    NextToken: next,
  }
}

function earlier(call: CallContext, input: ImportTableCommandInput): Import | undefined {
  const token = input.ClientToken
  if (token === undefined) return undefined
  const found = Object.values(stateOf(call.world, call.caller.accountId).imports).find(
    (job) =>
      job.clientToken === token && call.clock.nowMs() < endMs(call, job.startedMs, job.durationMs) + TOKEN_MS,
  )
  if (found === undefined || found.request === requestText(input)) return found
  throw new AwsError(
    'ImportConflictException',
    'Import with the given ClientToken already exists with different parameters',
  )
}

function run(call: CallContext, table: Table, input: ImportTableCommandInput): Import {
  const startedMs = call.clock.nowMs()
  const source = input.S3BucketSource
  const id = `${String(Math.floor(startedMs)).padStart(14, '0')}-${nextHex(call.world, 8)}`
  const fault = takeJobFault(call.world, 'dynamodb', 'ImportTable', table.name)
  const ref = { name: source?.S3Bucket ?? '', owner: source?.S3BucketOwner }
  const read = readObjects(call, ref, source?.S3KeyPrefix ?? '')
  const compression = input.InputCompressionType ?? 'NONE'
  const parsed = parseFiles(table, read.kind === 'read' ? read.objects : [], compression)
  const lost = fault?.kind === 'partial' ? Math.min(fault.failedItems, parsed.items.length) : 0
  const kept = fault?.kind === 'fail' ? [] : parsed.items.slice(0, parsed.items.length - lost)
  fill(table, kept, startedMs)
  return {
    arn: `${table.arn}/import/${id}`,
    tableArn: table.arn,
    tableId: table.id,
    clientToken: input.ClientToken,
    request: requestText(input),
    startedMs,
    durationMs: IMPORT_MS,
    bucket: ref.name,
    bucketOwner: ref.owner,
    prefix: source?.S3KeyPrefix,
    compression,
    creation: input.TableCreationParameters ?? { TableName: '', AttributeDefinitions: [], KeySchema: [] },
    processedBytes: parsed.bytes,
    processed: parsed.processed,
    imported: kept.length,
    errors: parsed.errors + lost,
    outcome: outcomeOf(fault, read, parsed.errors),
  }
}

function outcomeOf(
  fault: ReturnType<typeof takeJobFault>,
  read: ReturnType<typeof readObjects>,
  errors: number,
): JobOutcome {
  if (fault?.kind === 'fail') {
    return { kind: 'failed', code: fault.code ?? 'UNKNOWN', message: fault.message ?? 'The import failed.' }
  }
  if (read.kind === 'refused') return { kind: 'failed', code: read.code, message: read.message }
  if (errors === 0) return { kind: 'completed' }
  return {
    kind: 'failed',
    code: 'ItemValidationError',
    message:
      'Some of the items failed validation checks and were not imported. Please check CloudWatch error logs for more details.',
  }
}

function view(call: CallContext, job: Import): ImportTableDescription {
  const over = isOver(call, job.startedMs, job.durationMs)
  const failure = over && job.outcome.kind === 'failed' ? job.outcome : undefined
  const [, , , region = '', accountId = ''] = job.tableArn.split(':')
  return {
    ImportArn: job.arn,
    ImportStatus: over ? (failure === undefined ? 'COMPLETED' : 'FAILED') : 'IN_PROGRESS',
    TableArn: job.tableArn,
    TableId: job.tableId,
    ClientToken: job.clientToken,
    S3BucketSource: { S3Bucket: job.bucket, S3BucketOwner: job.bucketOwner, S3KeyPrefix: job.prefix },
    ErrorCount: over ? job.errors : 0,
    CloudWatchLogGroupArn: `arn:aws:logs:${region}:${accountId}:log-group:/aws-dynamodb/imports:*`,
    InputFormat: 'DYNAMODB_JSON',
    InputCompressionType: job.compression === 'GZIP' ? 'GZIP' : 'NONE',
    TableCreationParameters: job.creation,
    StartTime: new Date(job.startedMs),
    EndTime: over ? new Date(endMs(call, job.startedMs, job.durationMs)) : undefined,
    ProcessedSizeBytes: over ? job.processedBytes : 0,
    ProcessedItemCount: over ? job.processed : 0,
    ImportedItemCount: over ? job.imported : 0,
    FailureCode: failure?.code,
    FailureMessage: failure?.message,
  }
}

function requestText(input: ImportTableCommandInput): string {
  const { S3BucketSource, InputFormat, InputCompressionType, TableCreationParameters } = input
  return JSON.stringify([S3BucketSource, InputFormat, InputCompressionType, TableCreationParameters])
}
