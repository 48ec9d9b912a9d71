import { textValue } from '../action.js'
import type { Draft } from '../expand/draft.js'
import { parseCommands } from '../read/aws-command.js'
import { type Edge, phaseOrdinal, type RequirementContext } from './kinds.js'

/**
 * A restored Aurora cluster has no instance. Who adds its writer by hand needs the cluster: without the restore
 * there is nothing to add it to. The command tells the cluster; where there is none, the item's datastore does.
 */
export function writerEdges(ctx: RequirementContext): readonly Edge[] {
  const restores = ctx.drafts.filter((draft) => draft.operation.role === 'restore')
  if (restores.length === 0) return []
  return ctx.drafts
    .filter((draft) => draft.origin === 'operation' && draft.operation.role === 'people')
    .flatMap((after) => {
      const cluster = clusterOfNewInstance(after)
      const needed = restores.filter((restore) =>
        cluster === null
          ? isClusterOf(restore, after) && restore.index < after.index
          : clusterMadeBy(restore, ctx) === cluster && phaseOrdinal(restore) <= phaseOrdinal(after),
      )
      return needed.map((before) => ({ after: after.index, before: before.index }))
    })
}

function isClusterOf(restore: Draft, { datastoreArn }: Draft): boolean {
  return (
    datastoreArn !== null && /:rds:.*:cluster:/.test(datastoreArn) && restore.datastoreArn === datastoreArn
  )
}

/** The cluster that an item's command adds an instance to. */
function clusterOfNewInstance({ item }: Draft): string | null {
  const adding = parseCommands(item?.command).find((part) => part.operation === 'rds create-db-instance')
  return adding?.flags.get('--db-cluster-identifier')?.[0] ?? null
}

/** The cluster that a restore makes; when people carry it out, as its command says. */
function clusterMadeBy(restore: Draft, { params }: RequirementContext): string | null {
  const named = parseCommands(restore.item?.command)
    .find((part) => part.operation === 'rds restore-db-cluster-from-snapshot')
    ?.flags.get('--db-cluster-identifier')?.[0]
  return textValue(params[restore.index]?.['target_identifier']) ?? named ?? null
}
