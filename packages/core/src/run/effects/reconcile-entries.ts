import type { EntryFacts } from '../../engine/entry-facts.js'
import type { Next } from '../../engine/next.js'
import { type Check, DONE, type Expected, holds, one, oneOf, type Script } from '../../engine/script.js'
import type { ExecutionStep } from '../../model/step.js'
import { result } from './execute-entries.js'
import { tickEntry } from './poll-entries.js'
import { passedEntry } from './verify-entries.js'

/** What `reconcile` appends. */
export function reconcileEntries(
  { step, resumed }: Extract<Next, { kind: 'reconcile' }>,
  facts: EntryFacts,
): Script {
  if (!resumed) return oneOf(adopted(step, facts), notDone(step))
  return oneOf(
    reverified(step, facts, oneOf(adopted(step, facts))),
    reprompted(step, facts, 'not-done', 'in-doubt'),
  )
}

/** It did not happen, or AWS does not tell. */
function notDone({ step_id }: ExecutionStep): Expected {
  return one(
    'step-failed',
    step_id,
    DONE,
    holds(({ data }) => data.stage === 'execute', 'what failed here can only be the execution'),
  )
}

/** The receipt that was found is that of the last attempt. */
function adopted(step: ExecutionStep, { state, tokenOf }: EntryFacts): Expected {
  const tokens = state.steps.get(step.step_id)?.tokens ?? []
  return one(
    'executed',
    step.step_id,
    DONE,
    result({
      kind: 'execute',
      token: tokens.at(-1) ?? tokenOf(step, 1, 'execute'),
      attempt: Math.max(1, tokens.length),
    }),
    holds(({ data }) => data.ok && !data.in_doubt, 'what is found in AWS is done'),
  )
}

/** What `prove` appends. */
export function proveEntries({ step }: Extract<Next, { kind: 'prove' }>, facts: EntryFacts): Script {
  const running = step.long_running ? [tickEntry(step)] : []
  return oneOf(
    reverified(step, facts, oneOf(passedEntry(step), ...running)),
    reprompted(step, facts, 'verify-failed'),
  )
}

function reverified(step: ExecutionStep, facts: EntryFacts, then: Script): Expected {
  return one('resume-reverified', step.step_id, then, lastEvent(step, facts))
}

function reprompted(step: ExecutionStep, facts: EntryFacts, ...reasons: readonly string[]): Expected {
  return one(
    'resume-reprompted',
    step.step_id,
    DONE,
    lastEvent(step, facts),
    holds(
      ({ data }) => reasons.includes(data.reason ?? ''),
      `what was found can only be ${reasons.join(' or ')}`,
    ),
  )
}

/** A finding names the entry before it, of its step. */
export function lastEvent(
  { step_id }: ExecutionStep,
  { state }: EntryFacts,
): Check<'resume-reverified' | 'resume-reprompted' | 'resume-marked-done'> {
  const last = state.steps.get(step_id)?.lastEvent
  return holds(({ data }) => data.last_event === last, `the entry of its step before it is ${last}`)
}
