import type { Static, TObject } from 'typebox'
import type { AwsAccount } from '../../aws/account.js'
import type { CompilableAction } from '../../compile/action.js'
import type { StepFacts } from '../../model/action-facts.js'
import type { Json, JsonObject } from '../../model/json.js'
import type { Clock, DnsResolver } from '../../model/ports.js'
import type { ExecutionStep } from '../../model/step.js'
import type { TerraformRunner } from '../../terraform/runner.js'

/**
 * What `execute` leaves behind: job ids, and previous values needed for undo. Journaled as it is, so it is
 * JSON and holds no secret.
 */
export type Receipt = JsonObject

/** What earlier steps did, read from the journal. */
export interface StepHistory {
  /** The receipt of a succeeded step, or null. */
  receiptOf(stepId: string): Receipt | null
  /** The active or last freeze of a datastore: when it began, and the freeze step's receipt. */
  freezeOf(
    datastoreArn: string,
  ): { readonly beganAtMs: number; readonly receipt: Receipt; readonly active: boolean } | null
  /** Succeeded steps that left such an artifact (`compiles.produces` of their action), in order. */
  producersOf(artifact: string): readonly { readonly step: ExecutionStep; readonly receipt: Receipt | null }[]
}

/** Files that a handler may touch. Paths given by artifacts never leave the run directory. */
export interface StepFiles {
  /** Absolute path of this step's own artifact in `execution/`, for example `.tfplan`. */
  artifactPath(suffix: string): string
  /** Reads a file named relative to the run directory; refuses `..`, absolute paths and symlinks out of it. */
  readInput(relativePath: string): Promise<Uint8Array>
  /** Programs that an apply of these Terraform modules may start, one sentence each: they are in no plan. */
  provisioners(modules: readonly string[]): Promise<readonly string[]>
}

/** Everything a read may use. Its accounts refuse mutations (A1). */
export interface ReadContext {
  readonly facts: StepFacts
  readonly step: ExecutionStep
  readonly source: AwsAccount
  readonly target: AwsAccount
  readonly terraform: TerraformRunner
  readonly dns: DnsResolver
  readonly clock: Clock
  readonly history: StepHistory
  readonly files: StepFiles
  /** Aborts when the run is being stopped at once. Pass it to everything that waits. */
  readonly signal: AbortSignal
  /**
   * Deterministic from run id, step id and attempt: the same for a re-send, different for a retry.
   * 64 lower-case hex characters; handlers cut it to what the API accepts.
   */
  readonly token: string
  /** Tokens of this step's earlier attempts, oldest first: reconcile looks for all of them. */
  readonly earlierTokens: readonly string[]
  /** Appends a line to the step's stdout log and to the observer. Never give it a secret. */
  log(line: string): void
}

/** Everything a mutation may use. */
export interface WriteContext extends ReadContext {
  /** The preview that was approved. */
  readonly approved: Preview
  /** The secret's bytes, for actions with `needsSecretFile`. Never stored. */
  readonly secret: Uint8Array | null
}

/** What the world looks like before a mutation, and what would change. */
export interface Preview {
  /**
   * All that a yes depends on, and only that. It is hashed; if it differs at execution the approval is void.
   * No secrets, no counters that move by themselves.
   */
  readonly observation: Json
  /** For people: the present, one fact per line. */
  readonly before: readonly string[]
  /** For people: the future, one fact per line. */
  readonly after: readonly string[]
  /** Reasons why this must not be executed as things are; each says what to do. */
  readonly blockers: readonly string[]
  readonly warnings: readonly string[]
  /** Shown but not hashed. */
  readonly volatile: readonly string[]
  /** The promised state is already there. */
  readonly alreadyDone: boolean
  /**
   * Set when this very execution destroys something that the action as such does not (a plan with destroys):
   * raises the risk to high and asks a second time with this sentence.
   */
  readonly destroys: string | null
  /** This very execution is riskier than its action: the question says high. */
  readonly raisesRisk?: boolean
}

export type Reconciliation =
  | { readonly kind: 'done'; readonly receipt: Receipt; readonly evidence: readonly string[] }
  | { readonly kind: 'running'; readonly receipt: Receipt; readonly evidence: readonly string[] }
  | { readonly kind: 'not-done'; readonly evidence: readonly string[] }
  | { readonly kind: 'unknown'; readonly evidence: readonly string[] }

export interface PollProgress {
  readonly done?: number
  readonly total?: number
  readonly unit?: 'bytes' | 'items' | 'objects' | 'rows' | 'percent'
  readonly percent?: number
  readonly ratePerSecond?: number
  readonly etaSeconds?: number
}
export interface PollResult {
  /** AWS's own word, for example `TRANSFERRING`. */
  readonly status: string
  readonly outcome: 'running' | 'succeeded' | 'failed' | 'unknown'
  readonly progress: PollProgress | null
  readonly message: string | null
}

/** One thing that was checked, with numbers or words that an operator can compare. */
export interface Check {
  readonly name: string
  readonly ok: boolean
  readonly expected: string
  readonly found: string
}
/** Passed only when `checks` is not empty and all are ok. */
export interface Verification {
  readonly checks: readonly Check[]
  /** Facts to keep in the journal (counts, ids), no secrets. */
  readonly observed?: JsonObject
}

export interface RollbackOutcome {
  readonly receipt: Receipt
  /** What is still there after a rollback that worked, or null. */
  readonly remains: string | null
}

/** The inverse as it would be sent, found by reading. */
export interface RollbackPreview {
  /** What goes, named one by one; null when the inverse destroys nothing. Asked again before anything is sent. */
  readonly destroys: string | null
  /** What has to be typed for a yes; null: the step's resource name. */
  readonly typeToConfirm: string | null
  /** What `run` is held to. */
  readonly approved: JsonObject
}

export interface Rollback<P> {
  /**
   * Where the inverse is planned before it is sent: what the plan says, instead of {@link destroys}.
   * @throws CutoverError when the plan would do anything else than undo this step
   */
  preview?(params: P, receipt: Receipt | null, ctx: ReadContext): Promise<RollbackPreview>
  /** A sentence when the inverse itself destroys something (deleting a restored database): asked again first. */
  destroys?(params: P, receipt: Receipt | null): string | null
  /**
   * The inverse, from the receipt (null when the step never got that far).
   * @param shown what {@link preview} said and a person confirmed
   */
  run(
    params: P,
    receipt: Receipt | null,
    ctx: WriteContext,
    shown?: RollbackPreview | null,
  ): Promise<RollbackOutcome>
  verify(params: P, receipt: Receipt | null, ctx: ReadContext): Promise<Verification>
  /** The inverse runs as a job: poll until terminal before verifying. */
  poll?(params: P, receipt: Receipt | null, ctx: ReadContext): Promise<PollResult>
}

/**
 * One action: the pure facts and the effects. Handlers throw the SDK's own errors; the engine classifies them
 * (aws/classify.ts). They never retry, never sleep, and never swallow an error.
 */
export interface ActionDefinition<P extends TObject = TObject> extends CompilableAction<P> {
  /**
   * True when `execute` itself refuses if the world changed since the preview (a saved Terraform plan): the
   * engine then does not look a second time between yes and execution.
   */
  readonly selfGuarded?: boolean
  /**
   * How long AWS may take to show what `verify` (or the rollback's) promises; it is repeated meanwhile.
   * Default 10 s.
   */
  readonly settlesWithinSeconds?: number
  preview(params: Static<P>, ctx: ReadContext): Promise<Preview>
  execute(params: Static<P>, ctx: WriteContext): Promise<Receipt>
  /** Did an execute with `ctx.token` (or an earlier one) happen? From AWS alone. */
  reconcile(params: Static<P>, ctx: ReadContext): Promise<Reconciliation>
  verify(params: Static<P>, receipt: Receipt | null, ctx: ReadContext): Promise<Verification>
  /** Required when `longRunning` is set. */
  poll?(params: Static<P>, receipt: Receipt, ctx: ReadContext): Promise<PollResult>
  /** The inverse, or a sentence saying why none exists. */
  readonly rollback: Rollback<Static<P>> | string
  /**
   * Stops the job. `ended` when nothing of it is left to be polled; `stopping` when polling tells how it ends.
   * Called for a job that is gone already, it says `ended`.
   */
  cancel?(params: Static<P>, receipt: Receipt, ctx: WriteContext): Promise<'ended' | 'stopping'>
}

/** Types a definition by its params schema. */
export function defineAction<P extends TObject>(definition: ActionDefinition<P>): ActionDefinition<P> {
  return definition
}

/** A preview with the usual empty parts filled in. */
export function preview(
  parts: Pick<Preview, 'observation' | 'before' | 'after'> & Partial<Preview>,
): Preview {
  return { blockers: [], warnings: [], volatile: [], alreadyDone: false, destroys: null, ...parts }
}

/** A step's typed input as its handler takes it: compile validated it against the handler's own schema. */
export function paramsOf(step: ExecutionStep): Static<TObject> {
  return step.params as Static<TObject>
}
