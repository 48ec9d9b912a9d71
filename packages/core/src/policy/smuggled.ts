import { paramsOf } from '../actions/kit/definition.js'
import type { IamRequirement } from '../model/action-facts.js'
import { CutoverError } from '../model/errors.js'
import type { Json } from '../model/json.js'
import type { ExecutionStep } from '../model/step.js'

/** What IAM does not read letter for letter in a resource: wildcards and policy variables. */
const SPECIAL = /[*?]|\$\{/

/**
 * A name out of an artifact must not widen a policy: a bucket called `*` would allow all of them. Handlers put
 * wildcards where only AWS knows an id; those are never part of a parameter.
 * @throws CutoverError `compile/invalid` naming the step and the value
 */
export function refuseSmuggledWildcards(step: ExecutionStep, needs: readonly IamRequirement[]): void {
  const resources = needs.flatMap((need) => need.resources)
  const smuggled = textsIn(paramsOf(step) as Json).find(
    (text) => SPECIAL.test(text) && resources.some((resource) => resource.includes(text)),
  )
  if (smuggled === undefined) return
  throw new CutoverError({
    code: 'compile/invalid',
    fault: 'operator',
    message: `${step.step_id} names a resource ${JSON.stringify(smuggled)}, which in a policy would stand for more than that one resource.`,
    next: 'Correct the name in the checklist or in step-inputs.json, sign again, and try again.',
  })
}

function textsIn(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap((member) => textsIn(member))
}
