/** What an export writes, in the layout that AWS documents under "DynamoDB table export output format". */
import { gzipSync } from 'node:zlib'
import type { CallContext } from '../../../kernel/service.js'
import { nextBase36 } from '../../common/ids.js'
import { endMs } from '../../common/timing.js'
import { md5Of } from '../../s3/objects/checksum.js'
import type { Bucket } from '../../s3/state.js'
import { itemToJson } from '../items/values.js'
import type { Export, Item } from '../state.js'
import { writeObject } from './bucket.js'

/** Items per data file; AWS writes one file per partition, which is about this much at most. */
const ITEMS_PER_FILE = 10_000

/** `<prefix>/AWSDynamoDB/<export id>`. */
export function exportFolder(prefix: string | undefined, exportId: string): string {
  const folder = `AWSDynamoDB/${exportId}`
  return prefix === undefined || prefix === '' ? folder : `${prefix}/${folder}`
}

/** Writes the data files, both manifests with their checksums, and the `_started` marker. */
export function writeExport(call: CallContext, bucket: Bucket, job: Export, items: readonly Item[]): void {
  const folder = job.manifestKey.slice(0, job.manifestKey.lastIndexOf('/'))
  const endedMs = endMs(call, job.startedMs, job.durationMs)
  const put = (name: string, body: Uint8Array, contentType: string, atMs = endedMs) =>
    writeObject(call, bucket, `${folder}/${name}`, {
      body,
      contentType,
      algorithm: job.sseAlgorithm === 'KMS' ? 'aws:kms' : 'AES256',
      kmsKeyId: job.sseKmsKeyId,
      atMs,
    })
  put('_started', new Uint8Array(), 'application/octet-stream', job.startedMs)
  const files = chunks(items).map((part) => {
    const name = `data/${nextBase36(call.world, 26).toLowerCase()}.json.gz`
    const lines = part.map((item) => `${JSON.stringify({ Item: itemToJson(item) })}\n`).join('')
    const body = new Uint8Array(gzipSync(lines))
    put(name, body, 'application/octet-stream')
    return {
      itemCount: part.length,
      md5Checksum: md5Of(body).toString('base64'),
      etag: `${md5Of(body).toString('hex')}-1`,
      dataFileS3Key: `${folder}/${name}`,
    }
  })
  const manifest = files.map((file) => `${JSON.stringify(file)}\n`).join('')
  putWithChecksum(put, 'manifest-files', manifest)
  putWithChecksum(put, 'manifest-summary', JSON.stringify(summaryOf(job, folder, endedMs)))
}

type Put = (name: string, body: Uint8Array, contentType: string) => void

function putWithChecksum(put: Put, name: string, text: string): void {
  const body = new TextEncoder().encode(text)
  put(`${name}.json`, body, 'application/json')
  const sum = new TextEncoder().encode(md5Of(body).toString('base64'))
  put(`${name}.checksum`, sum, 'text/plain')
}

function summaryOf(job: Export, folder: string, endedMs: number) {
  return {
    version: '2020-06-30',
    exportArn: job.arn,
    startTime: new Date(job.startedMs).toISOString(),
    endTime: new Date(endedMs).toISOString(),
    tableArn: job.tableArn,
    tableId: job.tableId,
    exportTime: new Date(job.exportTimeMs).toISOString(),
    s3Bucket: job.bucket,
    s3Prefix: job.prefix ?? null,
    s3SseAlgorithm: job.sseAlgorithm,
    s3SseKmsKeyId: job.sseKmsKeyId ?? null,
    manifestFilesS3Key: `${folder}/manifest-files.json`,
    billedSizeBytes: job.bytes,
    itemCount: job.items,
    outputFormat: 'DYNAMODB_JSON',
  }
}

/** At least one file, if only an empty one. */
function chunks(items: readonly Item[]): (readonly Item[])[] {
  const parts: (readonly Item[])[] = []
  for (let at = 0; at < items.length; at += ITEMS_PER_FILE) parts.push(items.slice(at, at + ITEMS_PER_FILE))
  return parts.length === 0 ? [[]] : parts
}
