import { partitionOf } from '../../model/partition.js'
import type { Draft } from '../expand/draft.js'
import { normaliseKmsKey } from '../read/kms-key.js'
import { grantsByKey } from './grant-edges.js'
import { type Edge, groupBy, isTransfer, phaseOrdinal, type RequirementContext } from './kinds.js'

/** Requirements that other artifacts state: `depends_on` of datastores, and edges of the dependency graph. */
export function planEdges(ctx: RequirementContext): readonly Edge[] {
  return [...dependsOnEdges(ctx), ...graphEdges(ctx)]
}

/**
 * A datastore that depends on another is transferred after it. A later transfer of the other one (its final
 * delta) holds back only what comes in that phase or later; but when the other one's first transfer lies in a
 * later phase, the requirement points forward and is an error.
 */
function dependsOnEdges({ drafts, artifacts }: RequirementContext): readonly Edge[] {
  const transfers = groupBy(drafts.filter(isTransfer), (d) => d.datastoreArn)
  return artifacts.dataPlan.datastores.flatMap((datastore) => {
    const own = transfers.get(datastore.resource_arn) ?? []
    const [start] = own
    if (start === undefined) return []
    return (datastore.depends_on ?? []).flatMap((arn) => {
      const others = transfers.get(arn) ?? []
      const [first] = others
      if (first === undefined || arn === datastore.resource_arn) return []
      if (phaseOrdinal(first) > phaseOrdinal(start)) return [{ after: start.index, before: first.index }]
      return own.flatMap((after) => upTo(after, others))
    })
  })
}

/**
 * An edge of the dependency graph says that a resource uses another. Where both have steps, the user's wait
 * for the other's. The graph knows nothing of phases: where it points forward, the signed order stands.
 */
function graphEdges(ctx: RequirementContext): readonly Edge[] {
  const { drafts, artifacts, findings } = ctx
  const bringing = drafts.filter((d) => d.origin !== 'verification' && d.operation.means.brings)
  const byResource = groupBy(bringing, (d) => d.datastoreArn)
  const grants = grantsByKey(ctx)
  return artifacts.dependencyGraph.edges.flatMap(({ from, to, relation }) => {
    const dependents = byResource.get(from) ?? []
    if (dependents.length === 0 || from === to) return []
    const key =
      relation === 'kms-key-use'
        ? normaliseKmsKey(to, { partition: partitionOf(ctx.facts.source.region), ...ctx.facts.source })
        : null
    const others = [...(byResource.get(to) ?? []), ...(grants.get(key ?? to) ?? [])]
    return dependents.flatMap((after) => {
      const edges = upTo(after, others)
      if (edges.length === 0 && others.length > 0) {
        findings.warn(
          `The dependency graph says that ${from} needs ${to} (${relation}), whose steps come in a later phase; ` +
            'the signed order stands.',
        )
      }
      return edges
    })
  })
}

/** Edges to those of `others` that do not lie in a later phase. */
function upTo(after: Draft, others: readonly Draft[]): readonly Edge[] {
  return others
    .filter((before) => phaseOrdinal(before) <= phaseOrdinal(after))
    .map((before) => ({ after: after.index, before: before.index }))
}
