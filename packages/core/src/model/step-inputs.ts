import { Type } from 'typebox'
import { published } from './artifacts/parts.js'
import type { JsonObject } from './json.js'

/** The operator decided that people carry the item out. */
export interface ManualInput {
  readonly manual: true
  /** Why; the step shows it. */
  readonly reason?: string
}

/** Values for one item or step: parameter name → value, or the decision that people do it. */
export type StepInput = ManualInput | JsonObject

/**
 * `step-inputs.json`: what the checklists leave open, by checklist item id, or by step id where an item
 * gives several steps. Parameter values are validated against the action's own schema by compile.
 */
export const StepInputsSchema = Type.Unsafe<StepInputs>({
  ...published(
    'step-inputs',
    'Step inputs',
    'Values that the checklists leave open, by checklist item id or step id. Keys that begin with $ are ignored.',
  ),
  type: 'object',
  patternProperties: {
    '^\\$': true,
    '^[^$]': {
      type: 'object',
      description: 'Parameters by name, or { "manual": true, "reason": "…" }.',
      properties: {
        manual: { const: true, description: 'The item is carried out by people.' },
        reason: { description: 'Why people carry it out.' },
      },
    },
  },
})
export type StepInputs = Readonly<Record<string, StepInput>>

/** Whether an input hands the item to people. */
export function isManualInput(input: StepInput): input is ManualInput {
  return input.manual === true
}
