import type { Draft } from '../expand/draft.js'
import { type Consumed, consumes } from '../operation.js'
import { type Edge, groupBy, type RequirementContext } from './kinds.js'

/** What a step consumes has to be produced first: share → copy → restore, export → import, create → start → promote. */
export function artifactEdges(ctx: RequirementContext): readonly Edge[] {
  const sources = new Map<string, Sources>()
  for (const draft of ctx.drafts) {
    for (const { artifact } of draft.operation.produces ?? []) {
      if (!sources.has(artifact)) sources.set(artifact, sourcesOf(artifact, ctx))
    }
  }
  const helpers = groupBy(
    ctx.drafts.filter((draft) => draft.origin === 'helper'),
    (draft) => (draft.item === null ? null : String(draft.item.position)),
  )
  return ctx.drafts.flatMap((after) =>
    (after.operation.consumes ?? []).flatMap((needed) => {
      const found = sources.get(needed.artifact)
      if (found === undefined || isLeftToHelper(after, needed, helpers)) return []
      return producersFor(after, needed, found, ctx).map((d) => ({ after: after.index, before: d.index }))
    }),
  )
}

/** The steps that produce one artifact. */
interface Sources {
  readonly all: readonly Draft[]
  readonly byName: ReadonlyMap<string, readonly Draft[]>
  readonly byDatastore: ReadonlyMap<string, readonly Draft[]>
}

function sourcesOf(artifact: string, { drafts, params }: RequirementContext): Sources {
  const made = (draft: Draft) => draft.operation.produces?.find((p) => p.artifact === artifact)
  const all = drafts.filter((draft) => made(draft) !== undefined)
  return {
    all,
    byName: groupBy(all, (draft) => made(draft)?.name?.(params[draft.index] ?? {}) ?? null),
    byDatastore: groupBy(all, (draft) => draft.datastoreArn),
  }
}

/** A helper of the same item that consumes it makes something else of it, and that is what the step takes. */
function isLeftToHelper(
  { origin, item }: Draft,
  { artifact }: Consumed,
  helpers: ReadonlyMap<string, readonly Draft[]>,
): boolean {
  if (origin === 'helper' || item === null) return false
  return (helpers.get(String(item.position)) ?? []).some((helper) => consumes(helper.operation, artifact))
}

function producersFor(
  after: Draft,
  { names }: Consumed,
  { all, byName, byDatastore }: Sources,
  { params }: RequirementContext,
): readonly Draft[] {
  const asked = names?.(params[after.index] ?? {}) ?? []
  const named = asked.map((name) => byName.get(name ?? '')).find((drafts) => drafts !== undefined)
  if (named !== undefined) return named
  if (after.datastoreArn !== null) return byDatastore.get(after.datastoreArn) ?? []
  return names === undefined ? all.filter((draft) => draft.index < after.index).slice(-1) : []
}
