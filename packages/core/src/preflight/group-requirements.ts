import type { ContextEntry } from '@aws-sdk/client-iam'
import type { IamRequirement } from '../model/action-facts.js'
import { byCodeUnit, canonicalJson } from '../model/json.js'
import { isMultiValued } from './context-keys.js'

/** One question to the policy simulator: every action is tried on every resource. */
export interface SimulationGroup {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly context: readonly ContextEntry[]
}

/** Small enough that one answer never grows beyond a few pages. */
const ACTIONS_PER_CALL = 40
const RESOURCES_PER_CALL = 20

/**
 * The fewest questions that ask exactly what is required. Requirements with the same resources and context
 * share one; nothing is asked for a pair of action and resource that no requirement has.
 */
export function groupRequirements(requirements: readonly IamRequirement[]): readonly SimulationGroup[] {
  const byAction = new Map<
    string,
    { action: string; context: IamRequirement['context']; resources: Set<string> }
  >()
  for (const { action, context, resources } of requirements) {
    const key = canonicalJson([action, contextJson(context)])
    const entry = byAction.get(key) ?? { action, context, resources: new Set<string>() }
    for (const resource of resources) entry.resources.add(resource)
    byAction.set(key, entry)
  }
  const groups = new Map<
    string,
    { actions: string[]; resources: string[]; context: IamRequirement['context'] }
  >()
  for (const { action, context, resources } of byAction.values()) {
    const sorted = [...resources].sort(byCodeUnit)
    const key = canonicalJson([sorted, contextJson(context)])
    const group = groups.get(key) ?? { actions: [], resources: sorted, context }
    group.actions.push(action)
    groups.set(key, group)
  }
  return [...groups.values()].flatMap(({ actions, resources, context }) =>
    chunks(actions.sort(byCodeUnit), ACTIONS_PER_CALL).flatMap((someActions) =>
      chunks(resources, RESOURCES_PER_CALL).map((someResources) => ({
        actions: someActions,
        resources: someResources,
        context: contextEntries(context),
      })),
    ),
  )
}

function contextJson(context: IamRequirement['context']) {
  return Object.entries(context ?? {})
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([key, values]) => [key, ...values])
}

function contextEntries(context: IamRequirement['context']): readonly ContextEntry[] {
  return Object.entries(context ?? {})
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([key, values]) => ({
      ContextKeyName: key,
      ContextKeyValues: [...values],
      ContextKeyType: contextType(key, values),
    }))
}

function contextType(key: string, values: readonly string[]): 'boolean' | 'string' | 'stringList' {
  if (values.length !== 1 || isMultiValued(key)) return 'stringList'
  return values[0] === 'true' || values[0] === 'false' ? 'boolean' : 'string'
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / size)
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size))
}
