import { partitionOf } from '../../model/partition.js'
import type { Draft } from '../expand/draft.js'
import { normaliseKmsKey } from '../read/kms-key.js'
import { type Edge, groupBy, type RequirementContext } from './kinds.js'

/** A key has to be granted before a snapshot under it is copied or restored. */
export function grantEdges(ctx: RequirementContext): readonly Edge[] {
  const byKey = grantsByKey(ctx)
  const byDatastore = groupBy(grantsOf(ctx), (d) => d.datastoreArn)
  return ctx.drafts
    .filter((d) => d.operation.means.needsKeyGrants)
    .flatMap((after) => {
      const before = new Set([
        ...(byDatastore.get(after.datastoreArn ?? '') ?? []),
        ...keysNeededBy(after, ctx).flatMap((key) => byKey.get(key) ?? []),
      ])
      return [...before].map((grant) => ({ after: after.index, before: grant.index }))
    })
}

/** The grants by the ARN of their key. */
export function grantsByKey(ctx: RequirementContext): ReadonlyMap<string, readonly Draft[]> {
  return groupBy(grantsOf(ctx), (draft) => keysOf(draft, ctx)[0] ?? null)
}

function grantsOf({ drafts }: RequirementContext): readonly Draft[] {
  return drafts.filter((draft) => draft.operation.role === 'grant')
}

function keysNeededBy(draft: Draft, ctx: RequirementContext): readonly string[] {
  const { datastores, facts } = ctx
  const planned = datastores.get(draft.datastoreArn ?? '')?.encryption.source_kms_key_arn
  const home = { partition: partitionOf(facts.source.region), ...facts.source }
  return [normaliseKmsKey(planned, home) ?? [], keysOf(draft, ctx)].flat()
}

function keysOf({ operation, index }: Draft, { params }: RequirementContext): readonly string[] {
  return (operation.keys?.(params[index] ?? {}) ?? []).filter((key) => key !== undefined)
}
