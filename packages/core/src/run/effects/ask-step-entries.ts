import type { EntryFacts } from '../../engine/entry-facts.js'
import type { Next } from '../../engine/next.js'
import { answers, DONE, holds, one, oneOf, type Script } from '../../engine/script.js'
import type { ExecutionStep } from '../../model/step.js'
import { previewEntries } from './look-entries.js'

/** What `askStep` appends. */
export function askStepEntries(
  { step, hash }: Extract<Next, { kind: 'ask-step' }>,
  { state }: EntryFacts,
): Script {
  const id = step.step_id
  const answered = (shown: string): Script =>
    oneOf(
      one(
        'approved',
        id,
        DONE,
        answers(shown, 'approve'),
        holds(
          () => (state.steps.get(id)?.blockers.length ?? 0) === 0,
          'it approves a step that its preview blocks',
        ),
      ),
      ...previewEntries(step),
      one('skipped', id, DONE, answers(shown, 'skip')),
      one('aborted', id, DONE, answers(shown, 'abort')),
    )
  return oneOf(
    one(
      'approval-requested',
      id,
      ({ data }) => answered(data.prompt_hash),
      holds(({ data }) => data.observation_hash === hash, 'it asks about another observation than was shown'),
    ),
  )
}

/** What `askIrreversible` appends. */
export function askIrreversibleEntries({ step }: Extract<Next, { kind: 'ask-irreversible' }>): Script {
  const id = step.step_id
  return secondQuestion(step, (shown) =>
    oneOf(
      one('irreversible-confirmed', id, DONE, answers(shown, 'confirm'), typed(step)),
      one('aborted', id, DONE, answers(shown, 'abort')),
      one(
        'approval-invalidated',
        id,
        DONE,
        holds(
          ({ data }) => data.shown_hash === data.found_hash,
          'only a second look can find AWS changed, and there was none',
        ),
      ),
    ),
  )
}

/** A question that is about no observation of its own. */
export function secondQuestion(step: ExecutionStep, then: (shownHash: string) => Script): Script {
  return oneOf(one('approval-requested', step.step_id, ({ data }) => then(data.prompt_hash), aboutNothing))
}

const aboutNothing = holds<'approval-requested'>(
  ({ data }) => data.observation_hash === null,
  'this question is about no observation',
)

/** The resource's name was typed. */
export function typed(step: ExecutionStep) {
  return holds<'irreversible-confirmed'>(
    ({ data }) => data.typed === step.resource_name,
    `what was typed is not "${step.resource_name}"`,
  )
}
