import type { IamRequirement } from '../../../model/action-facts.js'
import { awsCommand } from '../../kit/command-line.js'
import { type ActionDefinition, type Check, defineAction, type ReadContext } from '../../kit/definition.js'
import { clientToken, parseTableArn } from '../table.js'
import { freezeTimeMs } from './blockers.js'
import { compiles } from './compiles.js'
import { exportArnOf, exportFacts, exportReceipt, findOwnExport, readExport, tableExport } from './look.js'
import { type ExportParams, ExportParamsSchema } from './params.js'
import { previewExport } from './preview.js'

/** Writes a table's state at one moment into a bucket, without touching the table. */
export const dynamodbExport: ActionDefinition<typeof ExportParamsSchema> = defineAction({
  name: 'dynamodb-export',
  title: 'Export a DynamoDB table, as of one moment, into a bucket.',
  account: 'source',
  tool: 'aws-sdk',
  params: ExportParamsSchema,
  compiles,
  idempotency: 'token',
  longRunning: { pollIntervalSeconds: 60, terminalStates: ['COMPLETED', 'FAILED'] },
  irreversible: null,
  estimatedSeconds: 900,

  resource: ({ table_arn: arn }) => ({ arn, type: 'AWS::DynamoDB::Table', name: parseTableArn(arn).name }),

  cli(params, facts) {
    const { region } = facts.source
    const aws = (operation: string, flags: Parameters<typeof awsCommand>[2]) =>
      awsCommand('source', `dynamodb ${operation}`, flags, region)
    const poll = aws('describe-export', { 'export-arn': '<export arn>' })
    return {
      preview: [
        aws('describe-table', { 'table-name': params.table_arn }),
        aws('describe-continuous-backups', { 'table-name': params.table_arn }),
      ].join(' && '),
      execute: aws('export-table-to-point-in-time', {
        'table-arn': params.table_arn,
        's3-bucket': params.s3_bucket,
        's3-bucket-owner': params.s3_bucket_owner,
        's3-prefix': params.s3_prefix === '' ? undefined : params.s3_prefix,
        'export-format': 'DYNAMODB_JSON',
        'client-token': '<token>',
        'export-time': params.after_freeze_of === null ? undefined : '<time of the freeze>',
      }),
      verify: poll,
      poll,
      rollback: NO_INVERSE,
    }
  },
  iamActions: exportIam,

  preview: previewExport,

  async execute(params, ctx) {
    const dynamodb = await ctx.source.service('dynamodb')
    const exportTimeMs = freezeTimeMs(params.after_freeze_of, ctx)
    const { ExportDescription } = await dynamodb.exportTableToPointInTime(
      {
        TableArn: params.table_arn,
        S3Bucket: params.s3_bucket,
        S3BucketOwner: params.s3_bucket_owner,
        ...(params.s3_prefix === '' ? {} : { S3Prefix: params.s3_prefix }),
        ExportFormat: 'DYNAMODB_JSON',
        ClientToken: clientToken(ctx.token),
        ...(exportTimeMs === null ? {} : { ExportTime: new Date(exportTimeMs) }),
      },
      { abortSignal: ctx.signal },
    )
    return exportReceipt(tableExport(ExportDescription ?? {}, ExportDescription?.ExportArn ?? ''))
  },

  async reconcile({ table_arn }, ctx) {
    const found = await findOwnExport(table_arn, ctx)
    if (found === null)
      return { kind: 'not-done', evidence: ["no export of the table carries this step's token"] }
    const kind = found.status === 'COMPLETED' ? 'done' : 'running'
    return { kind, receipt: exportReceipt(found), evidence: [`${found.exportArn} is ${found.status}`] }
  },

  async poll(_params, receipt, ctx) {
    const found = await readExport(exportArnOf(receipt) ?? '', ctx)
    const { status, failure: message } = found
    switch (status) {
      case 'IN_PROGRESS':
        return { status, outcome: 'running', progress: null, message }
      case 'COMPLETED':
        return { status, outcome: 'succeeded', progress: progressOf(found.itemCount), message }
      case 'FAILED':
        return { status, outcome: 'failed', progress: null, message }
      default:
        return { status, outcome: 'unknown', progress: null, message }
    }
  },

  async verify(params, receipt, ctx) {
    const arn = exportArnOf(receipt)
    const found = arn === null ? await findOwnExport(params.table_arn, ctx) : await readExport(arn, ctx)
    const status = found?.status ?? 'no such export'
    const counted = found?.itemCount ?? null
    const checks: Check[] = [
      { name: 'export status', ok: status === 'COMPLETED', expected: 'COMPLETED', found: status },
      {
        name: 'item count',
        ok: counted !== null,
        expected: 'a number',
        found: counted === null ? 'not told by DynamoDB' : String(counted),
      },
      ...freezeCheck(params, found?.exportTimeMs ?? null, ctx),
    ]
    return { checks, ...(found === null ? {} : { observed: exportFacts(found) }) }
  },

  rollback:
    'There is no inverse and none is needed: the export reads the table and only adds files to the bucket. ' +
    'Delete the folder AWSDynamoDB/<export id>/ below the prefix when nobody needs it any more.',
})

const NO_INVERSE =
  'No inverse is needed: an export only adds files to the bucket. Delete them when not needed.'

function progressOf(itemCount: number | null) {
  return itemCount === null ? null : { done: itemCount, total: itemCount, unit: 'items' as const }
}

/** The files hold the state after the freeze, whatever time DynamoDB took. */
function freezeCheck(params: ExportParams, exportTimeMs: number | null, ctx: ReadContext): readonly Check[] {
  const frozenMs = freezeTimeMs(params.after_freeze_of, ctx)
  if (frozenMs === null) return []
  const found = exportTimeMs === null ? 'not told by DynamoDB' : new Date(exportTimeMs).toISOString()
  return [
    {
      name: 'exported state is not older than the freeze',
      ok: exportTimeMs !== null && exportTimeMs >= frozenMs,
      expected: `${new Date(frozenMs).toISOString()} or later`,
      found,
    },
  ]
}

function exportIam(params: ExportParams): readonly IamRequirement[] {
  const side = 'source' as const
  const { partition } = parseTableArn(params.table_arn)
  const table = [params.table_arn]
  const exports = [`${params.table_arn}/export/*`]
  // DynamoDB writes the files with the caller's own permissions.
  const files = [
    `arn:${partition}:s3:::${params.s3_bucket}/${params.s3_prefix === '' ? '' : `${params.s3_prefix}/`}*`,
  ]
  return [
    { side, action: 'dynamodb:DescribeTable', resources: table, access: 'read' },
    { side, action: 'dynamodb:DescribeContinuousBackups', resources: table, access: 'read' },
    { side, action: 'dynamodb:ListExports', resources: ['*'], access: 'read' },
    { side, action: 'dynamodb:DescribeExport', resources: exports, access: 'read' },
    { side, action: 'dynamodb:ExportTableToPointInTime', resources: table, access: 'write' },
    { side, action: 's3:AbortMultipartUpload', resources: files, access: 'write' },
    { side, action: 's3:PutObject', resources: files, access: 'write' },
    { side, action: 's3:PutObjectAcl', resources: files, access: 'write' },
  ]
}
