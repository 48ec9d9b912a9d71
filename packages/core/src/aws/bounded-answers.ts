import { Readable } from 'node:stream'
import {
  type AnswerLimits,
  brokenOff,
  bytes,
  realTimer,
  requestAborted,
  seconds,
  type Timer,
  unboundedAnswer,
} from './answer-limits.js'
import { isObjectBody, mayTakeLong, type SentRequest, whatIsAsked } from './asked.js'
import { watchedObject } from './watched-object.js'

/** How a transport of the SDK hands a request on. */
export interface Handler {
  handle(request: SentRequest, options?: HandleOptions): Promise<{ response: Answer }>
}
export interface HandleOptions {
  readonly abortSignal?: AbortSignal
}
/** The part of the SDK's response that is used here. */
interface Answer {
  readonly statusCode: number
  body?: unknown
}

export interface AnswerBounds {
  readonly limits: AnswerLimits
  readonly timer?: Timer
}

/**
 * A transport whose every answer ends. Owned invariants:
 *
 * A4. An answer is whole within `limits`, or it is an error that names the operation, the place and the limit.
 *     Bodies are read here and handed on in one piece; an object's bytes stream on, and have to make progress.
 * A5. Stopping takes hold at once, whatever the other side does, and no timer is left when the answer is there.
 */
export function boundedAnswers(inner: Handler, bounds: AnswerBounds): Handler {
  const { limits, timer = realTimer } = bounds
  return {
    async handle(request, options = {}) {
      const what = whatIsAsked(request)
      const totalMs = mayTakeLong(request) ? limits.objectMs : limits.totalMs
      const exchange = new Exchange(options.abortSignal)
      const callOff = timer(totalMs, () => {
        exchange.fail(unboundedAnswer(what, `was not complete after ${seconds(totalMs)}`))
      })
      try {
        const { response } = await exchange.whileOpen(
          inner.handle(request, { ...options, abortSignal: exchange.signal }),
        )
        const body = response.body
        if (!isReadable(body)) return { response }
        if (isObjectBody(request, response.statusCode)) {
          response.body = watchedObject(body, what, { limits, timer, abortSignal: options.abortSignal })
          return { response }
        }
        const chunks = await exchange.whileOpen(wholeBody(body, limits.bodyBytes, what), () => body.destroy())
        response.body = Readable.from(chunks, { objectMode: false })
        return { response }
      } catch (error) {
        throw named(error, what)
      } finally {
        callOff()
        exchange.close()
      }
    },
  }
}

/** One request and its answer: what ends it early ends the waiting at once, and the connection with it. */
class Exchange {
  readonly #stop = new AbortController()
  readonly #caller: AbortSignal | undefined
  readonly #failure: Promise<never>
  fail: (error: unknown) => void = () => {}

  constructor(caller: AbortSignal | undefined) {
    this.#caller = caller
    this.#failure = new Promise((_, reject) => {
      this.fail = (error) => {
        reject(error)
        this.#stop.abort(error)
      }
    })
    this.#failure.catch(() => undefined)
    if (caller?.aborted === true) this.#onAbort()
    else caller?.addEventListener('abort', this.#onAbort, { once: true })
  }

  get signal(): AbortSignal {
    return this.#stop.signal
  }

  /** @param onEarlyEnd called when the exchange fails before `work` is done */
  async whileOpen<T>(work: Promise<T>, onEarlyEnd: () => void = () => {}): Promise<T> {
    work.catch(() => undefined)
    return await Promise.race([work, this.#failure]).catch((error) => {
      onEarlyEnd()
      throw error
    })
  }

  close(): void {
    this.#caller?.removeEventListener('abort', this.#onAbort)
  }

  readonly #onAbort = (): void => this.fail(requestAborted(this.#caller?.reason))
}

function wholeBody(body: Readable, limit: number, what: string): Promise<readonly Buffer[]> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    body.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) {
        chunks.push(chunk)
        return
      }
      chunks.length = 0
      body.destroy()
      reject(unboundedAnswer(what, `is longer than ${bytes(limit)}`))
    })
    body.once('end', () => resolve(chunks))
    body.once('error', reject)
    body.once('close', () => reject(brokenOff()))
  })
}

/** Node.js bounds headers by itself; its error says neither what was asked nor where. */
function named(error: unknown, what: string): unknown {
  return (error as { code?: unknown } | null)?.code === 'HPE_HEADER_OVERFLOW'
    ? unboundedAnswer(what, 'has headers that do not end')
    : error
}

function isReadable(body: unknown): body is Readable {
  return typeof (body as Readable | undefined)?.pipe === 'function'
}
