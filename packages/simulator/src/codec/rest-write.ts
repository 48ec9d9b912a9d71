import { bindingsOf } from './bindings.js'
import { scalar } from './rest-read.js'
import { writeText } from './scalar.js'
import type { Member, Shape, StructureShape } from './shape.js'
import { utf8, type WireResponse } from './wire.js'

/** Writes the document part of a REST body; `payload` is the member when it is the whole body. */
export interface WriteDocument {
  readonly contentType: string
  write(shape: Shape, value: unknown, payload: Member | undefined): string
}

/**
 * A REST answer. Behaviour may set `$httpStatus` in its output where AWS answers a status of its own that no
 * model holds (S3's 206 for ranges).
 */
export function writeRestOutput(
  shape: Shape,
  output: Record<string, unknown>,
  defaultStatus: number,
  document: WriteDocument,
): WireResponse {
  const bindings = bindingsOf(shape, 'response')
  const headers: Record<string, string> = {}
  if (bindings === undefined) return { status: defaultStatus, headers, body: new Uint8Array() }
  for (const member of bindings.headers) writeHeader(headers, member, output[member.name])
  for (const member of bindings.prefixHeaders) writePrefixHeaders(headers, member, output[member.name])
  const declared = bindings.statusCode === undefined ? undefined : output[bindings.statusCode.name]
  const status = output.$httpStatus ?? declared ?? defaultStatus
  const body = bodyOf(bindings, output, headers, document)
  return { status: Number(status), headers, body }
}

function bodyOf(
  { payload, body: bodyShape }: { readonly payload: Member | undefined; readonly body: StructureShape },
  output: Record<string, unknown>,
  headers: Record<string, string>,
  document: WriteDocument,
): Uint8Array {
  if (payload !== undefined) return payloadOf(payload, output[payload.name], headers, document)
  if (bodyShape.members.length === 0) return new Uint8Array()
  headers['content-type'] ??= document.contentType
  return utf8(document.write(bodyShape, output, undefined))
}

function payloadOf(
  payload: Member,
  value: unknown,
  headers: Record<string, string>,
  document: WriteDocument,
): Uint8Array {
  if (value === undefined || value === null) return new Uint8Array()
  if (payload.shape.kind === 'blob') {
    headers['content-type'] ??= payload.traits.mediaType ?? 'application/octet-stream'
    return value instanceof Uint8Array ? value : utf8(String(value))
  }
  if (payload.shape.kind === 'string') {
    headers['content-type'] ??= payload.traits.mediaType ?? 'text/plain'
    return utf8(String(value))
  }
  headers['content-type'] ??= document.contentType
  return utf8(document.write(payload.shape, value, payload))
}

/** Puts one member into the headers; lists are joined with commas, quoted where that is needed. */
export function writeHeader(headers: Record<string, string>, member: Member, value: unknown): void {
  const name = member.traits.httpHeader?.toLowerCase()
  if (name === undefined || value === undefined || value === null) return
  if (member.shape.kind === 'list') {
    const item = scalar(member.shape.member.shape)
    headers[name] = Array.from(value as Iterable<unknown>, (entry) => {
      const written = writeText(item, entry, 'http-date')
      return item.kind === 'timestamp' ? written : quote(written)
    }).join(', ')
    return
  }
  const written = writeText(scalar(member.shape), value, 'http-date')
  const encoded = member.traits.mediaType !== undefined && member.shape.kind === 'string'
  headers[name] = encoded ? Buffer.from(written, 'utf8').toString('base64') : written
}

function writePrefixHeaders(headers: Record<string, string>, member: Member, value: unknown): void {
  if (value === undefined || value === null) return
  const prefix = (member.traits.httpPrefixHeaders ?? '').toLowerCase()
  for (const [key, item] of Object.entries(value)) headers[prefix + key.toLowerCase()] = String(item)
}

function quote(part: string): string {
  return /[",]/.test(part) ? `"${part.replaceAll(/(["\\])/g, '\\$1')}"` : part
}
