import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { ANSWER_LIMITS } from '../../src/aws/answer-limits.js'
import { classifyError, errorData } from '../../src/aws/classify.js'
import {
  type BrokenEndpoint,
  brokenEndpoint,
  factoryAt,
  head,
  ManualTimer,
  whole,
} from './broken-endpoint.js'

const { totalMs, objectMs, progressMs } = ANSWER_LIMITS
const MEBIBYTE = 1024 * 1024
const LISTING = '<ListBucketsResult><Buckets/></ListBucketsResult>'

let other: BrokenEndpoint
let timers: ManualTimer
beforeEach(() => {
  timers = new ManualTimer()
})
afterEach(async () => {
  await other.close()
})

async function client(answer: (socket: Socket, head: string) => void) {
  other = await brokenEndpoint(answer)
  const open = (mode: 'read' | 'write') =>
    factoryAt(other.endpoint, timers.timer).open('source', mode, () => {})
  return { read: open('read'), write: open('write') }
}

async function failureOf(work: Promise<unknown>) {
  const error = await work.then(
    () => new Error('it was answered'),
    (thrown: unknown) => thrown,
  )
  return { error, ...errorData(error), kind: classifyError(error).kind }
}

/** Answers so far and then calls `then` when that much was read. */
const begin = (text: string, then: () => void) => (socket: Socket) => {
  socket.write(text, () => setImmediate(() => setImmediate(then)))
}

describe('an answer that does not end', () => {
  const unfinished: readonly (readonly [string, string])[] = [
    ['never begins', ''],
    ['stops in its headers', 'HTTP/1.1 200 OK\r\ncontent-ty'],
    ['stops in its body', `${head()}content-length: 4000\r\n\r\n<ListBuckets`],
    ['stops between two chunks', `${head()}transfer-encoding: chunked\r\n\r\n5\r\n<List\r\n`],
  ]
  test.each(unfinished)('that %s is over when its time is', async (_, text) => {
    const { read } = await client(begin(text, () => timers.end(totalMs)))
    const { message, code, error } = await failureOf((await read.service('s3')).listBuckets({}))
    expect(message).toMatch(/^The answer to ListBuckets at 127\.0\.0\.1:\d+ was not complete after 90 s\. /)
    expect(code).toBe('aws/unbounded-answer')
    expect(error).toMatchObject({ next: expect.stringContaining('AWS_ENDPOINT_URL') })
    expect(timers.open).toEqual([])
    await other.allClosed()
  })

  test('that drips is not prolonged by what comes', async () => {
    let drops = 0
    const { read } = await client((socket) => {
      socket.write(`${head()}transfer-encoding: chunked\r\n\r\n`)
      const drip = () => {
        if (socket.destroyed) return
        drops += 1
        socket.write('1\r\n \r\n', () => setImmediate(drip))
        if (drops === 300) timers.end(totalMs)
      }
      drip()
    })
    const { code } = await failureOf((await read.service('s3')).listBuckets({}))
    expect(code).toBe('aws/unbounded-answer')
    expect(drops).toBeGreaterThanOrEqual(300)
    await other.allClosed()
  })

  test('is read up to its limit in size and no further, and the connection is closed', async () => {
    const piece = `100000\r\n${'x'.repeat(MEBIBYTE)}\r\n`
    let sent = 0
    const { read } = await client((socket) => {
      socket.write(`${head()}transfer-encoding: chunked\r\n\r\n`)
      const more = () => {
        if (socket.destroyed) return
        sent += 1
        socket.write(piece, () => setImmediate(more))
      }
      more()
    })
    const before = process.memoryUsage().rss
    const { message, code } = await failureOf((await read.service('s3')).listBuckets({}))
    expect(message).toContain('is longer than 16 MiB.')
    expect(code).toBe('aws/unbounded-answer')
    await other.allClosed()
    expect(sent).toBeLessThan(64)
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * MEBIBYTE)
    expect(timers.open).toEqual([])
  })

  test('in its headers is refused by name', async () => {
    const { read } = await client((socket) => {
      socket.write(head())
      const more = () => {
        if (!socket.destroyed) socket.write(`x-more: ${'y'.repeat(1_000)}\r\n`, () => setImmediate(more))
      }
      more()
    })
    const { message, code } = await failureOf((await read.service('s3')).listBuckets({}))
    expect(message).toContain('has headers that do not end')
    expect(code).toBe('aws/unbounded-answer')
    await other.allClosed()
  })

  test('leaves a mutation in doubt, and a read an error', async () => {
    const { write } = await client(
      begin(`${head('application/x-amz-json-1.1')}\r\n{`, () => timers.end(totalMs)),
    )
    const kms = await write.service('kms')
    const sent = await failureOf(
      kms.createGrant({
        KeyId: 'arn:aws:kms:eu-west-1:111111111111:key/k',
        GranteePrincipal: 'arn:aws:iam::222222222222:root',
        Operations: ['Decrypt'],
      }),
    )
    expect(sent.kind).toBe('in-doubt')
    expect(sent.message).toMatch(/^The answer to CreateGrant at /)
    expect(other.asked.filter((one) => one.includes('CreateGrant'))).toHaveLength(1)
  })

  test('ends the question of whose credentials these are, too', async () => {
    other = await brokenEndpoint(() => undefined)
    const dripping = await brokenEndpoint(() => undefined)
    await other.close()
    other = dripping
    const factory = factoryAt(other.endpoint, timers.timer, { bodyBytes: 40 })
    const { message } = await failureOf(factory.identify('source'))
    expect(message).toMatch(/^The answer to GetCallerIdentity at .* is longer than 40 bytes\./)
  })

  test('that breaks off in its body is a broken connection, not an end', async () => {
    const { write } = await client((socket) => {
      socket.end(`${head('application/x-amz-json-1.1')}content-length: 4000\r\n\r\n{"GrantId":`)
    })
    const kms = await write.service('kms')
    const { kind } = await failureOf(kms.retireGrant({ GrantToken: 't' }))
    expect(kind).toBe('in-doubt')
    expect(timers.open).toEqual([])
  })
})

test('a copy of an object may take longer than a listing', async () => {
  const { write } = await client((socket, sent) => {
    const { open } = timers
    socket.write(
      whole(
        sent.startsWith('GET') ? LISTING : `<CopyObjectResult><ETag>${open.join()}</ETag></CopyObjectResult>`,
      ),
    )
  })
  const s3 = await write.service('s3')
  const copied = await s3.copyObject({ Bucket: 'b', Key: 'k', CopySource: 'a/k' })
  expect(copied.CopyObjectResult?.ETag).toBe(String(objectMs))
  await s3.listBuckets({})
  expect(timers.open).toEqual([])
})

test.each([
  ['before the answer', ''],
  ['in the answer’s body', `${head()}content-length: 4000\r\n\r\n<List`],
])('stopping takes hold at once, %s', async (_, text) => {
  const stop = new AbortController()
  const { read } = await client(begin(text, () => stop.abort(new Error('the operator stopped'))))
  const s3 = await read.service('s3')
  const { name } = await failureOf(s3.listBuckets({}, { abortSignal: stop.signal }))
  expect(name).toBe('AbortError')
  expect(timers.open).toEqual([])
  await other.allClosed()
})

test('an answer in many pieces arrives whole', async () => {
  const { read } = await client((socket) => {
    const text = whole(
      '<ListBucketsResult><Buckets><Bucket><Name>orders</Name></Bucket></Buckets></ListBucketsResult>',
    )
    const next = (at: number) => {
      if (at < text.length) socket.write(text.slice(at, at + 7), () => setImmediate(next, at + 7))
    }
    next(0)
  })
  const { Buckets } = await (await read.service('s3')).listBuckets({})
  expect(Buckets?.map((bucket) => bucket.Name)).toEqual(['orders'])
  expect(timers.open).toEqual([])
})

describe('an object', () => {
  async function object(answer: (socket: Socket) => void, stop?: AbortSignal): Promise<Readable> {
    const { read } = await client(answer)
    const s3 = await read.service('s3')
    const found = await s3.getObject(
      { Bucket: 'b', Key: 'k' },
      stop === undefined ? {} : { abortSignal: stop },
    )
    return found.Body as unknown as Readable
  }

  test('of any size streams through, and is never in memory as a whole', async () => {
    const size = 96 * MEBIBYTE
    const piece = Buffer.alloc(MEBIBYTE)
    const body = await object((socket) => {
      socket.write(`${head('binary/octet-stream')}content-length: ${size}\r\n\r\n`)
      const next = (left: number) => {
        if (left > 0 && !socket.destroyed) socket.write(piece, () => next(left - MEBIBYTE))
      }
      next(size)
    })
    let read = 0
    for await (const chunk of body) {
      read += (chunk as Buffer).length
      expect(body.readableLength).toBeLessThan(4 * MEBIBYTE)
    }
    expect(read).toBe(size)
    expect(timers.open).toEqual([])
  })

  test('that makes no progress is an error with the measure', async () => {
    const body = await object((socket) => {
      socket.write(`${head('binary/octet-stream')}content-length: 4000\r\n\r\nsome`)
    })
    body.once('data', () => setImmediate(() => timers.end(progressMs)))
    const { message } = await failureOf(body.toArray())
    expect(message).toMatch(/^The answer to GetObject at .* brought less than 65536 bytes in 60 s\./)
    expect(timers.open).toEqual([])
    await other.allClosed()
  })

  test('that its reader does not read is not called slow', async () => {
    const body = await object((socket) => {
      socket.write(`${head('binary/octet-stream')}content-length: ${MEBIBYTE}\r\n\r\n`)
      socket.write(Buffer.alloc(MEBIBYTE))
    })
    body.read(0)
    while (body.readableLength < body.readableHighWaterMark) await new Promise((next) => setImmediate(next))
    expect(timers.open).toEqual([])
    let read = 0
    for await (const chunk of body) read += (chunk as Buffer).length
    expect(read).toBe(MEBIBYTE)
  })

  test('is given up at once when the operator stops', async () => {
    const stop = new AbortController()
    const body = await object((socket) => {
      socket.write(`${head('binary/octet-stream')}content-length: 4000\r\n\r\nsome`)
    }, stop.signal)
    body.once('data', () => stop.abort())
    expect((await failureOf(body.toArray())).name).toBe('AbortError')
    expect(timers.open).toEqual([])
    await other.allClosed()
  })
})
