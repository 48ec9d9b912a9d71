import type { Static, TObject } from 'typebox'
import type { Side } from './step.js'

/** What a pure function may know about the run: nothing that changes from one compile to the next. */
export interface StepFacts {
  readonly runId: string
  readonly source: { readonly accountId: string; readonly region: string }
  readonly target: { readonly accountId: string; readonly region: string }
}

/** How the CLI equivalents name the two profiles: the variables that planners write into their checklists. */
export const PROFILE_VARIABLE: Readonly<Record<Side, string>> = {
  source: '$MIGRATION_SOURCE_PROFILE',
  target: '$MIGRATION_TARGET_PROFILE',
}

/**
 * The exact `aws` or `terraform` equivalents of what the handler calls, one string per command line, joined
 * with ` && ` where a part needs several. Never executed by the product. `rollback` is a sentence when no
 * inverse exists. Parts that need a receipt name it as `<placeholder>`.
 */
export interface CliEquivalents {
  readonly preview: string | null
  readonly execute: string | null
  readonly verify: string | null
  readonly poll: string | null
  readonly rollback: string
}

/** One IAM action with the resources that a handler calls it on. */
export interface IamRequirement {
  readonly side: Side
  /** For example `rds:CopyDBSnapshot`. */
  readonly action: string
  /** ARNs; `*` only where the service does not support resource-level permissions. */
  readonly resources: readonly string[]
  readonly access: 'read' | 'write'
  /** Context entries that the simulation needs: key → values. */
  readonly context?: Readonly<Record<string, readonly string[]>>
}

/** How an action that starts a job is watched. */
export interface LongRunning {
  readonly pollIntervalSeconds: number
  readonly terminalStates: readonly string[]
}

/** What the step is about, for people and for matching. */
export interface StepResource {
  readonly arn: string
  /** CloudFormation type name. */
  readonly type: string
  /** Short name: the slug is made of it, and an irreversible step asks for it to be typed. */
  readonly name: string
}

/**
 * The pure half of an action: all that compile, policy generation and documentation need. Functions are
 * total, synchronous and deterministic.
 */
export interface ActionFacts<P extends TObject = TObject> {
  /** Registry name, for example `snapshot-copy`. */
  readonly name: string
  /** What it does, one sentence. */
  readonly title: string
  /** The account that is changed; `none` for decisions of people. */
  readonly account: Side | 'none'
  readonly tool: 'terraform' | 'aws-sdk' | 'human'
  /** TypeBox object; each property has a `description` and `examples`. */
  readonly params: P
  /** `token`: AWS deduplicates by our token. `adopt`: reconcile finds what happened. */
  readonly idempotency: 'token' | 'adopt' | 'none'
  readonly longRunning: LongRunning | null
  /** A sentence saying what can never be undone; null when there is a true inverse. */
  readonly irreversible: string | null
  /** True when the operator supplies a secret's file after approving. */
  readonly needsSecretFile?: boolean
  readonly estimatedSeconds: number
  resource(params: Static<P>, facts: StepFacts): StepResource
  cli(params: Static<P>, facts: StepFacts): CliEquivalents
  iamActions(params: Static<P>, facts: StepFacts): readonly IamRequirement[]
  /** What `iamActions` leaves out because nobody knows it, one sentence each; absent where it is complete. */
  unsimulated?(params: Static<P>): readonly string[]
}

/** A registry as compile sees it. */
export interface ActionCatalog {
  get(name: string): ActionFacts | undefined
  readonly names: readonly string[]
}
