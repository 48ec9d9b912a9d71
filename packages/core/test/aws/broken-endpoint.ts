import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { ANSWER_LIMITS, type AnswerLimits, type Timer } from '../../src/aws/answer-limits.js'
import { fixedCredentials } from '../../src/aws/credentials.js'
import { createAwsFactory } from '../../src/aws/factory.js'
import { endpointTransport } from '../../src/aws/transport.js'
import { callerIdentity } from './fake-aws.js'

export const ACCOUNT = '111111111111'

/** Answers GetCallerIdentity properly and everything else as `answer` does, byte by byte on the socket. */
export async function brokenEndpoint(
  answer: (socket: Socket, head: string) => void,
): Promise<BrokenEndpoint> {
  const sockets = new Set<Socket>()
  const answered = new Set<Socket>()
  const asked: string[] = []
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (chunk) => {
      const head = chunk.toString('latin1')
      asked.push(head)
      if (head.includes('Action=GetCallerIdentity')) socket.write(whole(callerIdentity(ACCOUNT).body ?? ''))
      else {
        answered.add(socket)
        answer(socket, head)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async allClosed() {
      for (const socket of answered)
        if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve))
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export interface BrokenEndpoint {
  readonly endpoint: string
  readonly asked: readonly string[]
  /** Every connection that was not answered properly is gone. */
  allClosed(): Promise<void>
  close(): Promise<void>
}

export function whole(body: string, type = 'text/xml'): string {
  return `${head(type)}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

/** Status line and headers, still open. */
export function head(type = 'text/xml'): string {
  return `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\n`
}

/** Timers that end when the test says so. */
export class ManualTimer {
  readonly #open = new Set<{ readonly ms: number; readonly onEnd: () => void }>()

  readonly timer: Timer = (ms, onEnd) => {
    const entry = { ms, onEnd }
    this.#open.add(entry)
    return () => this.#open.delete(entry)
  }

  get open(): readonly number[] {
    return [...this.#open].map(({ ms }) => ms)
  }

  /** Lets every timer of this length end. */
  end(ms: number): void {
    for (const entry of [...this.#open]) {
      if (entry.ms !== ms) continue
      this.#open.delete(entry)
      entry.onEnd()
    }
  }
}

export function factoryAt(endpoint: string, timer: Timer, limits: Partial<AnswerLimits> = {}) {
  const transport = endpointTransport(endpoint, { limits: { ...ANSWER_LIMITS, ...limits }, timer })
  const credentials = fixedCredentials({ accessKeyId: 'AKIA', secretAccessKey: 's' })
  const side = { accountId: ACCOUNT, profile: 'orders', region: 'eu-west-1', credentials, transport }
  return createAwsFactory({ source: side, target: side })
}
