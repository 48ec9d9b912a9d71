import type { EntryFacts } from '../../engine/entry-facts.js'
import type { Next } from '../../engine/next.js'
import {
  answers,
  type Check,
  DONE,
  type Expected,
  holds,
  maybe,
  one,
  oneOf,
  type Script,
} from '../../engine/script.js'
import type { ExecutionStep } from '../../model/step.js'
import { secondQuestion } from './ask-step-entries.js'
import { intent, result } from './execute-entries.js'

type Polled = 'poll-tick' | 'poll-terminal'

/** What `pollStep` appends: an answer of AWS, or the dialog that the operator opened. */
export function pollEntries({ step }: Extract<Next, { kind: 'poll' }>, facts: EntryFacts): Script {
  return oneOf(tickEntry(step), terminalEntry(step), ...askAboutJobEntries(step, facts).next)
}

const going: Check<Polled> = holds(
  ({ data }) => data.outcome === 'running' || data.outcome === 'unknown',
  'a tick is of a job that has not ended',
)
const ended: Check<Polled> = holds(
  ({ data }) => data.outcome === 'succeeded' || data.outcome === 'failed',
  'a job that has ended has succeeded or failed',
)

/** `poll-tick`. */
export function tickEntry(step: ExecutionStep, then: Script | (() => Script) = DONE): Expected {
  return one('poll-tick', step.step_id, then, going)
}

/** `poll-terminal`. */
export function terminalEntry(step: ExecutionStep, then: Script | (() => Script) = DONE): Expected {
  return one('poll-terminal', step.step_id, then, ended)
}

/** What `askAboutJob` appends, the cancelling of the job with it. */
export function askAboutJobEntries(step: ExecutionStep, facts: EntryFacts): Script {
  const tokens = facts.state.steps.get(step.step_id)?.tokens ?? []
  const attempt = { kind: 'cancel', token: tokens.at(-1) ?? '', attempt: Math.max(1, tokens.length) } as const
  const cancelling = () =>
    oneOf(
      one(
        'executing',
        step.step_id,
        oneOf(
          one(
            'executed',
            step.step_id,
            ({ data }) =>
              data.ok ? maybe(one('poll-terminal', step.step_id, DONE, ended, cancelled)) : DONE,
            result(attempt),
          ),
        ),
        intent(step, facts, attempt),
      ),
    )
  return secondQuestion(step, (shown) =>
    oneOf(tickEntry(step), one('approved', step.step_id, cancelling, answers(shown, 'cancel-job'))),
  )
}

const cancelled: Check<'poll-terminal'> = holds(
  ({ data }) => data.outcome === 'failed',
  'a job that was cancelled has not succeeded',
)
