import { Readable } from 'node:stream'
import { type HttpHandler, type HttpRequest, HttpResponse } from '@smithy/core/protocols'
import { concat } from '../codec/aws-chunked.js'
import { utf8, type WireRequest, type WireResponse } from '../codec/wire.js'
import { ConnectionDropped, connectionResetError } from '../faults/dropped.js'

/** A transport for SDK clients that needs no socket: `new S3Client({ requestHandler })`. */
export function inProcessHandler(
  handle: (request: WireRequest) => Promise<WireResponse>,
): HttpHandler<Record<string, never>> {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request) {
      const wire = await wireRequestOf(request)
      try {
        const { status, headers, body } = await handle(wire)
        const sent = request.method === 'HEAD' ? new Uint8Array() : body
        const response = new HttpResponse({
          statusCode: status,
          headers: { 'content-length': String(body.byteLength), ...headers },
          body: Readable.from(sent.byteLength === 0 ? [] : [sent], { objectMode: false }),
        })
        return { response }
      } catch (error) {
        throw error instanceof ConnectionDropped ? connectionResetError() : error
      }
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {},
  }
}

async function wireRequestOf(request: HttpRequest): Promise<WireRequest> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers)) headers[name.toLowerCase()] = value
  const port = request.port === undefined ? '' : `:${request.port}`
  headers.host ??= `${request.hostname}${port}`
  const query = new Map<string, string[]>()
  for (const [key, value] of Object.entries(request.query ?? {})) {
    query.set(key, value === null || value === undefined ? [''] : [value].flat())
  }
  return { method: request.method, path: request.path, query, headers, body: await bytesOf(request.body) }
}

async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array()
  if (typeof body === 'string') return utf8(body)
  if (body instanceof Uint8Array) return body
  if (body instanceof ArrayBuffer) return new Uint8Array(body)
  const chunks: Uint8Array[] = []
  for await (const chunk of body as AsyncIterable<Uint8Array | string>) {
    chunks.push(typeof chunk === 'string' ? utf8(chunk) : chunk)
  }
  return concat(chunks)
}
