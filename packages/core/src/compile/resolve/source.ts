import type { StepFacts } from '../../model/action-facts.js'
import type { Datastore } from '../../model/artifacts/data-migration-plan.js'
import type { Json, JsonObject } from '../../model/json.js'
import type { Draft } from '../expand/draft.js'
import type { ParsedCommand } from '../read/aws-command.js'
import type { SignedItem } from '../read/items.js'

/** What the parameters of one step may be derived from. */
export interface ParamContext {
  readonly draft: Draft
  readonly item: SignedItem
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
  /** Resolved parameters of steps that come before, by action, about the same datastore. */
  earlier(action: string): readonly JsonObject[]
}

/** A value that is taken as it is now, or the reason why it cannot be taken. */
export type Adapted = { readonly value: Json } | { readonly rejected: string }

/** Values by parameter. Absent and undefined are the same. */
export type Values = Readonly<Record<string, Json | undefined>>

/**
 * Where the parameters of one action come from beside the operator's inputs. All functions are pure and total.
 * An action without an entry still gets its parameters from flags of the same name, and from the facts that
 * mean the same everywhere (`commonFacts`).
 */
export interface ActionSource {
  /** CLI operations whose flags count, `rds copy-db-snapshot`. Absent: the item's only command. */
  readonly operations?: readonly string[]
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

/** Facts that mean the same for every action. */
export function commonFacts(ctx: ParamContext): Values {
  return {
    target_account_id: ctx.facts.target.accountId,
    source_account_id: ctx.facts.source.accountId,
    datastore_arn: ctx.draft.datastoreArn ?? undefined,
  }
}
