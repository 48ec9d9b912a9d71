import { CutoverError } from '../model/errors.js'
import type { Clock } from '../model/ports.js'
import { thrownText } from '../model/thrown.js'

/** The last instant that a date can hold. */
const LAST_INSTANT_MS = 8.64e15
/** So many sleeps in a row may leave the clock where it was: it may have been set back. */
const MAX_STANDING_SLEEPS = 50

/** A host's clock, as the run uses it. */
export interface GuardedClock extends Clock {
  /** For the journal and the lock, which have to be written when the clock fails: then its last good reading. */
  stamp(): number
}

/**
 * Holds a host's clock to what one owes.
 *
 * G1. `now` is an instant or an error, never a number that a date does not take.
 * G2. `sleep` is over when its signal aborts, whatever the clock does, and cannot be used to wait without time
 *     passing: what polls would do so for ever, and write an entry each time.
 * @throws CutoverError `usage/invalid`, from here too: a clock that fails at once begins no run
 */
export function guardedClock(clock: Clock): GuardedClock {
  let lastMs = read(clock)
  let standing = 0
  const now = () => {
    lastMs = read(clock)
    return lastMs
  }
  return {
    now,
    stamp() {
      try {
        return now()
      } catch {
        return lastMs
      }
    },
    async sleep(ms, signal) {
      if (signal.aborted) return
      const beganMs = now()
      await untilAborted(signal, () => clock.sleep(ms, signal))
      if (signal.aborted || ms <= 0 || now() > beganMs) standing = 0
      else standing += 1
      if (standing >= MAX_STANDING_SLEEPS) throw broken(`its sleep(${ms}) returns without time passing`)
    },
  }
}

function read(clock: Clock): number {
  let value: unknown
  try {
    value = clock.now()
  } catch (error) {
    throw broken(`now() throws: ${thrownText(error)}`, error)
  }
  if (typeof value === 'number' && Math.abs(value) <= LAST_INSTANT_MS) return value
  const said = typeof value === 'number' ? String(value) : `something of type ${typeof value}`
  throw broken(`now() gives ${said}, which is no instant in milliseconds`)
}

function untilAborted(signal: AbortSignal, sleep: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const over = () => {
      signal.removeEventListener('abort', over)
      resolve()
    }
    signal.addEventListener('abort', over, { once: true })
    Promise.resolve()
      .then(sleep)
      .then(over, (error: unknown) => {
        signal.removeEventListener('abort', over)
        reject(broken(`sleep() fails: ${thrownText(error)}`, error))
      })
  })
}

function broken(why: string, cause?: unknown): CutoverError {
  return new CutoverError({
    code: 'usage/invalid',
    fault: 'operator',
    message: `The option "clock" is no clock: ${why}.`,
    next: 'Leave "clock" out for the real one, or mend it; a run that has begun is resumed.',
    cause,
  })
}
