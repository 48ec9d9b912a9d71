import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { concat } from '../codec/aws-chunked.js'
import { parseQuery, type WireRequest, type WireResponse } from '../codec/wire.js'

/** A simulator listening on loopback. */
export interface Listening {
  /** `http://127.0.0.1:<port>`, for `endpoint` options and `AWS_ENDPOINT_URL`. */
  readonly endpoint: string
  readonly port: number
  close(): Promise<void>
}

/**
 * Serves requests on 127.0.0.1. Whatever `handle` throws means that no answer comes: the socket is destroyed.
 * `Expect: 100-continue` is answered by Node itself.
 * @param port 0 lets the system choose
 */
export async function listenOnLoopback(
  handle: (request: WireRequest) => Promise<WireResponse>,
  port = 0,
): Promise<Listening> {
  const server = createServer({ keepAlive: true, noDelay: true }, (incoming, outgoing) => {
    answer(handle, incoming, outgoing).catch(() => incoming.socket.destroy())
  })
  // Clients keep connections over long waits between polls; the default of 5 s would race with their reuse.
  server.keepAliveTimeout = 0
  server.requestTimeout = 0
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const bound = (server.address() as AddressInfo).port
  return { endpoint: `http://127.0.0.1:${bound}`, port: bound, close: () => closed(server) }
}

async function answer(
  handle: (request: WireRequest) => Promise<WireResponse>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const chunks: Uint8Array[] = []
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array)
  const { status, headers, body } = await handle(wireRequestOf(incoming, concat(chunks)))
  // A HEAD answer tells the length of the body that it does not carry.
  const length = headers['content-length'] ?? String(body.byteLength)
  const withoutLength = status === 204 || status === 304
  outgoing.writeHead(status, withoutLength ? headers : { ...headers, 'content-length': length })
  outgoing.end(incoming.method === 'HEAD' ? undefined : body)
}

function wireRequestOf(incoming: IncomingMessage, body: Uint8Array): WireRequest {
  const url = incoming.url ?? '/'
  const at = url.indexOf('?')
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return {
    method: incoming.method ?? 'GET',
    path: at < 0 ? url : url.slice(0, at),
    query: parseQuery(at < 0 ? '' : url.slice(at + 1)),
    headers,
    body,
  }
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)))
    server.closeAllConnections()
  })
}
