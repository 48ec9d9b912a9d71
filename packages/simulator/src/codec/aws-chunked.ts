import { malformed } from './scalar.js'
import { text, type WireRequest } from './wire.js'

const crlf = [13, 10] as const

/**
 * Undoes S3's `aws-chunked` content coding: `<hex size>[;chunk-signature=…]CRLF<bytes>CRLF` … `0CRLF`, then
 * trailing headers (the checksum), which are merged into the headers. Other requests pass through.
 * @throws AwsError SerializationException when the framing is broken
 */
export function unchunk(request: WireRequest): WireRequest {
  const coding = request.headers['content-encoding'] ?? ''
  const isChunked =
    coding.split(',').some((part) => part.trim() === 'aws-chunked') ||
    (request.headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-')
  if (!isChunked) return request
  const { body, trailers } = readChunks(request.body)
  const headers: Record<string, string> = { ...request.headers, ...trailers }
  const rest = coding
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== 'aws-chunked' && part !== '')
  if (rest.length === 0) delete headers['content-encoding']
  else headers['content-encoding'] = rest.join(',')
  headers['content-length'] = String(body.byteLength)
  return { ...request, headers, body }
}

function readChunks(framed: Uint8Array): { body: Uint8Array; trailers: Record<string, string> } {
  const parts: Uint8Array[] = []
  let at = 0
  for (;;) {
    const lineEnd = indexOfCrlf(framed, at)
    if (lineEnd < 0) throw malformed('an aws-chunked body ends inside a chunk header')
    const sizeText = text(framed.subarray(at, lineEnd)).split(';')[0]?.trim() ?? ''
    if (!/^[0-9a-fA-F]+$/.test(sizeText)) throw malformed(`'${sizeText}' is no chunk size`)
    const size = Number.parseInt(sizeText, 16)
    at = lineEnd + 2
    if (size === 0) return { body: concat(parts), trailers: readTrailers(text(framed.subarray(at))) }
    if (at + size > framed.byteLength) throw malformed('an aws-chunked body is shorter than its chunks say')
    parts.push(framed.subarray(at, at + size))
    at += size + 2
  }
}

function readTrailers(raw: string): Record<string, string> {
  const trailers: Record<string, string> = {}
  for (const line of raw.split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim()
  }
  return trailers
}

function indexOfCrlf(bytes: Uint8Array, from: number): number {
  for (let index = from; index + 1 < bytes.byteLength; index += 1) {
    if (bytes[index] === crlf[0] && bytes[index + 1] === crlf[1]) return index
  }
  return -1
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const only = parts[0]
  if (parts.length === 1 && only !== undefined) return only
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.byteLength
  }
  return out
}
