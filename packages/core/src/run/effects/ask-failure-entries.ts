import { MAX_RETRIES } from '../../engine/decide.js'
import type { EntryFacts } from '../../engine/entry-facts.js'
import type { Next } from '../../engine/next.js'
import {
  answers,
  type Check,
  DONE,
  type EntryOf,
  holds,
  one,
  oneOf,
  type Script,
} from '../../engine/script.js'
import type { ExecutionStep } from '../../model/step.js'
import { secondQuestion } from './ask-step-entries.js'

const ROLLBACKS = ['rollback-and-continue', 'rollback-and-stop'] as const

/** What `askFailure` appends. The dialog's hash is in the answer alone. */
export function askFailureEntries(
  { step }: Extract<Next, { kind: 'ask-failure' }>,
  facts: EntryFacts,
): Script {
  const id = step.step_id
  const retriesLeft = Math.max(0, MAX_RETRIES - (facts.state.steps.get(id)?.retries ?? 0))
  const sent = wasSent(step, facts)
  return oneOf(
    one(
      'rollback-offered',
      id,
      dialogAnswers,
      holds(({ data }) => data.retries_left === retriesLeft, `${retriesLeft} retries were left`),
      holds(
        ({ data }) => data.choices.includes('retry') === retriesLeft > 0,
        'it offers other choices than were left',
      ),
      holds(
        ({ data }) => sent || !ROLLBACKS.some((rollback) => data.choices.includes(rollback)),
        'it offers to roll back what was never sent',
      ),
    ),
  )
}

function dialogAnswers({ step_id, data }: EntryOf<'rollback-offered'>): Script {
  const { choices } = data
  const among = (...decisions: readonly string[]) => offered(decisions.filter((one) => choices.includes(one)))
  return oneOf(
    one('approved', step_id, DONE, among('retry')),
    one('rollback-approved', step_id, DONE, among(...ROLLBACKS)),
    one('rollback-skipped', step_id, DONE, among('stop')),
    one('aborted', step_id, DONE, among('abort')),
  )
}

type DialogAnswer = 'approved' | 'rollback-approved' | 'rollback-skipped' | 'aborted'

function offered(decisions: readonly string[]): Check<DialogAnswer> {
  return ({ data }) => {
    if (data.shown_hash === null) return 'it does not say what was shown'
    return decisions.includes(data.decision) ? null : `its decision "${data.decision}" was not offered`
  }
}

/** Only what was sent at least once can be rolled back. */
export function wasSent(step: ExecutionStep, { state }: EntryFacts): boolean {
  return (state.steps.get(step.step_id)?.tokens.length ?? 0) > 0
}

/** What `askAfterRollback` appends. */
export function askAfterRollbackEntries(
  { step }: Extract<Next, { kind: 'ask-after-rollback' }>,
  { state }: EntryFacts,
): Script {
  const id = step.step_id
  const phase = state.steps.get(id)?.phase
  const decision = phase !== undefined && 'decision' in phase ? phase.decision : 'rollback-and-stop'
  return secondQuestion(step, (shown) =>
    oneOf(
      one('rollback-approved', id, DONE, answers(shown, decision)),
      one('rollback-skipped', id, DONE, answers(shown, 'continue', 'stop')),
      one('aborted', id, DONE, answers(shown, 'abort')),
    ),
  )
}
