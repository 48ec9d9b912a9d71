import type { StepFacts } from '../../model/action-facts.js'
import type { Artifacts } from '../../model/artifacts/artifacts.js'
import type { Datastore } from '../../model/artifacts/data-migration-plan.js'
import type { Json, JsonObject } from '../../model/json.js'
import type { ParamContext } from '../action.js'
import { type Draft, isPeoples } from '../expand/draft.js'
import type { Findings } from '../findings.js'
import { parseCommands } from '../read/aws-command.js'
import type { FreezePlan } from '../read/freeze-windows.js'
import { type InputLookup, stepKey } from '../read/step-inputs.js'
import { groupBy } from '../require/kinds.js'
import { type Resolved, relevantCommands, resolveParams } from './resolve.js'

export interface ResolveContext {
  readonly artifacts: Artifacts
  readonly facts: StepFacts
  readonly freezes: FreezePlan
  readonly inputs: InputLookup
  readonly datastores: ReadonlyMap<string, Datastore>
  readonly findings: Findings
}

/** Typed inputs of all drafts, in signed order, so that later ones can refer to earlier ones. */
export function resolveDrafts(drafts: readonly Draft[], ctx: ResolveContext): readonly Resolved[] {
  const graphKeys = groupBy(
    ctx.artifacts.dependencyGraph.edges.filter((edge) => edge.relation === 'kms-key-use'),
    (edge) => edge.from,
  )
  const frozenFrom = new Map<string, number>()
  for (const { datastoreArn, begins } of ctx.freezes.all) {
    const earliest = Math.min(begins.position, frozenFrom.get(datastoreArn) ?? Number.POSITIVE_INFINITY)
    frozenFrom.set(datastoreArn, earliest)
  }
  const earlier = new Map<string, JsonObject[]>()
  return drafts.map((draft) => {
    const [graphKey, ...otherKeys] = graphKeys.get(draft.datastoreArn ?? '') ?? []
    const resolved = resolveDraft(draft, ctx, {
      graphKey: otherKeys.length === 0 ? (graphKey?.to ?? null) : null,
      frozenBefore: (frozenFrom.get(draft.datastoreArn ?? '') ?? Infinity) < (draft.item?.position ?? 0),
      earlier: (artifact) => earlier.get(earlierKey(artifact, draft.datastoreArn)) ?? [],
    })
    for (const { artifact } of draft.action.compiles.produces ?? []) {
      const key = earlierKey(artifact, draft.datastoreArn)
      const list = earlier.get(key)
      if (list === undefined) earlier.set(key, [resolved.params])
      else list.push(resolved.params)
    }
    return resolved
  })
}

function earlierKey(artifact: string, datastoreArn: string | null): string {
  return `${artifact}\n${datastoreArn ?? ''}`
}

function resolveDraft(
  draft: Draft,
  ctx: ResolveContext,
  around: Pick<ParamContext, 'graphKey' | 'frozenBefore' | 'earlier'>,
): Resolved {
  const { item, datastoreArn } = draft
  if (isPeoples(draft) || item === null) return { params: draft.given as JsonObject, open: [] }
  const key = draftKey(draft)
  return resolveParams(
    draft,
    {
      item,
      datastoreArn,
      facts: ctx.facts,
      datastore: ctx.datastores.get(datastoreArn ?? '') ?? null,
      commands: relevantCommands(parseCommands(item.command), draft.action.compiles),
      input: (param): Json | undefined => ctx.inputs.value(item.id, key, param),
      ...around,
    },
    ctx.findings,
  )
}

/** What names a draft over several compiles. */
export function draftKey(draft: Draft): string {
  return stepKey(
    draft.items.map((item) => item.id),
    draft.operation.name,
    draft.datastoreArn,
  )
}
