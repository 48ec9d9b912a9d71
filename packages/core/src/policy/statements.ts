import { byCodeUnit, canonicalJson } from '../model/json.js'
import { type Condition, conditionOf } from './condition.js'
import { contextKey, type Grant } from './grants.js'
import { sidOf } from './sid.js'

/** One statement of an identity policy, members in the order in which people read them. */
export interface PolicyStatement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
  readonly Condition?: Condition
}

interface Group {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly context: Grant['context']
}

/**
 * The fewest statements that allow exactly these grants: actions with the same resources and the same condition
 * share one, and none allows a pair of action and resource that was not asked for.
 */
export function statementsOf(grants: readonly Grant[]): readonly PolicyStatement[] {
  return groupsOf(grants).map(({ actions, resources, context }) => {
    const condition = conditionOf(context)
    return {
      Sid: sidOf(actions, resources),
      Effect: 'Allow',
      Action: actions,
      Resource: resources,
      ...(condition === undefined ? {} : { Condition: condition }),
    }
  })
}

function groupsOf(grants: readonly Grant[]): readonly Group[] {
  const byAction = new Map<string, { action: string; context: Grant['context']; resources: string[] }>()
  for (const { action, resource, context } of grants) {
    const key = canonicalJson([action, contextKey(context)])
    const entry = byAction.get(key) ?? { action, context, resources: [] }
    entry.resources.push(resource)
    byAction.set(key, entry)
  }
  const groups = new Map<string, { actions: string[]; resources: string[]; context: Grant['context'] }>()
  for (const { action, context, resources } of byAction.values()) {
    const sorted = resources.sort(byCodeUnit)
    const key = canonicalJson([sorted, contextKey(context)])
    const group = groups.get(key) ?? { actions: [], resources: sorted, context }
    group.actions.push(action)
    groups.set(key, group)
  }
  return [...groups.values()]
    .map(({ actions, resources, context }) => ({ actions: actions.sort(byCodeUnit), resources, context }))
    .sort((a, b) => byCodeUnit(orderOf(a), orderOf(b)))
}

/** By service, then by resource: what belongs together stands together. */
function orderOf({ actions, resources, context }: Group): string {
  const service = actions[0]?.split(':')[0] ?? ''
  return [service, ...resources, '', ...actions, contextKey(context)].join('\n')
}
