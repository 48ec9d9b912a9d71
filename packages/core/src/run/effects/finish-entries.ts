import type { EntryFacts } from '../../engine/entry-facts.js'
import type { Next } from '../../engine/next.js'
import { DONE, type Expected, holds, one, oneOf, type Script } from '../../engine/script.js'
import { canonicalJson, type Json } from '../../model/json.js'
import type { ExecutionStep } from '../../model/step.js'
import { lastEvent } from './reconcile-entries.js'

/** What `succeed` appends: the freeze that it begins or ends, what a resumed run found, and the success. */
export function succeedEntries(
  { step, receipt, how }: Extract<Next, { kind: 'succeed' }>,
  facts: EntryFacts,
): Script {
  const id = step.step_id
  const succeeded = oneOf(
    one(
      'step-succeeded',
      id,
      DONE,
      holds(({ data }) => data.how === how, `it did not succeed in that way, but as "${how}"`),
      holds(({ data }) => same(data.receipt, receipt), 'its receipt is not the one that the execution got'),
      holds(
        ({ data }) => same(data.observed ?? null, facts.state.steps.get(id)?.observed ?? null),
        'what it observed is not what its verification found',
      ),
    ),
  )
  const found =
    how === 'resumed' ? oneOf(one('resume-marked-done', id, succeeded, lastEvent(step, facts))) : succeeded
  if (step.freeze === null) return found
  return oneOf(freezeEntry(step, step.freeze.role === 'begin' ? 'freeze-began' : 'freeze-released', found))
}

/** The freeze of the step's own datastore. */
export function freezeEntry(
  { step_id, freeze }: ExecutionStep,
  event: 'freeze-began' | 'freeze-released',
  then: Script,
): Expected {
  return one(
    event,
    step_id,
    then,
    holds(
      ({ data }) =>
        data.datastore_arn === freeze?.datastore_arn && data.duration_minutes === freeze.duration_minutes,
      'it is about another freeze than that of its step',
    ),
  )
}

/** What `fail` appends. */
export function failEntries({ step, stage, error }: Extract<Next, { kind: 'fail' }>): Script {
  return oneOf(
    one(
      'step-failed',
      step.step_id,
      DONE,
      holds(({ data }) => data.stage === stage, `what failed is the ${stage}`),
      holds(({ data }) => same(data.error, error), 'its error is not the one that was answered'),
      holds(({ data }) => data.never_happened === undefined, 'AWS was not asked whether anything happened'),
    ),
  )
}

/** What `block` appends. */
export function blockEntries({ step, by }: Extract<Next, { kind: 'block' }>): Script {
  return oneOf(
    one(
      'step-blocked',
      step.step_id,
      DONE,
      holds(({ data }) => same(data.by, by), `what it waits for in vain is ${by.join(', ')}`),
    ),
  )
}

/** What the shell's `invalidate` appends. */
export function invalidateEntries({
  step,
  approvedHash,
  foundHash,
}: Extract<Next, { kind: 'invalidate' }>): Script {
  return oneOf(
    one(
      'approval-invalidated',
      step.step_id,
      DONE,
      holds(
        ({ data }) => data.shown_hash === approvedHash && data.found_hash === foundHash,
        'it compares other looks than those before it',
      ),
    ),
  )
}

function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a as Json) === canonicalJson(b as Json)
}
