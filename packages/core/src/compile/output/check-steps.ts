import { Type } from 'typebox'
import type { ActionCatalog } from '../../model/action-facts.js'
import { type ExecutionStep, stepFields } from '../../model/step.js'
import type { Findings } from '../findings.js'
import { mismatches } from './validators.js'

const FieldsSchema = Type.Object(stepFields)

/** What compile promises about its own output. A break is told before anything reaches AWS. */
export function checkSteps(
  steps: readonly ExecutionStep[],
  catalog: ActionCatalog,
  findings: Findings,
): void {
  const seen = new Set<string>()
  for (const step of steps) {
    const { step_id: id } = step
    const action = catalog.get(step.action)
    const wrong = [
      ...mismatches(FieldsSchema, step),
      ...(action === undefined ? [`unknown action ${step.action}`] : mismatches(action.params, step.params)),
      ...(seen.has(id) ? ['another step has the same id'] : []),
      ...step.requires
        .filter((r) => !seen.has(r))
        .map((r) => `it requires ${r}, which does not come before it`),
    ]
    if (wrong.length > 0) findings.error(`Step ${id} is not valid: ${wrong.join('; ')}.`)
    seen.add(id)
  }
}
