import { randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AwsCredentials } from '../../aws/credentials.js'
import { sha256 } from '../../model/json.js'

/**
 * The container-credentials protocol on a loopback port: a program that signs by itself asks here for a session,
 * and again when that one nears its end, so that it outlives any single session.
 */
export interface CredentialsEndpoint {
  /** What the program needs to find it. The token is known to it alone. */
  readonly env: Readonly<Record<string, string>>
  /** Why the last request for a session failed, or null when it did not. */
  failure(): unknown
  close(): void
}

export interface EndpointOptions {
  session(): Promise<AwsCredentials>
  /** Told of each session before it is handed out, so that its secrets can be masked. */
  onSession(credentials: AwsCredentials): void
  readonly listen?: (server: Server) => void
}

const MAX_CONNECTIONS = 32

/** @throws the system's own error when no loopback port can be had */
export async function credentialsEndpoint(options: EndpointOptions): Promise<CredentialsEndpoint> {
  const token = randomBytes(32).toString('base64url')
  const path = `/${randomBytes(16).toString('base64url')}`
  let failure: unknown = null
  const server = createServer((request, response) => {
    if (!isTheChild(request, path, token))
      return answer(response, 403, { code: 'AccessDenied', message: 'no' })
    options.session().then(
      (credentials) => {
        failure = null
        options.onSession(credentials)
        answer(response, 200, bodyOf(credentials))
      },
      (error: unknown) => {
        failure = error
        // Not retried by the asking SDK, and what went wrong is said by us, who know it.
        answer(response, 400, { code: 'SessionNotRenewed', message: 'cutover could not renew the session' })
      },
    )
  })
  server.maxConnections = MAX_CONNECTIONS
  // It must not keep a process alive that has nothing else to do.
  server.unref()
  const listening = once(server, 'listening')
  const listen = options.listen ?? ((idle: Server) => void idle.listen(0, '127.0.0.1'))
  listen(server)
  await listening
  const address = server.address()
  const port = address === null || typeof address === 'string' ? 0 : address.port
  return {
    env: {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}${path}`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
    },
    failure: () => failure,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function isTheChild(request: IncomingMessage, path: string, token: string): boolean {
  const given = request.headers.authorization ?? ''
  const same = timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(token)))
  return same && request.method === 'GET' && request.url === path
}

function bodyOf({ accessKeyId, secretAccessKey, sessionToken, expiration }: AwsCredentials) {
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    ...(sessionToken === undefined ? {} : { Token: sessionToken }),
    ...(expiration === undefined ? {} : { Expiration: expiration.toISOString() }),
  }
}

function answer(response: ServerResponse, status: number, body: Readonly<Record<string, string>>): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}
