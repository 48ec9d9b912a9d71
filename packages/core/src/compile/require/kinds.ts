import type { StepFacts } from '../../model/action-facts.js'
import type { Artifacts } from '../../model/artifacts/artifacts.js'
import type { Datastore } from '../../model/artifacts/data-migration-plan.js'
import type { JsonObject } from '../../model/json.js'
import type { Draft } from '../expand/draft.js'
import type { Findings } from '../findings.js'

/** What requirements are found from. */
export interface RequirementContext {
  readonly drafts: readonly Draft[]
  /** Resolved parameters by draft index. */
  readonly params: readonly JsonObject[]
  readonly artifacts: Artifacts
  readonly datastores: ReadonlyMap<string, Datastore>
  readonly facts: StepFacts
  readonly findings: Findings
}

/** `before` has to succeed before `after` may run. */
export interface Edge {
  readonly after: number
  readonly before: number
}

/** Whether it moves data, whoever carries it out. */
export const isTransfer = ({ operation }: Draft) => operation.means.fills !== null

/** Place of a draft's phase over both planes: control 0–6, data 7–11. */
export function phaseOrdinal(draft: Draft): number {
  return draft.plane === 'control' ? draft.phase.number : 6 + draft.phase.number
}

/** Lists by key, in the order of insertion. */
export function groupBy<T>(
  values: Iterable<T>,
  key: (value: T) => string | null,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const value of values) {
    const name = key(value)
    if (name === null) continue
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [value])
    else group.push(value)
  }
  return groups
}
