import type { CompilableAction, CompileCatalog, StandIn } from './action.js'
import { type Operation, operationOf } from './operation.js'
import { matches } from './output/validators.js'
import type { SignedItem } from './read/items.js'
import type { Role } from './roles.js'

/** What an item means, and the action that takes it; null where this catalogue has none. */
interface Meant {
  readonly operation: Operation
  readonly action: CompilableAction | null
  readonly standIn: StandIn | null
}

/** Which action carries out an item, and why people do when they do. */
export interface ChosenAction {
  readonly action: CompilableAction
  /** Shown in the step; null when the checklist itself leaves the item to people. */
  readonly reason: string | null
  /** True when a typed action was wanted and this catalogue has none. */
  readonly missing: boolean
}

/** The catalogue's actions, found by what the checklists say and by what they are for. Names mean nothing here. */
export class Vocabulary {
  /** The action of people: what has no other is theirs. */
  readonly people: CompilableAction
  /** The action that takes any complete API call, where the catalogue has one. */
  readonly apiCalls: CompilableAction | null
  readonly #actions: readonly CompilableAction[]
  readonly #byType = new Map<string, CompilableAction>()
  readonly #operations = new Map<string, Operation>()
  readonly #standIns = new Map<string, Meant>()

  /** @throws TypeError for a catalogue without an action of people */
  constructor(catalog: CompileCatalog) {
    this.#actions = catalog.names.flatMap((name) => catalog.get(name) ?? [])
    const people = this.#actions.find((action) => action.compiles.role === 'people')
    if (people === undefined) throw new TypeError('the catalogue has no action for decisions of people')
    this.people = people
    this.apiCalls = this.#actions.find((action) => action.compiles.anyApiCall === true) ?? null
    for (const action of this.#actions) {
      for (const type of action.compiles.operationTypes ?? [action.name]) this.#byType.set(type, action)
    }
  }

  /** What the item's operation type means, whether or not there is an action for it. */
  meaningOf(item: SignedItem): Meant {
    const type = item.operationType
    const action = type === null ? this.people : this.#byType.get(type)
    return action === undefined ? this.#withoutAction(type ?? '') : this.#meant(action)
  }

  /** The operation that the action carries out when an item means just it. */
  operationOf(action: CompilableAction): Operation {
    const known = this.#operations.get(action.name)
    if (known !== undefined) return known
    const made = operationOf(action.name, action.compiles)
    this.#operations.set(action.name, made)
    return made
  }

  /**
   * The action of a `during_cutover` item, by its operation type. What has no action is left to people, visibly:
   * nothing that was signed is lost, and nothing is pretended.
   */
  choose(item: SignedItem): ChosenAction {
    const { action, standIn } = this.meaningOf(item)
    if (action === this.people || this.isPeoplesTool(item.tool)) {
      return { action: this.people, reason: null, missing: false }
    }
    if (action !== null) return { action, reason: null, missing: false }
    const reason = `This version has no handler for ${item.operationType}: carry it out by hand, then approve.`
    return { action: this.people, reason, missing: standIn?.expected !== true }
  }

  /** Whether the tool, in any spelling, says that people do it. */
  isPeoplesTool(tool: string | null): boolean {
    const word = tool?.toLowerCase().replace(/[^a-z]/g, '')
    return word !== undefined && this.people.compiles.tools?.includes(word) === true
  }

  /** Whether the checklist itself leaves the operation to people. Null: not an operation, so nothing is said. */
  isPeoplesOperation(operationType: string | null): boolean {
    return operationType !== null && this.#byType.get(operationType) === this.people
  }

  /** Actions of a role, in catalogue order. */
  withRole(role: Role): readonly CompilableAction[] {
    return this.#actions.filter((action) => action.compiles.role === role)
  }

  /** The action of that role that takes the datastore, or null. */
  forDatastore(role: Role, datastoreArn: string): CompilableAction | null {
    const takes = ({ params }: CompilableAction) => {
      const schema = params.properties['datastore_arn']
      return schema !== undefined && matches(schema, datastoreArn)
    }
    return this.withRole(role).find(takes) ?? null
  }

  #meant(action: CompilableAction): Meant {
    return { operation: this.operationOf(action), action, standIn: null }
  }

  #withoutAction(type: string): Meant {
    const known = this.#standIns.get(type)
    if (known !== undefined) return known
    const table = this.people.compiles.standsInFor ?? {}
    const standIn = Object.hasOwn(table, type) ? (table[type] ?? null) : null
    const made: Meant =
      standIn?.role === 'people'
        ? this.#meant(this.people)
        : { operation: operationOf(type, standIn ?? { role: 'people' }), action: null, standIn }
    this.#standIns.set(type, made)
    return made
  }
}
