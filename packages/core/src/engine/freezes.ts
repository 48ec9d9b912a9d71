import type { PossibleFreeze, RunState } from './state.js'

/**
 * The clocks of write freezes, as the journal has them.
 *
 * Z1. A clock runs from the freeze step's success to its release's. What a freeze's own rollback undid is over,
 *     and what undid a release runs again: the datastore decides, not the step that was last heard of.
 * Z2. A freeze that was sent counts as possibly active, from its intent on, until it is proven, undone, released,
 *     or AWS has shown that it never happened. A refusal shows nothing: the call before it may have worked.
 */

/** A freeze of this run under which writes are, or may be, stopped. */
export interface OpenFreeze extends PossibleFreeze {
  /** False while it is only possible. */
  readonly proven: boolean
}

/** Everything that may stop writes now, longest first. One per datastore. */
export function openFreezes(state: Pick<RunState, 'freezes' | 'possibleFreezes'>): readonly OpenFreeze[] {
  const open = new Map<string, OpenFreeze>()
  for (const freeze of state.freezes.values())
    if (freeze.endedAtMs === null) open.set(freeze.datastoreArn, { ...freeze, proven: true })
  for (const freeze of state.possibleFreezes.values())
    if (!open.has(freeze.datastoreArn)) open.set(freeze.datastoreArn, { ...freeze, proven: false })
  return [...open.values()].sort((a, b) => a.sinceMs - b.sinceMs)
}

/** The intent of a step that freezes is on disk. A second attempt keeps the beginning of the first. */
export function freezeSent(state: RunState, stepId: string, atMs: number): void {
  const freezing = state.freezing.get(stepId)
  if (freezing === undefined || state.possibleFreezes.has(stepId)) return
  state.possibleFreezes.set(stepId, { ...freezing, sinceMs: atMs, stepId })
}

/** AWS has shown that what was sent changed nothing. */
export function freezeNeverHappened(state: RunState, stepId: string): void {
  state.possibleFreezes.delete(stepId)
}

/** A freeze that is active already keeps its beginning. */
export function freezeBegan(
  state: RunState,
  stepId: string,
  data: { readonly datastore_arn: string; readonly duration_minutes: number },
  atMs: number,
): void {
  state.possibleFreezes.delete(stepId)
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
  for (const possible of [...state.possibleFreezes.values()])
    if (possible.datastoreArn === datastoreArn) state.possibleFreezes.delete(possible.stepId)
  const freeze = state.freezes.get(datastoreArn)
  if (freeze === undefined || freeze.endedAtMs !== null) return
  state.freezes.set(datastoreArn, { ...freeze, endedAtMs: atMs, releasedBy: stepId })
}

/** A step was undone: its freeze has ended, also when the process died before it could say so. */
export function freezeUndone(state: RunState, stepId: string, atMs: number): void {
  state.possibleFreezes.delete(stepId)
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
