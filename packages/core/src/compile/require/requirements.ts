import { artifactEdges } from './artifact-edges.js'
import { freezeEdges } from './freeze-edges.js'
import { grantEdges } from './grant-edges.js'
import { type Edge, groupBy, isTransfer, type RequirementContext } from './kinds.js'
import { planEdges } from './plan-edges.js'
import { writerEdges } from './writer-edges.js'

/**
 * For each draft the drafts that it requires: the edges that matter when a step is skipped or fails. Mere order
 * is not a requirement; the order of phases already is that.
 */
export function requirements(ctx: RequirementContext): readonly (readonly number[])[] {
  const required = ctx.drafts.map(() => new Set<number>())
  const edges = [
    ...handoffEdges(ctx),
    ...sameItemEdges(ctx),
    ...grantEdges(ctx),
    ...artifactEdges(ctx),
    ...containerEdges(ctx),
    ...writerEdges(ctx),
    ...freezeEdges(ctx),
    ...planEdges(ctx),
  ]
  for (const { after, before } of edges) if (after !== before) required[after]?.add(before)
  return required.map((set) => [...set].sort((a, b) => a - b))
}

/** Everything in the data plane requires the handoff. */
function handoffEdges({ drafts }: RequirementContext): readonly Edge[] {
  const handoff = drafts.find((draft) => draft.origin === 'handoff')
  if (handoff === undefined) return []
  return drafts.filter((d) => d.plane === 'data').map((d) => ({ after: d.index, before: handoff.index }))
}

/** A verification follows what it verifies; a restore follows the copy that was made for it. */
function sameItemEdges({ drafts }: RequirementContext): readonly Edge[] {
  const byItem = groupBy(drafts, (d) => (d.item === null ? null : String(d.item.position)))
  return [...byItem.values()].flatMap((steps) =>
    steps.flatMap((after) =>
      steps
        .filter(({ index, origin }) => {
          if (after.origin === 'verification') return origin !== 'verification'
          return after.origin === 'operation' && origin === 'helper' && index < after.index
        })
        .map((before) => ({ after: after.index, before: before.index })),
    ),
  )
}

/** The modules that make the empty target containers come before the transfers into them. */
function containerEdges({ drafts }: RequirementContext): readonly Edge[] {
  const modules = drafts.filter((d) => d.operation.perModule === true)
  const containers = {
    storage: modules.filter((d) => d.phase.name === 'Storage Containers'),
    databases: modules.filter((d) => d.phase.name === 'Database Containers'),
  }
  return drafts
    .filter((d) => d.plane === 'data' && isTransfer(d))
    .flatMap((after) => {
      const { fills } = after.operation.means
      const made = fills === null ? [] : containers[fills]
      return made.map((before) => ({ after: after.index, before: before.index }))
    })
}
