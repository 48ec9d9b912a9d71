/**
 * Virtual time. Everything asynchronous in the simulator (a snapshot copy, an export, a DNS change) is a
 * function of this clock and never of real time.
 */
export interface VirtualClock {
  /** Milliseconds since the Unix epoch, virtual. */
  nowMs(): number
}

/** A clock that only its owner moves: tests, and rehearsals in one process, step it. */
export interface SteppedClock extends VirtualClock {
  /** Moves time forward by `ms` (≥ 0) and returns the new now. */
  advance(ms: number): number
}

export function steppedClock(startMs: number): SteppedClock {
  let nowMs = startMs
  return {
    nowMs: () => nowMs,
    advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`time only moves forward, got ${ms} ms`)
      nowMs += ms
      return nowMs
    },
  }
}

/**
 * A clock that runs `scale` times as fast as `realNowMs`, for a simulator in a process of its own.
 * @param realNowMs the real clock, injected (milliseconds since the epoch)
 */
export function scaledClock(startMs: number, scale: number, realNowMs: () => number): VirtualClock {
  const realStartMs = realNowMs()
  return { nowMs: () => startMs + (realNowMs() - realStartMs) * scale }
}
