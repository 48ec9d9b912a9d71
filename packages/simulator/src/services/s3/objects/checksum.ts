import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { AwsError } from '../../../kernel/error.js'

/** Members of requests and answers that carry a checksum. */
const names = [
  'ChecksumCRC32',
  'ChecksumCRC32C',
  'ChecksumCRC64NVME',
  'ChecksumSHA1',
  'ChecksumSHA256',
] as const

/**
 * The checksums that a request brought, verified where this can compute them (CRC32, SHA-1, SHA-256, MD5).
 * @throws AwsError BadDigest, or InvalidDigest for an MD5 that is none
 */
export function checkedChecksums(
  input: Readonly<Record<string, unknown>>,
  body: Uint8Array,
): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of names) {
    const given = input[name]
    if (typeof given !== 'string') continue
    const computed = compute(name, body)
    if (computed !== undefined && computed !== given) {
      throw new AwsError(
        'BadDigest',
        `The ${name.slice('Checksum'.length)} you specified did not match the calculated checksum.`,
        400,
      )
    }
    found[name] = given
  }
  const md5 = input.ContentMD5
  if (typeof md5 === 'string' && md5 !== createHash('md5').update(body).digest('base64')) {
    const isDigest = Buffer.from(md5, 'base64').byteLength === 16
    throw isDigest
      ? new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.', 400)
      : new AwsError('InvalidDigest', 'The Content-MD5 you specified was invalid.', 400)
  }
  return found
}

function compute(name: (typeof names)[number], body: Uint8Array): string | undefined {
  switch (name) {
    case 'ChecksumCRC32': {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(crc32(body))
      return bytes.toString('base64')
    }
    case 'ChecksumSHA1':
      return createHash('sha1').update(body).digest('base64')
    case 'ChecksumSHA256':
      return createHash('sha256').update(body).digest('base64')
    case 'ChecksumCRC32C':
    case 'ChecksumCRC64NVME':
      return undefined
  }
}

export function md5Of(body: Uint8Array): Buffer {
  return createHash('md5').update(body).digest()
}

/** With its quotation marks. */
export function etagOf(body: Uint8Array): string {
  return `"${md5Of(body).toString('hex')}"`
}

/** The MD5 of the parts' MD5s, and their number. */
export function multipartEtag(parts: readonly Uint8Array[]): string {
  const digest = md5Of(Buffer.concat(parts.map(md5Of)))
  return `"${digest.toString('hex')}-${parts.length}"`
}
