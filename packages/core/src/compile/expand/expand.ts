import type { PhaseItems, SignedItem } from '../read/items.js'
import { warnUnapplied } from '../read/terraform-modules.js'
import { blankDraft, type Draft, type NewDraft } from './draft.js'
import { type ExpandContext, ItemExpander } from './expand-item.js'
import { handoffDraft } from './handoff.js'
import { hasGate, postFold, preFold } from './manual.js'

/** All drafts in signed order: items by phase, the handoff between the planes. Every item is in one at least. */
export function expand(phases: readonly PhaseItems[], ctx: ExpandContext): readonly Draft[] {
  const builder = new Builder(ctx)
  for (const phase of phases.filter((p) => p.phase.plane === 'control')) builder.phase(phase)
  builder.add(handoffDraft(ctx.artifacts, ctx.vocabulary), handoffPhase(phases))
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
  readonly #items: ItemExpander
  readonly #drafts: Draft[] = []

  constructor(ctx: ExpandContext) {
    this.#ctx = ctx
    this.#items = new ItemExpander(ctx)
  }

  drafts(): readonly Draft[] {
    return this.#drafts.map((draft) =>
      draft.operation.perModule === true
        ? { ...draft, items: this.#items.itemsOfModule(draft.fallbackName) }
        : draft,
    )
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
      origin: 'pre',
      given: preFold(phase, { ...fold, gate: null }),
      fallbackName: `${phase.name} pre-cutover`,
      description: `Checks before ${phase.name}`,
    }))
    const unverified: SignedItem[] = []
    for (const item of items.during) {
      const drafts = this.#items.operation(item)
      add(drafts)
      if (this.#items.needsWords(item, drafts)) unverified.push(item)
    }
    warnUnapplied(phase, this.#items.appliedModules, this.#ctx.findings)
    this.#checks(
      items.post,
      unverified,
      add,
      (fold, last) => ({
        origin: 'post',
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
    ) => Pick<NewDraft, 'origin' | 'given' | 'fallbackName' | 'description'>,
    always = false,
  ): void {
    let pending: SignedItem[] = []
    let toVerify = verified
    const flush = (last: boolean) => {
      if (pending.length + toVerify.length === 0 && !(last && always)) return
      add(pending.flatMap((item) => this.#items.verification(item)))
      const folded = [...pending, ...toVerify]
      add([
        {
          ...blankDraft(this.#ctx.vocabulary),
          ...make({ items: pending, verified: toVerify }, last),
          items: folded,
          leadItemId: pending[0]?.id ?? null,
        },
      ])
      pending = []
      toVerify = []
    }
    for (const item of items) {
      const real = this.#items.freezesAndReleases(item)
      if (real.length === 0) {
        pending.push(item)
        continue
      }
      flush(false)
      const drafts = [...real, ...this.#items.verification(item)]
      add(drafts)
      if (this.#items.needsWords(item, drafts)) toVerify = [...toVerify, item]
    }
    flush(true)
  }
}
