import { type Check, type EntryOf, type Expected, holds, one, oneOf, type Script, STOPS } from './script.js'
import type { RunState } from './state.js'

/** What a process writes around its walk: it opens the journal, takes the lock, begins, ends, gives it back. */

type Lock = 'lock-acquired' | 'lock-taken-over-from-stale'

/** What the next process stands on. */
export interface Opening {
  readonly state: RunState
  /** The last lock that was journaled. */
  readonly lastLock: EntryOf<Lock> | null
  /** The last entry before it; `e0` where there is none. */
  readonly lastEntryId: string
  /** The last entry before it that is not only about a torn tail. */
  readonly lastWholeEntryId: string
  /** Of the last `run-started` or `run-resumed`. */
  readonly version: string | null
  readonly stepsTotal: number
  /** What comes before the walk, once the run has begun. */
  readonly begun: Script
}

/** The first entries of a process. */
export function openingEntries(opening: Opening): Script {
  const recovered = one('journal-recovered', 'run', () => oneOf(...afterRecovery(opening)))
  return oneOf(recovered, ...afterRecovery(opening))
}

function afterRecovery(opening: Opening): readonly Expected[] {
  const { state } = opening
  const locked = (): Script => oneOf(state.started === null ? started(opening) : resumed(opening))
  const declined = one(
    'aborted',
    'run',
    STOPS,
    holds(({ data }) => data.decision === 'no-go', 'before a run there is only the plan to be declined'),
  )
  return [
    one('lock-acquired', 'run', locked),
    one(
      'lock-taken-over-from-stale',
      'run',
      locked,
      holds(({ data }) => data.previous !== undefined, 'it does not say whose lock it took'),
      takenFrom(opening),
    ),
    one(
      'step-failed',
      'run',
      STOPS,
      holds(({ data }) => data.error.name === 'PreflightFailed', 'before a run only its pre-flight can fail'),
    ),
    ...(state.started === null ? [declined] : []),
  ]
}

/** A lock whose process died before it journaled anything is in no entry; one that is in the journal is as there. */
function takenFrom({ lastLock }: Opening): Check<'lock-taken-over-from-stale'> {
  return ({ data }) => {
    const { previous } = data
    if (previous === undefined || previous.fence !== lastLock?.data.fence) return null
    const { pid, host } = lastLock.data
    return previous.pid === pid && previous.host === host && previous.operator === lastLock.operator
      ? null
      : 'the lock that it took was another one, as its process journaled it'
  }
}

function started({ begun, stepsTotal }: Opening): Expected {
  return one(
    'run-started',
    'run',
    begun,
    holds(({ data }) => data.steps_total === stepsTotal, 'it counts other steps than its steps file has'),
  )
}

function resumed({ begun, lastEntryId, lastWholeEntryId, version }: Opening): Expected {
  return one(
    'run-resumed',
    'run',
    begun,
    holds(
      ({ data }) => data.from_entry_id === lastEntryId || data.from_entry_id === lastWholeEntryId,
      'it goes on from another entry than the last one',
    ),
    holds(
      ({ data }) => (data.changed_version === true) === (data.cutover_version !== version),
      'whether another version wrote the journal is not as it says',
    ),
  )
}

/** The end that `decide` says. */
export function decidedEnd(
  {
    verdict,
    reason,
    stepId,
  }: { readonly verdict: string; readonly reason: string | null; readonly stepId: string | null },
  lock: EntryOf<Lock> | null,
): Expected {
  const said = reason === null ? verdict : `${verdict} (${reason})`
  return one(
    'run-ended',
    'run',
    released(lock),
    holds(
      ({ data }) => data.verdict === verdict,
      `its verdict is not the one of this walk, which is ${said}`,
    ),
    holds(
      ({ data }) => data.halt_reason === reason && data.halt_step_id === stepId,
      `its reason is not the one of this walk, which is ${said}`,
    ),
  )
}

/** A stop from anywhere else: somebody's word, credentials, a provider, a defect. It can be no other verdict. */
export function stopEntries(lock: EntryOf<Lock> | null): Script {
  const halted: Check<'run-ended'> = holds(
    ({ data }) => (data.verdict === 'halted' || data.verdict === 'failed') && data.halt_reason !== null,
    'the walk is not at its end, so it can only have halted or failed, with a reason',
  )
  const ended = one('run-ended', 'run', released(lock), halted)
  return oneOf(ended, one('sso-probe-failed', 'run', oneOf(ended)))
}

function released(lock: EntryOf<Lock> | null): Script {
  return oneOf(
    one(
      'lock-released',
      'run',
      STOPS,
      holds(
        ({ data }) =>
          data.pid === lock?.data.pid && data.host === lock.data.host && data.fence === lock.data.fence,
        'it is not the lock that this process took',
      ),
    ),
  )
}
