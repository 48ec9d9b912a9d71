import type { RunState } from './state.js'

/**
 * The clocks of write freezes, as the journal has them.
 *
 * Z1. A clock runs from the freeze step's success to its release's. What a freeze's own rollback undid is over,
 *     and what undid a release runs again: the datastore decides, not the step that was last heard of.
 */

/** A freeze that is active already keeps its beginning. */
export function freezeBegan(
  state: RunState,
  stepId: string,
  data: { readonly datastore_arn: string; readonly duration_minutes: number },
  atMs: number,
): void {
  const known = state.freezes.get(data.datastore_arn)
  if (known !== undefined && known.endedAtMs === null) return
  state.freezes.set(data.datastore_arn, {
    datastoreArn: data.datastore_arn,
    sinceMs: atMs,
    allowedMs: data.duration_minutes * 60_000,
    stepId,
    endedAtMs: null,
    releasedBy: null,
  })
}

export function freezeReleased(state: RunState, stepId: string, datastoreArn: string, atMs: number): void {
  const freeze = state.freezes.get(datastoreArn)
  if (freeze === undefined || freeze.endedAtMs !== null) return
  state.freezes.set(datastoreArn, { ...freeze, endedAtMs: atMs, releasedBy: stepId })
}

/** A step was undone: its freeze has ended, also when the process died before it could say so. */
export function freezeUndone(state: RunState, stepId: string, atMs: number): void {
  for (const freeze of [...state.freezes.values()])
    if (freeze.stepId === stepId) freezeReleased(state, stepId, freeze.datastoreArn, atMs)
  freezeNotReleased(state, stepId)
}

/** A release was journaled, and is undone or cannot be seen in AWS: the clock never stopped. */
export function freezeNotReleased(state: RunState, stepId: string): void {
  for (const freeze of [...state.freezes.values()])
    if (freeze.releasedBy === stepId && freeze.stepId !== stepId)
      state.freezes.set(freeze.datastoreArn, { ...freeze, endedAtMs: null, releasedBy: null })
}
