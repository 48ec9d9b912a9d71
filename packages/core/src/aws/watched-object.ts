import { Readable } from 'node:stream'
import {
  type AnswerLimits,
  brokenOff,
  bytes,
  requestAborted,
  seconds,
  type Timer,
  unboundedAnswer,
} from './answer-limits.js'

/**
 * An object's bytes as they come, never more of them in memory than a stream buffers. It has no end in time; but
 * while its reader waits, each stretch of `progressMs` has to bring `progressBytes`.
 */
export function watchedObject(
  source: Readable,
  what: string,
  how: {
    readonly limits: AnswerLimits
    readonly timer: Timer
    readonly abortSignal: AbortSignal | undefined
  },
): Readable {
  const { limits, timer, abortSignal } = how
  let got = 0
  let callOff: (() => void) | null = null
  const rest = (): void => {
    callOff?.()
    callOff = null
  }
  const watch = (): void => {
    if (callOff !== null) return
    got = 0
    callOff = timer(limits.progressMs, () => {
      callOff = null
      if (got >= limits.progressBytes) watch()
      else out.destroy(stalled(what, limits))
    })
  }
  const onAbort = () => out.destroy(requestAborted(abortSignal?.reason))
  const out = new Readable({
    read() {
      watch()
      source.resume()
    },
    destroy(error, done) {
      rest()
      abortSignal?.removeEventListener('abort', onAbort)
      source.destroy()
      done(error)
    },
  })
  source.on('data', (chunk: Buffer) => {
    got += chunk.length
    if (out.push(chunk)) return
    // The reader has enough for now: its pauses are not the other side's.
    source.pause()
    rest()
  })
  source.once('end', () => {
    rest()
    out.push(null)
  })
  source.once('error', (error) => out.destroy(error))
  source.once('close', () => {
    if (!source.readableEnded) out.destroy(brokenOff())
  })
  source.pause()
  abortSignal?.addEventListener('abort', onAbort, { once: true })
  return out
}

function stalled(what: string, { progressMs, progressBytes }: AnswerLimits): Error {
  return unboundedAnswer(what, `brought less than ${bytes(progressBytes)} in ${seconds(progressMs)}`)
}
