import type { Artifacts } from '../../model/artifacts/artifacts.js'
import type { Datastore } from '../../model/artifacts/data-migration-plan.js'
import type { CompilableAction } from '../action.js'
import type { Findings } from '../findings.js'
import { consumes } from '../operation.js'
import { arnName } from '../read/arn.js'
import { apiCommand } from '../read/aws-command.js'
import type { FreezePlan, PlannedFreeze } from '../read/freeze-windows.js'
import type { SignedItem } from '../read/items.js'
import { type InputLookup, stepKey } from '../read/step-inputs.js'
import { modulesOf } from '../read/terraform-modules.js'
import type { Vocabulary } from '../vocabulary.js'
import { blankDraft, type DraftFreeze, isPeoples, type NewDraft } from './draft.js'
import { freezeStep } from './freeze-steps.js'
import { manualItem } from './manual.js'

export interface ExpandContext {
  readonly artifacts: Artifacts
  readonly vocabulary: Vocabulary
  readonly freezes: FreezePlan
  readonly inputs: InputLookup
  readonly datastores: ReadonlyMap<string, Datastore>
  /** Datastores known to be encrypted, by ARN. */
  readonly encrypted: ReadonlySet<string>
  readonly findings: Findings
}

/** Makes the drafts of one item at a time, in signed order. */
export class ItemExpander {
  readonly #ctx: ExpandContext
  /** The items that apply a module, the first one being the one whose step does. */
  readonly #itemsByModule = new Map<string, SignedItem[]>()

  constructor(ctx: ExpandContext) {
    this.#ctx = ctx
  }

  /** Modules that some item applies so far. */
  get appliedModules(): ReadonlySet<string> {
    return new Set(this.#itemsByModule.keys())
  }

  /** All items of a module's one step. */
  itemsOfModule(module: string): readonly SignedItem[] {
    return this.#itemsByModule.get(module) ?? []
  }

  /** A change of `during_cutover`, with what it needs before and after it. */
  operation(item: SignedItem): readonly NewDraft[] {
    const freezes = this.#freezeSteps(item)
    const releases = this.#releaseSteps(item)
    const { vocabulary } = this.#ctx
    const onlyFreezes =
      vocabulary.meaningOf(item).operation.role === 'freeze' || isPeoples(vocabulary.choose(item))
    if (freezes.length > 0 && onlyFreezes) return [...freezes, ...releases, ...this.verification(item)]
    if (releases.length > 0 && onlyFreezes) return [...releases, ...this.verification(item)]
    if (freezes.length > 0) {
      this.#ctx.findings.warn(
        `"${item.id}" begins a freeze but is a ${item.operationType}: the freeze is its own step before it.`,
      )
    }
    return [...freezes, ...this.#typed(item), ...releases, ...this.verification(item)]
  }

  #typed(item: SignedItem): readonly NewDraft[] {
    const { vocabulary } = this.#ctx
    const meant = vocabulary.meaningOf(item)
    if (meant.operation.perModule === true && meant.action !== null) return this.#modules(item, meant.action)
    const chosen = vocabulary.choose(item)
    if (chosen.missing) {
      this.#ctx.findings.warn(
        `"${item.id}": no handler for ${item.operationType}; it is a decision of people.`,
      )
    }
    if (chosen.action.compiles.anyApiCall === true && apiCommand(item.command) === null) {
      return [this.#manual(item, 'The command is not a complete AWS API call: carry it out by hand.')]
    }
    if (isPeoples(chosen)) return [this.#manual(item, chosen.reason)]
    return [
      ...this.#helpers(item, chosen.action),
      this.#step(item, { origin: 'operation', action: chosen.action }),
    ]
  }

  /** One step per module: a second item that applies it is carried out by the first one's step. */
  #modules(item: SignedItem, action: CompilableAction): readonly NewDraft[] {
    const { artifacts, findings, inputs } = this.#ctx
    const input = inputs.value(item.id, stepKey([item.id], action.name, null), 'module')
    const named = typeof input === 'string' ? input : null
    return modulesOf(item, named, artifacts.terraformModules, findings).flatMap((module) => {
      const items = this.#itemsByModule.get(module)
      if (items === undefined) {
        this.#itemsByModule.set(module, [item])
        const declared = artifacts.terraformResources?.[module]?.map(({ type, name }) => ({ type, name }))
        const given = declared === undefined ? { module } : { module, declared }
        return [this.#step(item, { origin: 'operation', action, given, fallbackName: module })]
      }
      findings.warn(
        `"${item.id}" applies module "${module}" again; it is carried out by the step of "${items[0]?.id}".`,
      )
      items.push(item)
      return []
    })
  }

  /** Steps that an item needs although the checklist does not list them. */
  #helpers(item: SignedItem, { name, compiles: { helper } }: CompilableAction): readonly NewDraft[] {
    if (helper === undefined) return []
    if (item.datastoreArn === null || !this.#ctx.encrypted.has(item.datastoreArn)) return []
    const action = this.#ctx.vocabulary
      .withRole(helper.role)
      .find((a) => consumes(a.compiles, helper.artifact))
    if (action === undefined) {
      this.#ctx.findings.error(
        `"${item.id}": a ${name} of an encrypted datastore needs a ${helper.role} before it, and this version has none.`,
      )
      return []
    }
    return [this.#step(item, { origin: 'helper', action, description: helper.description(item) })]
  }

  /** The freezes that an item begins and ends, as steps. */
  freezesAndReleases(item: SignedItem): readonly NewDraft[] {
    return [...this.#freezeSteps(item), ...this.#releaseSteps(item)]
  }

  #freezeSteps(item: SignedItem): readonly NewDraft[] {
    return (this.#ctx.freezes.beginningAt.get(item.position) ?? []).map((freeze) =>
      this.#freezeStep(item, freeze, 'begin'),
    )
  }

  #releaseSteps(item: SignedItem): readonly NewDraft[] {
    return (this.#ctx.freezes.releasedAt.get(item.position) ?? []).map((freeze) =>
      this.#freezeStep(item, freeze, 'release'),
    )
  }

  #freezeStep(item: SignedItem, planned: PlannedFreeze, role: DraftFreeze['role']): NewDraft {
    return {
      ...blankDraft(this.#ctx.vocabulary),
      items: [item],
      leadItemId: item.id,
      ...freezeStep(item, planned, role, this.#ctx),
    }
  }

  #manual(item: SignedItem, reason: string | null): NewDraft {
    const { vocabulary } = this.#ctx
    const { operation } = vocabulary.meaningOf(item)
    const given = manualItem(item, reason)
    return this.#step(item, { origin: 'operation', action: vocabulary.people, operation, given })
  }

  /** A verification command that is a complete API call is a step after what it verifies. */
  verification(item: SignedItem): readonly NewDraft[] {
    const { vocabulary, inputs } = this.#ctx
    // Handed to people as a whole, the item shows its verification among the commands.
    if (inputs.manualReason(item.id, '') !== undefined) return []
    const action = vocabulary.apiCalls
    if (action === null || apiCommand(item.verificationCommand) === null) return []
    return [
      this.#step(item, {
        origin: 'verification',
        action,
        description: `Verify: ${item.description}`,
        fallbackName: `verify ${nameOf(item)}`,
      }),
    ]
  }

  /** Whether the item's verification is only words that none of its own steps shows. */
  needsWords(item: SignedItem, drafts: readonly NewDraft[]): boolean {
    if (item.verificationCommand === null) return false
    return !drafts.some((draft) => isPeoples(draft) || draft.origin === 'verification')
  }

  #step(item: SignedItem, parts: Pick<NewDraft, 'origin' | 'action'> & Partial<NewDraft>): NewDraft {
    const draft: NewDraft = {
      ...blankDraft(this.#ctx.vocabulary),
      item,
      items: [item],
      leadItemId: item.id,
      description: item.description,
      datastoreArn: item.datastoreArn,
      fallbackName: nameOf(item),
      operation: this.#ctx.vocabulary.operationOf(parts.action),
      ...parts,
    }
    return this.#handedToPeople(draft, item)
  }

  /** `{"manual": true}` in the step inputs wins over every typed action. */
  #handedToPeople(draft: NewDraft, item: SignedItem): NewDraft {
    const key = stepKey([item.id], draft.action.name, draft.datastoreArn)
    const reason = this.#ctx.inputs.manualReason(item.id, key)
    if (reason === undefined) return draft
    return { ...draft, action: this.#ctx.vocabulary.people, given: manualItem(item, reason) }
  }
}

function nameOf(item: SignedItem): string {
  return item.datastoreArn === null ? item.id : arnName(item.datastoreArn)
}
