import type { IamRequirement } from '../model/action-facts.js'
import { byCodeUnit, canonicalJson } from '../model/json.js'
import { covers } from './wildcard.js'

/** One action on one resource, under one condition: the atom that policies are put together from. */
export interface Grant {
  readonly action: string
  readonly resource: string
  readonly context: IamRequirement['context']
}

/** The atoms of some requirements, each once, without those that `already` or another one of them includes. */
export function necessaryGrants(
  requirements: readonly IamRequirement[],
  already: readonly Grant[] = [],
): readonly Grant[] {
  const all = new Map<string, Grant>()
  for (const { action, resources, context } of requirements)
    for (const resource of resources) {
      const grant = { action, resource, context }
      all.set(keyOf(grant), grant)
    }
  const sorted = [...all].sort(([a], [b]) => byCodeUnit(a, b)).map(([, grant]) => grant)
  return sorted.filter(
    (grant, index) =>
      !already.some((other) => includes(other, grant)) &&
      // Of two that include each other the first one stays.
      !sorted.some(
        (other, at) => at !== index && includes(other, grant) && (at < index || !includes(grant, other)),
      ),
  )
}

function includes(wide: Grant, narrow: Grant): boolean {
  const unconditional = Object.keys(wide.context ?? {}).length === 0
  return (
    wide.action === narrow.action &&
    (unconditional || contextKey(wide.context) === contextKey(narrow.context)) &&
    covers(wide.resource, narrow.resource)
  )
}

export function contextKey(context: IamRequirement['context']): string {
  const sorted = Object.entries(context ?? {}).map(
    ([key, values]) => [key, [...values].sort(byCodeUnit)] as const,
  )
  return canonicalJson(Object.fromEntries(sorted))
}

function keyOf({ action, resource, context }: Grant): string {
  return canonicalJson([action, resource, contextKey(context)])
}
