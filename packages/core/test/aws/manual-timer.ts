import type { Timer } from '../../src/aws/answer-limits.js'

/** Timers that go off when the test says so. */
export function manualTimer(): { readonly timer: Timer; readonly running: Set<() => void>; goOff(): void } {
  const running = new Set<() => void>()
  const timer: Timer = (_ms, onEnd) => {
    const one = () => {
      running.delete(one)
      onEnd()
    }
    running.add(one)
    return () => running.delete(one)
  }
  return {
    timer,
    running,
    goOff: () => {
      for (const one of [...running]) one()
    },
  }
}
