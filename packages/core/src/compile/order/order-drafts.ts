import type { Draft } from '../expand/draft.js'
import type { Findings } from '../findings.js'
import { phaseLabel } from '../read/items.js'
import { phaseOrdinal } from '../require/kinds.js'
import { findCycles, topologicalOrder } from './order.js'

/** The drafts in the order of execution, with the requirements that can be kept. */
export interface Ordered {
  readonly order: readonly number[]
  readonly required: readonly (readonly number[])[]
}

/**
 * Inside a phase: by requirement, ties by signed order. Phases stay in their order, since no requirement that
 * points into a later phase is kept: it is an error, as is every cycle.
 */
export function orderDrafts(
  drafts: readonly Draft[],
  required: readonly (readonly number[])[],
  findings: Findings,
): Ordered {
  const cycles = findCycles({ size: drafts.length, requires: required })
  for (const cycle of cycles)
    findings.error(`The steps require each other in a circle: ${circle(cycle, drafts)}.`)
  const inCycle = new Set(cycles.flat())
  const kept = required.map((list, index) =>
    list.filter((before) => !isForward(drafts[index], drafts[before], inCycle, findings)),
  )
  return { order: topologicalOrder({ size: drafts.length, requires: kept }), required: kept }
}

function isForward(
  after: Draft | undefined,
  before: Draft | undefined,
  inCycle: ReadonlySet<number>,
  findings: Findings,
): boolean {
  if (after === undefined || before === undefined) return true
  if (phaseOrdinal(before) <= phaseOrdinal(after)) return false
  if (!(inCycle.has(after.index) && inCycle.has(before.index))) {
    findings.error(
      `${label(after)} in ${phaseLabel(after.phase)} requires ${label(before)}, which comes later, in ` +
        `${phaseLabel(before.phase)}.`,
    )
  }
  return true
}

function circle(cycle: readonly number[], drafts: readonly Draft[]): string {
  const [first] = cycle
  const closed = first === undefined ? cycle : [...cycle, first]
  return closed.map((index) => label(drafts[index])).join(' → ')
}

function label(draft: Draft | undefined): string {
  if (draft === undefined) return 'an unknown step'
  return draft.item === null ? `"${draft.fallbackName}"` : `"${draft.item.id}" (${draft.operation.name})`
}
