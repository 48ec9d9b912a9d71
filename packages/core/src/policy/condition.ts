import type { IamRequirement } from '../model/action-facts.js'
import { byCodeUnit } from '../model/json.js'
import { isMultiValued } from '../preflight/context-keys.js'

/** The `Condition` element of a statement: operator → key → values. */
export type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>

/**
 * Limits a statement to requests that carry exactly what the handlers send. A key that holds several values in
 * one request needs a set operator (IAM User Guide, "Multivalued context keys").
 */
export function conditionOf(context: IamRequirement['context']): Condition | undefined {
  const byOperator = new Map<string, Record<string, string | readonly string[]>>()
  for (const [key, values] of Object.entries(context ?? {}).sort(([a], [b]) => byCodeUnit(a, b))) {
    const operator = operatorOf(key, values)
    const keys = byOperator.get(operator) ?? {}
    const [only] = values
    keys[key] = values.length === 1 && only !== undefined ? only : [...values].sort(byCodeUnit)
    byOperator.set(operator, keys)
  }
  return byOperator.size === 0 ? undefined : Object.fromEntries(byOperator)
}

function operatorOf(key: string, values: readonly string[]): string {
  if (isMultiValued(key)) return 'ForAllValues:StringEquals'
  return values.every((value) => value === 'true' || value === 'false') ? 'Bool' : 'StringEquals'
}
