import { paramsOf } from '../actions/definition.js'
import { actions } from '../actions/registry.js'
import type { IamRequirement, StepFacts } from '../model/action-facts.js'
import type { ExecutionStep } from '../model/step.js'

/** What these steps need, in plan order: the input of both permission simulations and of `cutover policy`. */
export function requirementsOf(steps: readonly ExecutionStep[], facts: StepFacts): readonly IamRequirement[] {
  return steps.flatMap((step) => actions.get(step.action)?.iamActions(paramsOf(step), facts) ?? [])
}
