import type { TObject } from 'typebox'
import type { ActionCatalog, ActionFacts, StepFacts } from '../model/action-facts.js'
import type { Datastore } from '../model/artifacts/data-migration-plan.js'
import type { Json, JsonObject } from '../model/json.js'
import type { Risk } from '../model/step.js'
import { type OperationSpec, operationOf } from './operation.js'
import type { ParsedCommand } from './read/aws-command.js'
import type { SignedItem } from './read/items.js'
import type { Role } from './roles.js'

/** An action as compile sees it: its facts, and what becomes it. */
export interface CompilableAction<P extends TObject = TObject> extends ActionFacts<P> {
  readonly compiles: Compiles
}

/** A registry as compile sees it. */
export interface CompileCatalog extends ActionCatalog {
  get(name: string): CompilableAction | undefined
}

/** How items of the checklists become an action, what it is to the cutover, and where its parameters come from. */
export interface Compiles extends OperationSpec, ParamSources {
  /** Operation types of the checklists that become this action. Absent: the one called like the action. */
  readonly operationTypes?: readonly string[]
  /** Words for an item's tool, in letters only, that make it this action whatever its operation type is. */
  readonly tools?: readonly string[]
  /** It carries out whatever AWS API call a command states completely. */
  readonly anyApiCall?: true
  /** A step before this one that the checklist does not list. */
  readonly helper?: HelperStep
  /** Operation types that no action takes yet, by what they mean; this action stands in for them. */
  readonly standsInFor?: Readonly<Record<string, StandIn>>
}

/** The helper is the action of that role that consumes the same artifact. */
export interface HelperStep {
  readonly role: Role
  readonly artifact: string
  readonly when: 'datastore-is-encrypted'
  description(item: SignedItem): string
}

/** What an operation type means that has no action of its own. */
export interface StandIn extends OperationSpec {
  /** True where nobody expects an action for it: nothing is warned about. */
  readonly expected?: true
}

/** What the parameters of one step may be derived from. */
export interface ParamContext {
  readonly item: SignedItem
  readonly datastoreArn: string | null
  readonly facts: StepFacts
  /** The datastore's entry in the data migration plan. */
  readonly datastore: Datastore | null
  /** The KMS key that the dependency graph says the datastore uses, as written there. */
  readonly graphKey: string | null
  /** Whether a freeze of this item's datastore begins before the item. */
  readonly frozenBefore: boolean
  /** Commands of the item whose flags count for this action. */
  readonly commands: readonly ParsedCommand[]
  /** The operator's own value of another parameter of the same step. */
  input(param: string): Json | undefined
  /** Resolved parameters of earlier steps about the same datastore that leave this artifact. */
  earlier(artifact: string): readonly JsonObject[]
}

/** A value that is taken as it is now, or the reason why it cannot be taken. */
export type Adapted = { readonly value: Json } | { readonly rejected: string }

/** Values by parameter. Absent and undefined are the same. */
export type Values = Readonly<Record<string, Json | undefined>>

/**
 * Where the parameters of one action come from beside the operator's inputs. All functions are pure and total.
 * An action that says nothing still gets its parameters from flags of the same name, and from the facts that
 * mean the same everywhere.
 */
export interface ParamSources {
  /** CLI operations whose flags count, `rds copy-db-snapshot`. Absent: the item's only command. */
  readonly commands?: readonly string[]
  /** Flags by parameter, where the flag is not simply the parameter's name. */
  readonly flags?: Readonly<Record<string, readonly string[]>>
  /** Values that stand inside structured flags. */
  fromCommand?(ctx: ParamContext): Values
  /** Values that the other artifacts state. */
  fromFacts?(ctx: ParamContext): Values
  /** Brings a value into the form that the action wants, whichever source it came from. */
  readonly adapt?: Readonly<Record<string, (value: Json, ctx: ParamContext) => Adapted>>
  /** Parameters that are optional in general and needed for these values. */
  needs?(params: JsonObject): readonly string[]
  /** What contradicts the artifacts: compile errors. */
  check?(params: JsonObject, ctx: ParamContext): readonly string[]
}

/** The risk of the action's steps where the migration plan names none. */
export function riskOf({ name, compiles }: CompilableAction): Risk {
  return operationOf(name, compiles).means.risk
}

/** The value as text, or undefined. */
export function textValue(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** The first value of a flag in the commands that count. */
export function flagValue(ctx: ParamContext, ...flags: readonly string[]): string | undefined {
  for (const command of ctx.commands) {
    for (const flag of flags) {
      const values = command.flags.get(flag)
      if (values?.length === 1) return values[0]
    }
  }
  return undefined
}
