import { type Check, DONE, type Expected, holds, one, oneOf, type Script } from '../../engine/script.js'
import type { ExecutionStep } from '../../model/step.js'
import { failedEntry } from './look-entries.js'

/** What `verifyStep` appends. */
export function verifyEntries(step: ExecutionStep): Script {
  return oneOf(
    passedEntry(step),
    one('verify-failed', step.step_id, DONE, of('step'), notPassed),
    failedEntry(step, 'verify'),
  )
}

/** What `verified` appends. */
export function passedEntry(step: ExecutionStep): Expected {
  return one('verify-passed', step.step_id, DONE, of('step'), passed)
}

type Verified = 'verify-passed' | 'verify-failed'

export function of(what: 'step' | 'rollback'): Check<Verified> {
  return holds(({ data }) => data.of === what, `it verifies something else than the ${what}`)
}

/** Nothing checked is nothing proven. */
export const passed: Check<Verified> = holds(
  ({ data }) => data.checks.length > 0 && data.checks.every(({ ok }) => ok),
  'it passed, and its checks did not',
)

export const notPassed: Check<Verified> = holds(
  ({ data }) => data.checks.length === 0 || data.checks.some(({ ok }) => !ok),
  'it failed, and its checks passed',
)
