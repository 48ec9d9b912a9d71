import type { ExecutionStep } from '../model/step.js'
import { type OpenFreeze, openFreezes } from './freezes.js'
import type { Next } from './next.js'
import type { RunState, StepRecord } from './state.js'

/**
 * The verdict of a walk that came past its last step. Completed only when nothing is left open: every step
 * succeeded, or was skipped before anything of it was sent and without another one needing it; and no freeze of
 * this run is, or may be, active.
 */
export function atTheEnd(steps: readonly ExecutionStep[], state: RunState): Next {
  const those = (is: (record: StepRecord) => boolean) =>
    state.order.filter((id) => {
      const record = state.steps.get(id)
      return record !== undefined && is(record)
    })
  const undone = those(didNotSucceed)
  const blocked = those(({ phase }) => phase.kind === 'blocked')
  const frozen = openFreezes(state)
  const reasons = [
    ...(undone.length === 0 ? [] : [`${undone.join(', ')} did not succeed`]),
    ...(blocked.length === 0
      ? []
      : [`${blocked.join(', ')} never ran, for want of what ${they(blocked)} needed`]),
    ...frozen.map(frozenWords),
  ]
  const [reason] = reasons
  if (reason === undefined) return { kind: 'end', verdict: 'completed', reason: null, stepId: null }
  const why = `the walk is over, but not everything is done: ${reasons.join('; ')}`
  const stepId = undone[0] ?? blocked[0] ?? whereFrozen(steps, frozen[0])
  return { kind: 'end', verdict: 'halted', reason: why, stepId }
}

function they(ids: readonly string[]): string {
  return ids.length === 1 ? 'it' : 'they'
}

/** Failed and left, undone, or left out after something of it had been sent. */
function didNotSucceed({ phase, unsettled }: StepRecord): boolean {
  return phase.kind === 'rolled-back' || phase.kind === 'left' || (phase.kind === 'skipped' && unsettled)
}

function frozenWords({ datastoreArn, sinceMs, proven }: OpenFreeze): string {
  const since = new Date(sinceMs).toISOString()
  return proven
    ? `${datastoreArn} is still frozen, since ${since}`
    : `${datastoreArn} may be frozen, since ${since}`
}

/** The step that was to release it; without one, the step that froze. */
function whereFrozen(steps: readonly ExecutionStep[], freeze: OpenFreeze | undefined): string | null {
  if (freeze === undefined) return null
  const release = steps.find(
    (step) => step.freeze?.role === 'release' && step.freeze.datastore_arn === freeze.datastoreArn,
  )
  return release?.step_id ?? freeze.stepId
}
