import type { ActionCatalog } from '../model/action-facts.js'
import type { Artifacts } from '../model/artifacts/artifacts.js'
import type { Datastore } from '../model/artifacts/data-migration-plan.js'
import { arnName } from './arn.js'
import { apiCommand } from './aws-command.js'
import type { Draft, DraftFreeze, NewDraft } from './draft.js'
import type { Findings } from './findings.js'
import { freezeStep } from './freeze-steps.js'
import type { FreezePlan, PlannedFreeze } from './freeze-windows.js'
import { handoffDraft } from './handoff.js'
import type { PhaseItems, SignedItem } from './items.js'
import { hasGate, manualItem, postFold, preFold } from './manual.js'
import { API_CALL, actionFor, intendedAction, MANUAL } from './operations.js'
import type { InputLookup } from './step-inputs.js'
import { stepKey } from './step-inputs.js'
import { modulesOf, warnUnapplied } from './terraform-modules.js'

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

/** All drafts in signed order: items by phase, the handoff between the planes. Every item is in one at least. */
export function expand(phases: readonly PhaseItems[], ctx: ExpandContext): readonly Draft[] {
  const builder = new Builder(ctx)
  for (const phase of phases.filter((p) => p.phase.plane === 'control')) builder.phase(phase)
  builder.add(handoffDraft(ctx.artifacts), handoffPhase(phases))
  for (const phase of phases.filter((p) => p.phase.plane === 'data')) builder.phase(phase)
  return builder.drafts()
}

function handoffPhase(phases: readonly PhaseItems[]) {
  const last = phases.filter((p) => p.phase.plane === 'control').at(-1)?.phase
  if (last === undefined) throw new TypeError('the control-plane checklist has no phase')
  return last
}

class Builder {
  readonly #ctx: ExpandContext
  readonly #drafts: Draft[] = []
  /** Index of the step that applies a module, by the module's name. */
  readonly #modules = new Map<string, number>()

  constructor(ctx: ExpandContext) {
    this.#ctx = ctx
  }

  drafts(): readonly Draft[] {
    return this.#drafts
  }

  add(draft: NewDraft, phase: PhaseItems['phase']): void {
    this.#drafts.push({ ...draft, index: this.#drafts.length, plane: phase.plane, phase })
  }

  phase(items: PhaseItems): void {
    const { phase } = items
    const add = (drafts: readonly NewDraft[]) => {
      for (const draft of drafts) this.add(draft, phase)
    }
    this.#checks(items.pre, [], add, (fold) => ({
      role: 'pre',
      given: preFold(phase, { ...fold, gate: null }),
      fallbackName: `${phase.name} pre-cutover`,
      description: `Checks before ${phase.name}`,
    }))
    const unverified: SignedItem[] = []
    for (const item of items.during) {
      const drafts = this.#operation(item)
      add(drafts)
      if (this.#needsWords(item, drafts)) unverified.push(item)
    }
    warnUnapplied(phase, new Set(this.#modules.keys()), this.#ctx.findings)
    this.#checks(
      items.post,
      unverified,
      add,
      (fold, last) => ({
        role: 'post',
        given: postFold(phase, { ...fold, gate: last && hasGate(phase) ? phase : null }),
        fallbackName: `${phase.name} post-cutover`,
        description: `Checks after ${phase.name}${last && hasGate(phase) ? ' and go / no-go' : ''}`,
      }),
      hasGate(phase),
    )
  }

  /**
   * Folds items that people confirm, in signed order. An item that begins or ends a freeze is a real step at
   * its own place, so it parts the fold: what was signed before a release is confirmed before it.
   */
  #checks(
    items: readonly SignedItem[],
    verified: readonly SignedItem[],
    add: (drafts: readonly NewDraft[]) => void,
    make: (
      fold: { readonly items: readonly SignedItem[]; readonly verified: readonly SignedItem[] },
      last: boolean,
    ) => Pick<NewDraft, 'role' | 'given' | 'fallbackName' | 'description'>,
    always = false,
  ): void {
    let pending: SignedItem[] = []
    let toVerify = verified
    const flush = (last: boolean) => {
      if (pending.length + toVerify.length === 0 && !(last && always)) return
      add(pending.flatMap((item) => this.#verification(item)))
      const folded = [...pending, ...toVerify]
      add([{ ...BLANK, ...make({ items: pending, verified: toVerify }, last), items: folded }])
      pending = []
      toVerify = []
    }
    for (const item of items) {
      const real = [...this.#freezeSteps(item), ...this.#releaseSteps(item)]
      if (real.length === 0) {
        pending.push(item)
        continue
      }
      flush(false)
      const drafts = [...real, ...this.#verification(item)]
      add(drafts)
      if (this.#needsWords(item, drafts)) toVerify = [...toVerify, item]
    }
    flush(true)
  }

  #operation(item: SignedItem): readonly NewDraft[] {
    const freezes = this.#freezeSteps(item)
    const releases = this.#releaseSteps(item)
    const chosen = actionFor(item, this.#ctx.catalog)
    if (freezes.length > 0 && (item.operationType === 'freeze-writes' || chosen.action === MANUAL)) {
      return [...freezes, ...releases, ...this.#verification(item)]
    }
    if (releases.length > 0 && (item.operationType === 'freeze-writes' || chosen.action === MANUAL)) {
      return [...releases, ...this.#verification(item)]
    }
    if (freezes.length > 0) {
      this.#ctx.findings.warn(
        `"${item.id}" begins a freeze but is a ${item.operationType}: the freeze is its own step before it.`,
      )
    }
    return [...freezes, ...this.#typed(item), ...releases, ...this.#verification(item)]
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

  #terraform(item: SignedItem): readonly NewDraft[] {
    const { artifacts, findings } = this.#ctx
    const drafts: NewDraft[] = []
    const named = this.#ctx.inputs.value(item.id, stepKey([item.id], 'terraform-apply', null), 'module')
    const modules = modulesOf(
      item,
      typeof named === 'string' ? named : null,
      artifacts.terraformModules,
      findings,
    )
    for (const module of modules) {
      const existing = this.#modules.get(module)
      if (existing === undefined) {
        this.#modules.set(module, this.#drafts.length + drafts.length)
        drafts.push(
          this.#step(item, {
            role: 'operation',
            action: 'terraform-apply',
            given: { module },
            fallbackName: module,
          }),
        )
      } else this.#joinModule(existing, item, module)
    }
    return drafts
  }

  /** One step per module: a second item that applies it is carried out by the first one's step. */
  #joinModule(index: number, item: SignedItem, module: string): void {
    const draft = this.#drafts[index]
    if (draft === undefined) return
    this.#drafts[index] = { ...draft, items: [...draft.items, item] }
    this.#ctx.findings.warn(
      `"${item.id}" applies module "${module}" again; it is carried out by the step of "${draft.item?.id}".`,
    )
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
    return { ...BLANK, items: [item], ...freezeStep(item, planned, role, this.#ctx) }
  }

  #manual(item: SignedItem, reason: string | null): NewDraft {
    const operation = intendedAction(item)
    return this.#step(item, { role: 'operation', action: MANUAL, operation, given: manualItem(item, reason) })
  }

  /** A verification command that is a complete API call is a step after what it verifies. */
  #verification(item: SignedItem): readonly NewDraft[] {
    const { catalog } = this.#ctx
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
  #needsWords(item: SignedItem, drafts: readonly NewDraft[]): boolean {
    if (item.verificationCommand === null) return false
    return !drafts.some((draft) => draft.action === MANUAL || draft.role === 'verification')
  }

  #step(item: SignedItem, parts: Pick<NewDraft, 'role' | 'action'> & Partial<NewDraft>): NewDraft {
    const draft: NewDraft = {
      ...BLANK,
      item,
      items: [item],
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

/** What a folded confirmation is, until more is said. */
const BLANK: Omit<NewDraft, 'role'> = {
  item: null,
  items: [],
  action: MANUAL,
  operation: MANUAL,
  description: '',
  datastoreArn: null,
  freeze: null,
  given: {},
  fallbackName: '',
  notes: [],
}

function nameOf(item: SignedItem): string {
  return item.datastoreArn === null ? item.id : arnName(item.datastoreArn)
}
