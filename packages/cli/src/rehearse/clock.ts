import type { Clock } from '@cutover/core'
import { type SteppedClock, steppedClock } from '@cutover/simulator'
import type { Shell } from '../shell.js'

export interface RehearsalClock {
  /** What the simulator lives by. */
  readonly virtual: SteppedClock
  /** The same time as the run sees it: waiting moves it. */
  readonly clock: Clock
}

/** While waiting is made visible, time moves in steps of this many real milliseconds. */
const STEP_MS = 100

/**
 * Virtual time. A wait of the run moves it forward: at once, or, with a scale, `scale` times as fast as real
 * time, so that one can watch.
 */
export function rehearsalClock(
  host: Pick<Shell, 'every'>,
  startMs: number,
  scale: number | null,
): RehearsalClock {
  const virtual = steppedClock(startMs)
  return {
    virtual,
    clock: {
      now: () => virtual.nowMs(),
      async sleep(ms, signal) {
        if (signal.aborted || ms <= 0) return
        if (scale === null) virtual.advance(ms)
        else await pass(host, virtual, ms, scale, signal)
      },
    },
  }
}

async function pass(
  host: Pick<Shell, 'every'>,
  virtual: SteppedClock,
  ms: number,
  scale: number,
  signal: AbortSignal,
): Promise<void> {
  const endMs = virtual.nowMs() + ms
  await new Promise<void>((resolve) => {
    const done = () => {
      stop()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const stop = host.every(STEP_MS, () => {
      virtual.advance(Math.min(STEP_MS * scale, endMs - virtual.nowMs()))
      if (virtual.nowMs() >= endMs) done()
    })
    signal.addEventListener('abort', done, { once: true })
  })
}
