import type { Json, JsonObject } from '../../model/json.js'
import { type ExecutionStep, stepFields } from '../../model/step.js'
import { sortedJson } from './sorted-json.js'

/** The fields of a step in the order in which people read them; all else inside is sorted by code unit. */
const FIELD_ORDER: readonly string[] = [
  ...Object.keys(stepFields).flatMap((field) => (field === 'tool' ? ['action', 'params', field] : [field])),
]

/** The text of `execution-steps.json`: the same bytes for the same steps, on every platform. */
export function serialiseSteps(steps: readonly ExecutionStep[]): string {
  return `${JSON.stringify(steps.map(ordered), null, 2)}\n`
}

function ordered(step: ExecutionStep): JsonObject {
  const fields = new Map<string, Json>(Object.entries(step as unknown as Record<string, Json>))
  return Object.fromEntries(FIELD_ORDER.map((field) => [field, sortedJson(fields.get(field) ?? null)]))
}
