import { createSocket } from 'node:dgram'
import type { AddressInfo } from 'node:net'

const TYPES: Readonly<Record<number, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
}

export interface Answer {
  readonly ttlSeconds: number
  /** RDATA of each record. */
  readonly data: readonly Uint8Array[]
}
/** `silent`: no answer at all. */
export type Zone = Readonly<Record<string, Answer | 'refused' | 'silent'>>

/** A name server on loopback that speaks just enough DNS (RFC 1035) for the real client to be tried on it. */
export async function nameServer(
  zone: Zone,
): Promise<{ readonly address: string; readonly asked: string[]; close(): Promise<void> }> {
  const asked: string[] = []
  const socket = createSocket('udp4')
  socket.on('message', (query, from) => {
    const { name, type, end } = questionOf(query)
    const key = `${name} ${type}`
    asked.push(key)
    const answer = zone[key]
    if (answer === 'silent') return
    const known = Object.keys(zone).some((other) => other.startsWith(`${name} `))
    const code = answer === 'refused' ? 5 : answer === undefined && !known ? 3 : 0
    const records =
      answer === undefined || answer === 'refused'
        ? []
        : answer.data.map((data) => record(query, answer, data))
    const header = Buffer.alloc(12)
    header.writeUInt16BE(query.readUInt16BE(0), 0)
    header.writeUInt16BE(0x8400 | code, 2)
    header.writeUInt16BE(1, 4)
    header.writeUInt16BE(records.length, 6)
    socket.send(Buffer.concat([header, query.subarray(12, end), ...records]), from.port, from.address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${(socket.address() as AddressInfo).port}`,
    asked,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}

/** A name in wire form: length-prefixed labels. */
export function wireName(name: string): Buffer {
  const labels = name.replace(/\.$/, '').split('.')
  return Buffer.concat([
    ...labels.map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ])
}

export function text(...chunks: readonly string[]): Buffer {
  return Buffer.concat(chunks.map((chunk) => Buffer.from([chunk.length, ...Buffer.from(chunk)])))
}

/** Big-endian 16-bit numbers, as MX and SRV begin. */
export function numbers(...values: readonly number[]): Buffer {
  return Buffer.from(values.flatMap((value) => [value >> 8, value & 0xff]))
}

function questionOf(query: Buffer): { readonly name: string; readonly type: string; readonly end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length).toLowerCase())
    at += 1 + length
  }
  const type = query.readUInt16BE(at + 1)
  return { name: labels.join('.'), type: TYPES[type] ?? String(type), end: at + 5 }
}

function record(query: Buffer, { ttlSeconds }: Answer, data: Uint8Array): Buffer {
  const { end } = questionOf(query)
  const head = Buffer.alloc(12)
  // The name is that of the question, by pointer to offset 12.
  head.writeUInt16BE(0xc00c, 0)
  query.copy(head, 2, end - 4, end)
  head.writeUInt32BE(ttlSeconds, 6)
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}
