import type { SteppedClock } from '@cutover/simulator'
import type { Clock } from '../../src/model/ports.js'

/** Virtual time that a restored snapshot can put back. */
export interface MachineClock extends SteppedClock {
  set(nowMs: number): void
}

export function machineClock(startMs: number): MachineClock {
  let nowMs = startMs
  return {
    nowMs: () => nowMs,
    advance(ms) {
      nowMs += ms
      return nowMs
    },
    set(ms) {
      nowMs = ms
    },
  }
}

/** The same time for a run: waiting moves it. */
export function runClock(clock: MachineClock): Clock {
  return {
    now: clock.nowMs,
    async sleep(ms, signal) {
      if (!signal.aborted && ms > 0) clock.advance(ms)
    },
  }
}
