import { paramsOf } from '../actions/kit/definition.js'
import { actions } from '../actions/registry.js'
import type { IamRequirement, StepFacts } from '../model/action-facts.js'
import type { ExecutionStep } from '../model/step.js'

/** Permissions, and what of them no table knows. */
export interface Needs {
  readonly requirements: readonly IamRequirement[]
  /** What the requirements leave out, one sentence each. */
  readonly unsimulated: readonly string[]
}

/** What these steps need, with what cannot be told of it. */
export function needsOf(steps: readonly ExecutionStep[], facts: StepFacts): Needs {
  const unsimulated = steps.flatMap((step) => actions.get(step.action)?.unsimulated?.(paramsOf(step)) ?? [])
  return { requirements: requirementsOf(steps, facts), unsimulated }
}

/** What these steps need, in plan order: the input of both permission simulations and of `cutover policy`. */
export function requirementsOf(steps: readonly ExecutionStep[], facts: StepFacts): readonly IamRequirement[] {
  return steps.flatMap((step) => actions.get(step.action)?.iamActions(paramsOf(step), facts) ?? [])
}
