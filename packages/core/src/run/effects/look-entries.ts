import type { EntryFacts } from '../../engine/entry-facts.js'
import { DONE, type Expected, holds, one, oneOf, type Script } from '../../engine/script.js'
import type { FailureStage } from '../../engine/state.js'
import { hashJson } from '../../model/json.js'
import type { ExecutionStep } from '../../model/step.js'

/** What `start` appends. */
export function startEntries(step: ExecutionStep, { state }: EntryFacts): Script {
  const walks = state.steps.get(step.step_id)?.startedAtMs == null ? 1 : 2
  return oneOf(
    one(
      'step-started',
      step.step_id,
      DONE,
      holds(({ data }) => data.attempt_of_walk === walks, `this is walk ${walks} of the step`),
    ),
  )
}

/** What `previewStep` appends. */
export function previewEntries(step: ExecutionStep): readonly Expected[] {
  return [
    one(
      'preview-shown',
      step.step_id,
      DONE,
      holds(
        ({ data }) => hashJson(data.observation) === data.observation_hash,
        'its hash is not that of what it says was observed',
      ),
    ),
    failedEntry(step, 'preview'),
  ]
}

/** What `failFrom` appends. That an attempt changed nothing is for AWS to show, when it is asked about it. */
export function failedEntry(step: ExecutionStep, stage: FailureStage): Expected {
  return one(
    'step-failed',
    step.step_id,
    DONE,
    holds(({ data }) => data.stage === stage, `what failed here can only be the ${stage}`),
    holds(({ data }) => data.never_happened === undefined, 'AWS was not asked whether anything happened'),
  )
}
