import type { Timer } from './answer-limits.js'

/** How long something may take that cannot be trusted to end by itself. */
export interface Bound {
  readonly totalMs: number
  readonly timer: Timer
  /** Ends the waiting at once. */
  readonly signal?: AbortSignal
  /** What is thrown when the time is over. */
  late(): Error
}

/** What the work gets: to be stopped by, and to ask a person in the middle of it. */
export interface Bounded {
  /** Aborts when the time is over or the caller stopped. */
  readonly signal: AbortSignal
  /** Time in which a person is asked does not count; it begins anew afterwards. */
  untimed<T>(ask: () => Promise<T>): Promise<T>
}

/**
 * What `work` gives, or a rejection as soon as its time is over or the signal aborts, whichever comes first: for
 * work that cannot be cancelled. What it gives afterwards is ignored, and no timer is left.
 */
export async function within<T>(bound: Bound, work: (bounded: Bounded) => Promise<T>): Promise<T> {
  const { totalMs, timer, signal: caller } = bound
  caller?.throwIfAborted()
  const stop = new AbortController()
  let over = false
  let callOff = (): void => {}
  const start = (): void => {
    if (!over) callOff = timer(totalMs, () => stop.abort(bound.late()))
  }
  const onAbort = (): void => stop.abort(caller?.reason)
  const stopped = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => reject(stop.signal.reason), { once: true })
  })
  caller?.addEventListener('abort', onAbort, { once: true })
  start()
  const untimed = async <U>(ask: () => Promise<U>): Promise<U> => {
    callOff()
    try {
      return await ask()
    } finally {
      start()
    }
  }
  try {
    return await Promise.race([work({ signal: stop.signal, untimed }), stopped])
  } finally {
    over = true
    callOff()
    caller?.removeEventListener('abort', onAbort)
  }
}
