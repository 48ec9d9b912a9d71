import { thrownText } from '../model/thrown.js'
import type { Observer, RunEvent } from './observer.js'

/** So many events wait for a slow observer; what comes after is not shown to it. The journal has everything. */
const MAX_WAITING = 10_000
/** So long the end of a run waits for what an observer has not dealt with yet. */
export const LAST_WAIT_MS = 1_000

/** The run's side of an observer. */
export interface EventQueue {
  onEvent(event: RunEvent): void
  /** After the last event: gives a slow observer a moment to finish, never longer. */
  close(): Promise<void>
}

/**
 * Hands events to an observer.
 *
 * W1. An observer changes nothing of a run: what it throws or rejects with ends here (told once, as a notice),
 *     it gets copies, and one that never answers holds nobody up.
 * W2. Events are dealt with in their order, one at a time; while none is waiting, in the moment they happen.
 *
 * @param sleep real time: how long a host takes is not told by the run's own clock
 */
export function createEventQueue(
  observer: Observer,
  sleep: (ms: number, signal: AbortSignal) => Promise<void>,
): EventQueue {
  const waiting: RunEvent[] = []
  let busy: Promise<void> | null = null
  let told = false

  const failed = (error: unknown) => {
    if (told) return
    told = true
    const why = thrownText(error)
    const text = `An observer of the run failed: ${why}. The run goes on; more failures of it are not told.`
    waiting.unshift({ kind: 'notice', level: 'warning', text })
  }
  /** Null when the observer was done at once. */
  const deliver = (event: RunEvent): Promise<void> | null => {
    try {
      const answer: unknown = observer.onEvent(event)
      return isThenable(answer) ? Promise.resolve(answer).then(() => undefined, failed) : null
    } catch (error) {
      failed(error)
      return null
    }
  }
  const drain = () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const answer = deliver(next)
      if (answer === null) continue
      busy = answer.then(drain)
      return
    }
    busy = null
  }
  return {
    onEvent(event) {
      if (waiting.length >= MAX_WAITING) return
      waiting.push(structuredClone(event))
      if (busy === null) drain()
    },
    async close() {
      const over = new AbortController()
      const idle = async () => {
        while (busy !== null) await busy
      }
      await Promise.race([idle(), sleep(LAST_WAIT_MS, over.signal)])
      over.abort()
      waiting.length = 0
    },
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  )
}

/** Calls a host's function that nothing depends on: what it throws or rejects with ends here. */
export function harmlessly(call: () => unknown): void {
  try {
    Promise.resolve(call()).catch(() => undefined)
  } catch {
    // Nothing is lost but the drawing.
  }
}
