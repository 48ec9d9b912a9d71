import type { EntryFacts } from '../../engine/entry-facts.js'
import type { Next } from '../../engine/next.js'
import { answers, DONE, type Expected, holds, one, oneOf, type Script } from '../../engine/script.js'
import type { ExecutionStep } from '../../model/step.js'
import { secondQuestion, typed } from './ask-step-entries.js'
import { intent } from './execute-entries.js'
import { freezeEntry } from './finish-entries.js'
import { terminalEntry, tickEntry } from './poll-entries.js'
import { notPassed, of, passed } from './verify-entries.js'

/** What `rollBack` appends: where the inverse destroys something, its second question comes first. */
export function rollbackEntries({ step }: Extract<Next, { kind: 'rollback' }>, facts: EntryFacts): Script {
  const id = step.step_id
  const tokens = facts.state.steps.get(id)?.tokens ?? []
  const attempt = Math.max(1, tokens.length)
  const token = facts.tokenOf(step, attempt, 'rollback')
  const sending = one(
    'executing',
    id,
    waiting(step, facts),
    intent(step, facts, { kind: 'rollback', token, attempt }),
  )
  const confirmed = (shown: string) =>
    oneOf(
      one('irreversible-confirmed', id, oneOf(sending), answers(shown, 'confirm'), typed(step)),
      notUndone(step),
    )
  return oneOf(sending, notUndone(step), ...secondQuestion(step, confirmed).next)
}

/** The inverse may run as a job; then it is proven. */
function waiting(step: ExecutionStep, facts: EntryFacts): Script {
  const again = () => waiting(step, facts)
  return oneOf(tickEntry(step, again), terminalEntry(step, again), ...proveUndoneEntries(step, facts).next)
}

/** What `proveUndone` appends. */
export function proveUndoneEntries(step: ExecutionStep, facts: EntryFacts): Script {
  const id = step.step_id
  return oneOf(
    one('verify-passed', id, oneOf(undone(step, facts)), of('rollback'), passed),
    one('verify-failed', id, oneOf(notUndone(step)), of('rollback'), notPassed),
    notUndone(step),
  )
}

function undone(step: ExecutionStep, { state }: EntryFacts): Expected {
  const { freeze } = step
  return one(
    'rollback-executed',
    step.step_id,
    () =>
      freeze?.role === 'begin' && state.freezes.has(freeze.datastore_arn)
        ? oneOf(freezeEntry(step, 'freeze-released', DONE))
        : DONE,
    holds(({ data }) => data.ok && data.error === null, 'its verification before it passed'),
  )
}

function notUndone({ step_id }: ExecutionStep): Expected {
  return one(
    'rollback-executed',
    step_id,
    DONE,
    holds(
      ({ data }) => !data.ok && data.error !== null,
      'it is called undone, and no verification before it says so',
    ),
  )
}
