import type { ActionCatalog, StepFacts, StepResource } from '../../model/action-facts.js'
import type { Artifacts } from '../../model/artifacts/artifacts.js'
import type { Datastore } from '../../model/artifacts/data-migration-plan.js'
import type { JsonObject } from '../../model/json.js'
import { type ExecutionStep, HANDOFF_STEP_ID } from '../../model/step.js'
import type { Draft } from '../expand/draft.js'
import type { Findings } from '../findings.js'
import { orderedIds, resourceOf, StepBuilder } from '../output/build-steps.js'
import { phaseLabel } from '../read/items.js'
import type { Resolved } from '../resolve/resolve.js'
import { slug, stepId } from './slug.js'

/** From 998 on, sequence numbers are reserved. */
const MAX_SEQ = 997

/** Ids and resources by draft index, and the drafts' places in the order of execution. */
export interface Numbered {
  readonly ids: readonly string[]
  /** Null while parameters are open. */
  readonly resources: readonly (StepResource | null)[]
  readonly order: readonly number[]
  readonly places: ReadonlyMap<number, number>
}

/** Gives every draft its step id: the place within its phase, and what it does to what. */
export function number(
  drafts: readonly Draft[],
  resolved: readonly Resolved[],
  order: readonly number[],
  ctx: { readonly catalog: ActionCatalog; readonly facts: StepFacts; readonly findings: Findings },
): Numbered {
  const ids: string[] = new Array(drafts.length).fill('')
  const resources: (StepResource | null)[] = new Array(drafts.length).fill(null)
  const counters = new Map<Draft['phase'], number>()
  for (const index of order) {
    const draft = drafts[index]
    if (draft === undefined) continue
    if (ctx.catalog.get(draft.action) === undefined) {
      ctx.findings.error(`The catalog has no action "${draft.action}", which every plan needs.`)
    }
    const resource = resourceIfKnown(draft, resolved[index], ctx)
    resources[index] = resource
    if (draft.role === 'handoff') {
      ids[index] = HANDOFF_STEP_ID
      continue
    }
    const seq = (counters.get(draft.phase) ?? 0) + 1
    counters.set(draft.phase, seq)
    const name = slug(resource?.name ?? draft.fallbackName, draft.action)
    ids[index] = stepId(draft.plane, draft.phase.number, seq, name)
  }
  for (const [phase, count] of counters) {
    if (count <= MAX_SEQ) continue
    ctx.findings.error(
      `${phaseLabel(phase)} has ${count} steps; at most ${MAX_SEQ} can be numbered. Split the phase's items.`,
    )
  }
  return { ids, resources, order, places: new Map(order.map((index, place) => [index, place])) }
}

function resourceIfKnown(
  draft: Draft,
  resolved: Resolved | undefined,
  { catalog, facts }: { readonly catalog: ActionCatalog; readonly facts: StepFacts },
): StepResource | null {
  const action = catalog.get(draft.action)
  if (action === undefined || resolved === undefined || !isComplete(resolved, action.params.required))
    return null
  return resourceOf(draft, action, resolved.params, facts)
}

function isComplete(resolved: Resolved, required: readonly string[] | undefined): boolean {
  return resolved.open.length === 0 && (required ?? []).every((name) => resolved.params[name] !== undefined)
}

/** What is known of all drafts before steps are made of them. */
export interface Complete {
  readonly drafts: readonly Draft[]
  readonly resolved: readonly Resolved[]
  readonly required: readonly (readonly number[])[]
  readonly numbered: Numbered
}

/** The steps whose parameters are all known, in the order of execution. */
export function build(
  { drafts, resolved, required, numbered }: Complete,
  ctx: {
    readonly artifacts: Artifacts
    readonly catalog: ActionCatalog
    readonly facts: StepFacts
    readonly datastores: ReadonlyMap<string, Datastore>
  },
): readonly ExecutionStep[] {
  const builder = new StepBuilder(ctx.artifacts, ctx.datastores, ctx.facts)
  return numbered.order.flatMap((index) => {
    const draft = drafts[index]
    const resource = numbered.resources[index]
    const action = draft === undefined ? undefined : ctx.catalog.get(draft.action)
    if (draft === undefined || action === undefined || resource === null || resource === undefined) return []
    const before = required[index] ?? []
    const params = withExportStep(
      resolved[index]?.params ?? {},
      action.params.properties['export_step_id'] !== undefined,
      before.filter((i) => drafts[i]?.action === 'dynamodb-export').map((i) => numbered.ids[i] ?? ''),
    )
    const requires = orderedIds(before, numbered.places, numbered.ids)
    return [builder.build({ draft, action, params, resource, stepId: numbered.ids[index] ?? '', requires })]
  })
}

/** An import finds its export's receipt by the export's step id, which is only known once steps are numbered. */
function withExportStep(params: JsonObject, wanted: boolean, exports: readonly string[]): JsonObject {
  const id = exports.at(-1)
  if (!wanted || id === undefined || params['export_step_id'] !== undefined) return params
  return { ...params, export_step_id: id }
}
