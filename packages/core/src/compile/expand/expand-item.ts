import type { ActionCatalog } from '../../model/action-facts.js'
import type { Artifacts } from '../../model/artifacts/artifacts.js'
import type { Datastore } from '../../model/artifacts/data-migration-plan.js'
import type { Findings } from '../findings.js'
import { arnName } from '../read/arn.js'
import { apiCommand } from '../read/aws-command.js'
import type { FreezePlan, PlannedFreeze } from '../read/freeze-windows.js'
import type { SignedItem } from '../read/items.js'
import { type InputLookup, stepKey } from '../read/step-inputs.js'
import { modulesOf } from '../read/terraform-modules.js'
import { BLANK_DRAFT, type DraftFreeze, type NewDraft } from './draft.js'
import { freezeStep } from './freeze-steps.js'
import { manualItem } from './manual.js'
import { API_CALL, actionFor, intendedAction, MANUAL } from './operations.js'

export interface ExpandContext {
  readonly artifacts: Artifacts
  readonly catalog: ActionCatalog
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
  readonly #modules = new Map<string, SignedItem[]>()

  constructor(ctx: ExpandContext) {
    this.#ctx = ctx
  }

  /** Modules that some item applies so far. */
  get appliedModules(): ReadonlySet<string> {
    return new Set(this.#modules.keys())
  }

  /** All items of a module's one step. */
  itemsOfModule(module: string): readonly SignedItem[] {
    return this.#modules.get(module) ?? []
  }

  /** A change of `during_cutover`, with what it needs before and after it. */
  operation(item: SignedItem): readonly NewDraft[] {
    const freezes = this.#freezeSteps(item)
    const releases = this.#releaseSteps(item)
    const chosen = actionFor(item, this.#ctx.catalog)
    if (freezes.length > 0 && (item.operationType === 'freeze-writes' || chosen.action === MANUAL)) {
      return [...freezes, ...releases, ...this.verification(item)]
    }
    if (releases.length > 0 && (item.operationType === 'freeze-writes' || chosen.action === MANUAL)) {
      return [...releases, ...this.verification(item)]
    }
    if (freezes.length > 0) {
      this.#ctx.findings.warn(
        `"${item.id}" begins a freeze but is a ${item.operationType}: the freeze is its own step before it.`,
      )
    }
    return [...freezes, ...this.#typed(item), ...releases, ...this.verification(item)]
  }

  #typed(item: SignedItem): readonly NewDraft[] {
    if (item.operationType === 'terraform-apply') return this.#terraform(item)
    const chosen = actionFor(item, this.#ctx.catalog)
    if (chosen.missing) {
      this.#ctx.findings.warn(
        `"${item.id}": no handler for ${item.operationType}; it is a decision of people.`,
      )
    }
    if (chosen.action === API_CALL && apiCommand(item.command) === null) {
      return [this.#manual(item, 'The command is not a complete AWS API call: carry it out by hand.')]
    }
    if (chosen.action === MANUAL) return [this.#manual(item, chosen.reason)]
    return [
      ...this.#helpers(item, chosen.action),
      this.#step(item, { role: 'operation', action: chosen.action }),
    ]
  }

  /** One step per module: a second item that applies it is carried out by the first one's step. */
  #terraform(item: SignedItem): readonly NewDraft[] {
    const { artifacts, findings, inputs } = this.#ctx
    const input = inputs.value(item.id, stepKey([item.id], 'terraform-apply', null), 'module')
    const named = typeof input === 'string' ? input : null
    return modulesOf(item, named, artifacts.terraformModules, findings).flatMap((module) => {
      const items = this.#modules.get(module)
      if (items === undefined) {
        this.#modules.set(module, [item])
        const declared = artifacts.terraformResources?.[module]?.map(({ type, name }) => ({ type, name }))
        const given = declared === undefined ? { module } : { module, declared }
        return [
          this.#step(item, { role: 'operation', action: 'terraform-apply', given, fallbackName: module }),
        ]
      }
      findings.warn(
        `"${item.id}" applies module "${module}" again; it is carried out by the step of "${items[0]?.id}".`,
      )
      items.push(item)
      return []
    })
  }

  /** Steps that an item needs although the checklist does not list them. */
  #helpers(item: SignedItem, action: string): readonly NewDraft[] {
    if (action !== 'snapshot-restore') return []
    if (item.datastoreArn === null || !this.#ctx.encrypted.has(item.datastoreArn)) return []
    return [
      this.#step(item, {
        role: 'helper',
        action: 'snapshot-copy',
        description: `Copy the shared encrypted snapshot into the target account, for: ${item.description}`,
      }),
    ]
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
      ...BLANK_DRAFT,
      items: [item],
      leadItemId: item.id,
      ...freezeStep(item, planned, role, this.#ctx),
    }
  }

  #manual(item: SignedItem, reason: string | null): NewDraft {
    const operation = intendedAction(item)
    return this.#step(item, { role: 'operation', action: MANUAL, operation, given: manualItem(item, reason) })
  }

  /** A verification command that is a complete API call is a step after what it verifies. */
  verification(item: SignedItem): readonly NewDraft[] {
    const { catalog, inputs } = this.#ctx
    // Handed to people as a whole, the item shows its verification among the commands.
    if (inputs.manualReason(item.id, '') !== undefined) return []
    if (catalog.get(API_CALL) === undefined || apiCommand(item.verificationCommand) === null) return []
    return [
      this.#step(item, {
        role: 'verification',
        action: API_CALL,
        description: `Verify: ${item.description}`,
        fallbackName: `verify ${nameOf(item)}`,
      }),
    ]
  }

  /** Whether the item's verification is only words that none of its own steps shows. */
  needsWords(item: SignedItem, drafts: readonly NewDraft[]): boolean {
    if (item.verificationCommand === null) return false
    return !drafts.some((draft) => draft.action === MANUAL || draft.role === 'verification')
  }

  #step(item: SignedItem, parts: Pick<NewDraft, 'role' | 'action'> & Partial<NewDraft>): NewDraft {
    const draft: NewDraft = {
      ...BLANK_DRAFT,
      item,
      items: [item],
      leadItemId: item.id,
      description: item.description,
      datastoreArn: item.datastoreArn,
      fallbackName: nameOf(item),
      operation: parts.action,
      ...parts,
    }
    return this.#handedToPeople(draft, item)
  }

  /** `{"manual": true}` in the step inputs wins over every typed action. */
  #handedToPeople(draft: NewDraft, item: SignedItem): NewDraft {
    const key = stepKey([item.id], draft.action, draft.datastoreArn)
    const reason = this.#ctx.inputs.manualReason(item.id, key)
    if (reason === undefined) return draft
    return { ...draft, action: MANUAL, given: manualItem(item, reason) }
  }
}

function nameOf(item: SignedItem): string {
  return item.datastoreArn === null ? item.id : arnName(item.datastoreArn)
}
