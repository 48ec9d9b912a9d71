import type { Next } from '../../engine/next.js'
import { answers, DONE, holds, maybe, one, oneOf, type Script } from '../../engine/script.js'

/** What `askHandoff` appends: the check stands between question and yes, and a yes follows only one that passed. */
export function askHandoffEntries({ step, hash }: Extract<Next, { kind: 'ask-handoff' }>): Script {
  const id = step.step_id
  const criteria = Array.isArray(step.params.criteria) ? step.params.criteria.map(String) : []
  return oneOf(
    one(
      'approval-requested',
      id,
      (asked) =>
        oneOf(
          one(
            'handoff-checked',
            id,
            (checked) =>
              checked.data.allowed
                ? maybe(one('approved', id, DONE, answers(asked.data.prompt_hash, 'approve')))
                : DONE,
            holds(
              ({ data }) => JSON.stringify(data.criteria) === JSON.stringify(criteria),
              'its criteria are not those of the plan',
            ),
            holds(
              ({ data }) => data.allowed === (data.denied.length === 0),
              'it says that everything is allowed, and what is denied',
            ),
          ),
        ),
      holds(({ data }) => data.observation_hash === hash, 'it asks about another observation than was shown'),
    ),
  )
}
