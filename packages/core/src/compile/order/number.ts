import type { StepFacts, StepResource } from '../../model/action-facts.js'
import type { Artifacts } from '../../model/artifacts/artifacts.js'
import type { Datastore } from '../../model/artifacts/data-migration-plan.js'
import type { JsonObject } from '../../model/json.js'
import { type ExecutionStep, HANDOFF_STEP_ID } from '../../model/step.js'
import type { Draft } from '../expand/draft.js'
import type { Findings } from '../findings.js'
import { produces } from '../operation.js'
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
  ctx: { readonly facts: StepFacts; readonly findings: Findings },
): Numbered {
  const ids: string[] = new Array(drafts.length).fill('')
  const resources: (StepResource | null)[] = new Array(drafts.length).fill(null)
  const counters = new Map<Draft['phase'], number>()
  for (const index of order) {
    const draft = drafts[index]
    if (draft === undefined) continue
    const resource = resourceIfKnown(draft, resolved[index], ctx.facts)
    resources[index] = resource
    if (draft.origin === 'handoff') {
      ids[index] = HANDOFF_STEP_ID
      continue
    }
    const seq = (counters.get(draft.phase) ?? 0) + 1
    counters.set(draft.phase, seq)
    const name = slug(resource?.name ?? draft.fallbackName, draft.action.name)
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
  facts: StepFacts,
): StepResource | null {
  if (resolved === undefined || !isComplete(resolved, draft.action.params.required)) return null
  return resourceOf(draft, resolved.params, facts)
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
    readonly facts: StepFacts
    readonly datastores: ReadonlyMap<string, Datastore>
  },
): readonly ExecutionStep[] {
  const builder = new StepBuilder(ctx.artifacts, ctx.datastores, ctx.facts)
  return numbered.order.flatMap((index) => {
    const draft = drafts[index]
    const resource = numbered.resources[index]
    if (draft === undefined || resource === null || resource === undefined) return []
    const before = required[index] ?? []
    const madeBy = (artifact: string) =>
      before.filter((i) => drafts[i] !== undefined && produces(drafts[i].action.compiles, artifact)).at(-1)
    const params = withStepIds(resolved[index]?.params ?? {}, draft, (artifact) => {
      const producer = madeBy(artifact)
      return producer === undefined ? undefined : numbered.ids[producer]
    })
    const requires = orderedIds(before, numbered.places, numbered.ids)
    return [builder.build({ draft, params, resource, stepId: numbered.ids[index] ?? '', requires })]
  })
}

/** A handler finds an earlier step's receipt by that step's id, which is only known once steps are numbered. */
function withStepIds(
  params: JsonObject,
  { action }: Draft,
  producerOf: (artifact: string) => string | undefined,
): JsonObject {
  const ids = (action.compiles.consumes ?? []).flatMap(({ artifact, stepParam }) => {
    const id = stepParam === undefined || params[stepParam] !== undefined ? undefined : producerOf(artifact)
    return stepParam === undefined || id === undefined ? [] : [[stepParam, id] as const]
  })
  return ids.length === 0 ? params : { ...params, ...Object.fromEntries(ids) }
}
