import { MAX_RETRIES } from '../../engine/decide.js'
import type { EntryFacts } from '../../engine/entry-facts.js'
import type { Next } from '../../engine/next.js'
import { answers, DONE, holds, one, oneOf, type Script } from '../../engine/script.js'
import { HANDOFF_STEP_ID } from '../../model/step.js'
import { terraformAfterYesEntries } from '../terraform-after-yes-entries.js'
import { wasSent } from './ask-failure-entries.js'
import { secondQuestion } from './ask-step-entries.js'

/** What `askResumeRun` appends: the answer alone. */
export function askResumeRunEntries(): Script {
  return oneOf(
    one(
      'approved',
      'run',
      terraformAfterYesEntries(),
      holds(({ data }) => data.decision === 'continue', 'the question was whether to go on with the run'),
    ),
    one(
      'aborted',
      'run',
      DONE,
      holds(({ data }) => data.decision === 'abort', 'the question was whether to go on with the run'),
    ),
  )
}

/** What `askResumeStep` appends. */
export function askResumeStepEntries(
  { step, phase }: Extract<Next, { kind: 'ask-resume-step' }>,
  facts: EntryFacts,
): Script {
  const id = step.step_id
  const mayRetry = phase.reason === 'not-done' || (facts.state.steps.get(id)?.retries ?? 0) < MAX_RETRIES
  const sent = wasSent(step, facts)
  return secondQuestion(step, (shown) =>
    oneOf(
      one(
        'approved',
        id,
        DONE,
        answers(shown, 'retry'),
        holds(() => mayRetry, 'no retry was left'),
      ),
      one(
        'skipped',
        id,
        DONE,
        answers(shown, 'skip'),
        holds(() => id !== HANDOFF_STEP_ID, 'the handoff cannot be skipped'),
      ),
      one(
        'rollback-approved',
        id,
        DONE,
        answers(shown, 'rollback-and-stop'),
        holds(() => sent, 'nothing was sent that could be rolled back'),
      ),
      one('aborted', id, DONE, answers(shown, 'abort')),
    ),
  )
}
