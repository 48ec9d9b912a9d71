import type { StepFacts } from '../model/action-facts.js'
import type { Artifacts } from '../model/artifacts/artifacts.js'
import type { Datastore } from '../model/artifacts/data-migration-plan.js'
import type { Json } from '../model/json.js'
import type { CompileCatalog } from './action.js'
import type { Draft } from './expand/draft.js'
import { expand } from './expand/expand.js'
import { Findings } from './findings.js'
import { build, type Numbered, number } from './order/number.js'
import { orderDrafts } from './order/order-drafts.js'
import { looksLikeStepId } from './order/slug.js'
import { checkSteps } from './output/check-steps.js'
import type { Compiled, Unresolved } from './output/result.js'
import { sortedJson } from './output/sorted-json.js'
import { planFreezes } from './read/freeze-windows.js'
import { type PhaseItems, type SignedItem, signedPhases } from './read/items.js'
import { METADATA_INPUT, stepFacts } from './read/step-facts.js'
import { InputLookup } from './read/step-inputs.js'
import { groupBy } from './require/kinds.js'
import { requirements } from './require/requirements.js'
import type { Resolved } from './resolve/resolve.js'
import { draftKey, resolveDrafts } from './resolve/resolve-drafts.js'
import { Vocabulary } from './vocabulary.js'

/** What a first compile tells a second one: which step goes by which id. */
interface Names {
  readonly stepIdByKey: ReadonlyMap<string, string>
  readonly itemsByStepId: ReadonlyMap<string, readonly SignedItem[]>
}
const NO_NAMES: Names = { stepIdByKey: new Map(), itemsByStepId: new Map() }

/**
 * Two signed checklists → one list of typed steps.
 *
 * C1. Pure: the same artifacts and catalog give the same result, byte for byte, whatever the order of object
 *     keys in the inputs was. No clock, no randomness, no I/O.
 * C2. Every item of both checklists, and every gate, is in at least one step.
 * C3. A step requires only steps that come before it.
 * C4. Nothing is guessed: a parameter that no source states is reported in `unresolved`.
 *
 * Never throws for what the artifacts say; every problem is in `errors`, all of them at once.
 */
export function compile(given: Artifacts, catalog: CompileCatalog): Compiled {
  // Sorted at the door: these are quoted and listed where they do not fit.
  const stepInputs = sortedJson(given.stepInputs as unknown as Json) as unknown as Artifacts['stepInputs']
  const artifacts: Artifacts = { ...given, stepInputs }
  const phases = signedPhases(artifacts)
  const first = compileOnce(artifacts, catalog, phases, NO_NAMES)
  return namesSteps(artifacts, phases)
    ? compileOnce(artifacts, catalog, phases, namesOf(first.drafts, first.numbered)).compiled
    : first.compiled
}

/** Whether step inputs or freeze windows speak of steps; only a first compile knows which those are. */
function namesSteps(artifacts: Artifacts, phases: readonly PhaseItems[]): boolean {
  const items = new Set(phases.flatMap((p) => [...p.pre, ...p.during, ...p.post]).map((item) => item.id))
  const windows = artifacts.dataPlane.freeze_windows ?? []
  const references = [
    ...Object.keys(artifacts.stepInputs),
    ...windows.flatMap((w) => [w.begins_at_step_id, w.release_step_id ?? '']),
  ]
  return references.some((id) => looksLikeStepId(id) && !items.has(id))
}

function namesOf(drafts: readonly Draft[], numbered: Numbered): Names {
  return {
    stepIdByKey: new Map(drafts.map((draft, index) => [draftKey(draft), numbered.ids[index] ?? ''])),
    itemsByStepId: new Map(drafts.map((draft, index) => [numbered.ids[index] ?? '', draft.items])),
  }
}

interface Pass {
  readonly compiled: Compiled
  readonly drafts: readonly Draft[]
  readonly numbered: Numbered
}

function compileOnce(
  artifacts: Artifacts,
  catalog: CompileCatalog,
  phases: readonly PhaseItems[],
  names: Names,
): Pass {
  const findings = new Findings()
  const items = phases.flatMap((phase) => [...phase.pre, ...phase.during, ...phase.post])
  const datastores = new Map(artifacts.dataPlan.datastores.map((d) => [d.resource_arn, d]))
  const { facts, missingRegions } = stepFacts(artifacts)
  const vocabulary = new Vocabulary(catalog)
  const inputs = new InputLookup(artifacts.stepInputs, names.stepIdByKey, items)
  const freezes = planFreezes(
    {
      windows: artifacts.dataPlane.freeze_windows ?? [],
      items,
      itemsByStepId: names.itemsByStepId,
      datastores: artifacts.dataPlan.datastores,
      isFreeze: (item) => vocabulary.meaningOf(item).operation.role === 'freeze',
    },
    findings,
  )
  const shared = { artifacts, vocabulary, facts, freezes, inputs, datastores, findings }
  const granting = items.filter((item) => vocabulary.meaningOf(item).operation.role === 'grant')
  const drafts = expand(phases, {
    ...shared,
    encrypted: encryptedDatastores(artifacts, granting, datastores),
  })
  const resolved = resolveDrafts(drafts, shared)
  const params = resolved.map((r) => r.params)
  const required = requirements({ drafts, params, artifacts, datastores, facts, findings })
  const ordered = orderDrafts(drafts, required, findings)
  const numbered = number(drafts, resolved, ordered.order, { facts, findings })
  const complete = { drafts, resolved, required: ordered.required, numbered }
  const steps = missingRegions.length > 0 ? [] : build(complete, { artifacts, facts, datastores })
  const unresolved = [...missingRegions.map(openRegion), ...openParams(drafts, resolved, numbered, inputs)]
  if (findings.errors.length === 0 && unresolved.length === 0) checkSteps(steps, catalog, findings)
  warnRepeatedIds(items, findings)
  inputs.reportUnused(findings)
  return {
    drafts,
    numbered,
    compiled: {
      steps,
      unresolved,
      warnings: findings.warnings,
      errors: findings.errors,
    },
  }
}

/** Datastores that are encrypted as far as any artifact says so: a shared snapshot of them has to be copied. */
function encryptedDatastores(
  artifacts: Artifacts,
  granting: readonly SignedItem[],
  datastores: ReadonlyMap<string, Datastore>,
): ReadonlySet<string> {
  const stated = [
    ...artifacts.dependencyGraph.edges.filter((e) => e.relation === 'kms-key-use').map((e) => e.from),
    ...granting.map((item) => item.datastoreArn ?? ''),
    ...datastores.keys(),
  ]
  return new Set(stated.filter((arn) => arn !== '' && datastores.get(arn)?.encryption.at_rest !== false))
}

function openParams(
  drafts: readonly Draft[],
  resolved: readonly Resolved[],
  numbered: Numbered,
  inputs: InputLookup,
): readonly Unresolved[] {
  const twinKey = (draft: Draft) => `${draft.item?.position} ${draft.action.name}`
  const twins = groupBy(drafts, twinKey)
  const keys = drafts.map((draft, index) => {
    const itemId = draft.item?.id ?? ''
    const shared = inputs.isAmbiguous(itemId) || (twins.get(twinKey(draft))?.length ?? 1) > 1
    return shared ? (numbered.ids[index] ?? itemId) : itemId
  })
  return resolved.flatMap(({ open }, index) => {
    const draft = drafts[index]
    if (draft === undefined || draft.item === null) return []
    const { id } = draft.item
    return open.map((param) => ({ itemId: id, key: keys[index] ?? id, action: draft.action.name, ...param }))
  })
}

function openRegion(side: keyof Pick<StepFacts, 'source' | 'target'>): Unresolved {
  return {
    itemId: METADATA_INPUT,
    key: METADATA_INPUT,
    action: 'every AWS call',
    param: `${side}_region`,
    type: 'text',
    meaning: `The AWS region of the ${side} account; no artifact names it.`,
    example: 'us-east-1',
    hint: null,
  }
}

/** An id that names two items carries neither inputs nor freezes; say so before somebody relies on it. */
function warnRepeatedIds(items: readonly SignedItem[], findings: Findings): void {
  const seen = new Set<string>()
  for (const { id } of items) {
    if (seen.has(id)) findings.warn(`Several checklist items have the id "${id}".`)
    seen.add(id)
  }
}
