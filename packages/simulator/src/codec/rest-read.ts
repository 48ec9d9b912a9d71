import { bindingsOf } from './bindings.js'
import { malformed, readText } from './scalar.js'
import type { ListShape, Member, ScalarShape, Shape, StructureShape, TimestampShape } from './shape.js'
import { type RoutedOperation, text, type WireRequest } from './wire.js'

/** Reads the document part of a REST body: XML or JSON. */
export type ReadDocument = (shape: Shape, body: Uint8Array) => unknown

/** The typed input of a REST request: labels, query, headers, and the body. */
export function readRestInput(
  shape: StructureShape,
  routed: RoutedOperation,
  request: WireRequest,
  readDocument: ReadDocument,
): Record<string, unknown> {
  const bindings = bindingsOf(shape, 'request')
  const input: Record<string, unknown> = {}
  if (bindings === undefined) return input
  const put = (member: Member, value: unknown) => {
    if (value !== undefined) input[member.name] = value
  }
  for (const member of bindings.labels) {
    const raw = routed.labels[member.name]
    if (raw !== undefined) put(member, readText(scalar(member.shape), raw))
  }
  for (const member of bindings.queries) put(member, readQueryMember(member, request))
  if (bindings.queryParams !== undefined) put(bindings.queryParams, otherQuery(bindings.queries, request))
  for (const member of bindings.headers) put(member, readHeaderMember(member, request.headers))
  for (const member of bindings.prefixHeaders) put(member, readPrefixHeaders(member, request.headers))
  if (bindings.payload !== undefined)
    put(bindings.payload, readPayload(bindings.payload, request.body, readDocument))
  else if (bindings.body.members.length > 0 && request.body.byteLength > 0) {
    Object.assign(input, readDocument(bindings.body, request.body))
  }
  return input
}

function readQueryMember(member: Member, request: WireRequest): unknown {
  const values = request.query.get(member.traits.httpQuery ?? '')
  const first = values?.[0]
  if (values === undefined || first === undefined) return undefined
  if (member.shape.kind !== 'list') return readText(scalar(member.shape), first)
  const item = scalar(member.shape.member.shape)
  return values.map((value) => readText(item, value))
}

function otherQuery(bound: readonly Member[], request: WireRequest): Record<string, unknown> {
  const names = new Set(bound.map(({ traits }) => traits.httpQuery))
  return Object.fromEntries(
    [...request.query].filter(([key]) => !names.has(key)).map(([key, values]) => [key, values[0]]),
  )
}

function readHeaderMember(member: Member, headers: WireRequest['headers']): unknown {
  const raw = headers[(member.traits.httpHeader ?? '').toLowerCase()]
  if (raw === undefined) return undefined
  if (member.shape.kind === 'list') return readHeaderList(member.shape, raw)
  if (member.traits.mediaType !== undefined && member.shape.kind === 'string') {
    return Buffer.from(raw, 'base64').toString('utf8')
  }
  return readText(scalar(member.shape), raw)
}

function readHeaderList(shape: ListShape, raw: string): unknown[] {
  const item = scalar(shape.member.shape)
  const parts =
    item.kind === 'timestamp' && item.format !== 'date-time' && item.format !== 'epoch-seconds'
      ? (raw.match(/[^,]+,[^,]+/g) ?? [])
      : (raw.match(/"(?:[^"\\]|\\.)*"|[^,]+/g) ?? [])
  return parts.map((part) => readText(item, unquote(part.trim())))
}

function unquote(part: string): string {
  return part.startsWith('"') && part.endsWith('"') && part.length > 1
    ? part.slice(1, -1).replaceAll(/\\(["\\])/g, '$1')
    : part
}

function readPrefixHeaders(
  member: Member,
  headers: WireRequest['headers'],
): Record<string, string> | undefined {
  const prefix = (member.traits.httpPrefixHeaders ?? '').toLowerCase()
  const found = Object.entries(headers)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value] as const)
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

function readPayload(member: Member, body: Uint8Array, readDocument: ReadDocument): unknown {
  if (member.shape.kind === 'blob') return body
  if (body.byteLength === 0) return undefined
  return member.shape.kind === 'string' ? text(body) : readDocument(member.shape, body)
}

export function scalar(shape: Shape): ScalarShape | TimestampShape {
  if (shape.kind === 'structure' || shape.kind === 'list' || shape.kind === 'map') {
    throw malformed(`a ${shape.kind} cannot travel in a header, label or query string`)
  }
  return shape
}
