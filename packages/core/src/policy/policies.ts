import { paramsOf } from '../actions/kit/definition.js'
import type { ActionCatalog, IamRequirement, StepFacts } from '../model/action-facts.js'
import { type ExecutionStep, PLANES, type Plane, SIDES, type Side } from '../model/step.js'
import { documentsOf, type PolicyDocument, sizeOf } from './documents.js'
import { gateRequirements } from './gates.js'
import { type Grant, necessaryGrants } from './grants.js'
import { refuseSmuggledWildcards } from './smuggled.js'
import { statementsOf } from './statements.js'

/** One managed policy that a principal of the cutover needs. */
export interface CutoverPolicy {
  /** `target-cutover-data-plane`; with `-2`, `-3` … where one document would be too long. */
  readonly name: string
  readonly side: Side
  readonly accountId: string
  readonly plane: Plane
  /** As IAM counts: without white space. */
  readonly characters: number
  readonly document: PolicyDocument
}

/**
 * The least-privilege identity policies of exactly these steps, per account and plane.
 *
 * P1. Every action is allowed only on the resources that a handler says it calls it on, under the condition
 *     that its calls fulfil; nothing that is not in some handler's `iamActions` is allowed, but for the reads of
 *     the gates.
 * P2. The control plane's policies are attached for the whole run, the data plane's in addition from the handoff
 *     on: what the former allow is not repeated in the latter.
 * P3. Equal steps give equal texts: statements, actions and resources are sorted.
 *
 * Terraform's part is as good as the permission table of its resource types (terraform/permission-table.ts).
 * @throws CutoverError `compile/invalid` when a name of the plan would be a wildcard in a policy
 */
export function policiesFor(
  steps: readonly ExecutionStep[],
  facts: StepFacts,
  catalog: ActionCatalog,
): readonly CutoverPolicy[] {
  return SIDES.flatMap((side) => {
    const attached: Grant[] = []
    return PLANES.flatMap((plane) => {
      const needed = requirementsOf(steps, side, plane, facts, catalog)
      if (needed.length === 0) return []
      // The first policy that a side gets lets the gates look; the later ones are attached beside it.
      const gates = attached.length === 0 ? gateRequirements(side, facts) : []
      const grants = necessaryGrants([...gates, ...needed], attached)
      attached.push(...grants)
      return policiesOf(side, plane, facts, grants)
    })
  })
}

function requirementsOf(
  steps: readonly ExecutionStep[],
  side: Side,
  plane: Plane,
  facts: StepFacts,
  catalog: ActionCatalog,
): readonly IamRequirement[] {
  return steps
    .filter((step) => step.plane === plane)
    .flatMap((step) => {
      const needs = catalog.get(step.action)?.iamActions(paramsOf(step), facts) ?? []
      refuseSmuggledWildcards(step, needs)
      return needs
    })
    .filter((requirement) => requirement.side === side)
}

function policiesOf(
  side: Side,
  plane: Plane,
  facts: StepFacts,
  grants: readonly Grant[],
): readonly CutoverPolicy[] {
  const name = `${side}-cutover-${plane}-plane`
  return documentsOf(statementsOf(grants)).map((document, index) => ({
    name: index === 0 ? name : `${name}-${index + 1}`,
    side,
    accountId: facts[side].accountId,
    plane,
    characters: sizeOf(document),
    document,
  }))
}
