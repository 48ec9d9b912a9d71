import { setTimeout as after } from 'node:timers'
import { CutoverError } from '../model/errors.js'

/** How long an answer may take and how much of it is read. */
export interface AnswerLimits {
  /** From the first byte sent to the last byte of the answer. */
  readonly totalMs: number
  /** The same where AWS does the work before it answers, or where the request itself is long (objects in S3). */
  readonly objectMs: number
  /** What an answer may hold; never asked of an object's own bytes, which are not kept. */
  readonly bodyBytes: number
  /** An object that is read has no end in time, but each such stretch brings at least `progressBytes`. */
  readonly progressMs: number
  readonly progressBytes: number
}

const MEBIBYTE = 1024 * 1024

/** The longest answers of the operations that are called hold a few MiB (a thousand records of a listing). */
export const ANSWER_LIMITS: AnswerLimits = {
  totalMs: 90_000,
  objectMs: 660_000,
  bodyBytes: 16 * MEBIBYTE,
  progressMs: 60_000,
  progressBytes: 64 * 1024,
}

/** Calls back once after so long, unless it is called off with what it returns. */
export type Timer = (ms: number, onEnd: () => void) => () => void

/** Real time, also under a clock that is not: it is the network's. */
export const realTimer: Timer = (ms, onEnd) => {
  const timer = after(onEnd, ms)
  return () => clearTimeout(timer)
}

/**
 * The error of an answer that went over a limit. On a read it is an error like any other; on a mutation nobody
 * knows what was done, so `classifyError` calls it in doubt.
 * @param what the operation and where it was sent, for example `ListGrants at kms.eu-west-1.amazonaws.com`
 * @param how how the answer went on, and the limit
 */
export function unboundedAnswer(what: string, how: string): CutoverError {
  return new CutoverError({
    code: 'aws/unbounded-answer',
    fault: 'environment',
    message: `The answer to ${what} ${how}. AWS does not answer like that, so it was not read further.`,
    next: 'See what stands between here and AWS: proxies, VPNs, AWS_ENDPOINT_URL and endpoint_url of the profile. Then try again.',
  })
}

/** The connection was closed before the answer had ended: as a reset, which is what it is to the caller. */
export function brokenOff(): Error {
  return Object.assign(new Error('the connection was closed in the middle of the answer'), {
    code: 'ECONNRESET',
  })
}

/** As the SDK's own transports say it. */
export function requestAborted(cause: unknown): Error {
  return Object.assign(new Error('Request aborted', { cause }), { name: 'AbortError' })
}

export function seconds(ms: number): string {
  return `${ms / 1_000} s`
}

export function bytes(count: number): string {
  return count >= MEBIBYTE ? `${Math.round(count / MEBIBYTE)} MiB` : `${count} bytes`
}
