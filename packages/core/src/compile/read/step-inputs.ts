import type { Json } from '../../model/json.js'
import { byCodeUnit } from '../../model/json.js'
import { isManualInput, type StepInput, type StepInputs } from '../../model/step-inputs.js'
import type { Findings } from '../findings.js'
import type { SignedItem } from './items.js'
import { isPlaceholder } from './shell-words.js'
import { METADATA_INPUT } from './step-facts.js'

/**
 * What tells two steps of one item apart from one compile to the next, whatever their numbers are. Step ids in
 * `step-inputs.json` and in freeze windows are translated to it.
 */
export function stepKey(itemIds: readonly string[], action: string, datastoreArn: string | null): string {
  return JSON.stringify([action, datastoreArn, ...itemIds])
}

/** The operator's values, looked up by item or by step. Remembers what was used, to tell what was not. */
export class InputLookup {
  readonly #inputs: StepInputs
  readonly #stepIdByKey: ReadonlyMap<string, string>
  readonly #used = new Set<string>()
  readonly #usedParams = new Set<string>()
  readonly #ambiguous: ReadonlySet<string>

  /** @param stepIdByKey step ids that a first compile gave, by `stepKey` */
  constructor(inputs: StepInputs, stepIdByKey: ReadonlyMap<string, string>, items: readonly SignedItem[]) {
    this.#inputs = inputs
    this.#stepIdByKey = stepIdByKey
    this.#ambiguous = repeatedIds(items)
  }

  /** Why people carry the item out, when the operator said so; undefined when nothing says so. */
  manualReason(itemId: string | null, key: string): string | undefined {
    for (const [name, input] of this.#inputsFor(itemId, key)) {
      if (!isManualInput(input)) continue
      this.#used.add(name)
      return input.reason ?? 'The operator decided to do this by hand (step-inputs.json).'
    }
    return undefined
  }

  /** The operator's value of one parameter; placeholders count as absent. */
  value(itemId: string | null, key: string, param: string): Json | undefined {
    for (const [name, input] of this.#inputsFor(itemId, key)) {
      this.#used.add(name)
      if (isManualInput(input) || !Object.hasOwn(input, param)) continue
      this.#usedParams.add(`${name}\n${param}`)
      const value = input[param]
      if (value !== undefined && !holdsPlaceholder(value)) return value
    }
    return undefined
  }

  /** An item id that both checklists use says too little to carry values. */
  isAmbiguous(itemId: string): boolean {
    return this.#ambiguous.has(itemId)
  }

  /** Names every key and parameter that no step took. */
  reportUnused(findings: Findings): void {
    for (const name of Object.keys(this.#inputs).sort(byCodeUnit)) {
      if (name.startsWith('$') || name === METADATA_INPUT) continue
      if (this.#ambiguous.has(name)) {
        findings.error(`step-inputs.json: several items have the id "${name}"; use the step's id instead.`)
      } else if (!this.#used.has(name)) {
        findings.warn(
          `step-inputs.json: "${name}" is neither an item that takes values nor a step; it is ignored.`,
        )
      } else this.#reportUnusedParams(name, findings)
    }
  }

  #reportUnusedParams(name: string, findings: Findings): void {
    const input = this.#inputs[name]
    if (input === undefined || isManualInput(input)) return
    for (const param of Object.keys(input).sort(byCodeUnit)) {
      if (param === 'manual' || this.#usedParams.has(`${name}\n${param}`)) continue
      findings.warn(`step-inputs.json: no step of "${name}" takes a parameter "${param}"; it is ignored.`)
    }
  }

  #inputsFor(itemId: string | null, key: string): readonly (readonly [string, StepInput])[] {
    const names = [
      this.#stepIdByKey.get(key),
      itemId !== null && !this.#ambiguous.has(itemId) ? itemId : null,
    ]
    return names.flatMap((name) => {
      const input = name === undefined || name === null ? undefined : this.#own(name)
      return input === undefined || name === undefined || name === null ? [] : [[name, input] as const]
    })
  }

  #own(name: string): StepInput | undefined {
    return Object.hasOwn(this.#inputs, name) ? this.#inputs[name] : undefined
  }
}

function repeatedIds(items: readonly SignedItem[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const repeated = new Set<string>()
  for (const { id } of items) {
    if (seen.has(id)) repeated.add(id)
    seen.add(id)
  }
  return repeated
}

/** A skeleton that was not filled in is no value. */
function holdsPlaceholder(value: Json): boolean {
  return typeof value === 'string'
    ? isPlaceholder(value)
    : Array.isArray(value) && value.some(holdsPlaceholder)
}
