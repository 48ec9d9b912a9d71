import type { Next } from './next.js'
import type { RunState } from './state.js'

type End = Extract<Next, { kind: 'end' }>

/** What a version decided otherwise than this one does. Null: as `decide` has it today. */
export interface Rules {
  /** The verdict of a walk that came past its last step. */
  readonly end: ((state: RunState) => End) | null
}

/**
 * The rules of every version that wrote journals. A journal is judged by those of the version that wrote it, for
 * ever: when `decide` changes, what it did before comes here, under the versions that did it.
 */
export const RULES: Readonly<Record<string, Rules>> = {
  '0.1.0': { end: unlessLeft },
  '0.2.0': { end: null },
}

/** 0.1.0: completed unless a step was left failed or rolled back, whatever was blocked or frozen. */
function unlessLeft(state: RunState): End {
  const undone = state.order.filter((id) => {
    const kind = state.steps.get(id)?.phase.kind
    return kind === 'rolled-back' || kind === 'left'
  })
  const [first] = undone
  if (first === undefined) return { kind: 'end', verdict: 'completed', reason: null, stepId: null }
  const reason = `the walk is over, but not everything is done: ${undone.join(', ')} did not succeed`
  return { kind: 'end', verdict: 'halted', reason, stepId: first }
}
