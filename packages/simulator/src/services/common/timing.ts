import type { CallContext } from '../../kernel/service.js'

/** What the passage of time needs to know of a call. */
export type Timing = Pick<CallContext, 'clock' | 'durationScale'>

/**
 * How far work that began at `startedMs` has come, in milliseconds of the realistic duration: at a scale of
 * 0.1 one virtual second counts as ten. Infinite at scale 0, where everything is immediate.
 */
export function elapsedMs(time: Timing, startedMs: number): number {
  if (time.durationScale === 0) return Number.POSITIVE_INFINITY
  return (time.clock.nowMs() - startedMs) / time.durationScale
}

/** When work that began at `startedMs` and realistically takes `durationMs` ends, on the virtual clock. */
export function endMs(time: Timing, startedMs: number, durationMs: number): number {
  return startedMs + durationMs * time.durationScale
}

/** Whether work of `durationMs` that began at `startedMs` is over. */
export function isOver(time: Timing, startedMs: number, durationMs: number): boolean {
  return elapsedMs(time, startedMs) >= durationMs
}

/** Whole percent, 0 to 100; 100 only when the work is over. */
export function percentAt(time: Timing, startedMs: number, durationMs: number): number {
  const share = elapsedMs(time, startedMs) / durationMs
  return share >= 1 ? 100 : Math.max(0, Math.floor(share * 100))
}

/** One status that lasts for a while before the next one. */
export interface Stage<Status extends string> {
  readonly status: Status
  readonly durationMs: number
}

/** Which of the consecutive `stages` has been reached, or `undefined` when all of them are over. */
export function stageAt<Status extends string>(
  time: Timing,
  startedMs: number,
  stages: ReadonlyArray<Stage<Status>>,
): Status | undefined {
  let leftMs = elapsedMs(time, startedMs)
  for (const stage of stages) {
    if (leftMs < stage.durationMs) return stage.status
    leftMs -= stage.durationMs
  }
  return undefined
}

/** The realistic length of all `stages` together. */
export function totalMs(stages: ReadonlyArray<Stage<string>>): number {
  return stages.reduce((sum, stage) => sum + stage.durationMs, 0)
}
