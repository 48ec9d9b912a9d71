import type { JsonObject } from '../model/json.js'

/** What one terraform process said. Output is already streamed to the step's logs. */
export interface TerraformOutcome {
  readonly exitCode: number
  /** Last 2 KiB of each stream, masked. */
  readonly stdoutTail: string
  readonly stderrTail: string
  /** The argv, for people (`terraform plan -target=module.x …`). */
  readonly command: string
}

/** One change of a saved plan, by address. */
export interface PlannedChange {
  readonly address: string
  readonly type: string
  /** `forget` leaves the resource in AWS and drops it from the state. */
  readonly change: 'create' | 'update' | 'delete' | 'replace' | 'read' | 'forget' | 'no-op'
  /** Masked attribute lines, for people. */
  readonly lines: readonly string[]
  /** SHA-256 over what changes, masked: equal for two plans that say the same. */
  readonly digest: string
  /** What it is called in AWS, by its state before the change: what a person types to confirm its end. */
  readonly name?: string
  /** The id under which an existing resource is taken into the state. Judged by itself, whatever `change` is. */
  readonly importing?: string
  /** The address that it had in the state until now. */
  readonly movedFrom?: string
  /** A former object at the same address, which is still to be destroyed: its key. */
  readonly deposed?: string
  /** An update whose new values are all computed anew at each apply (`timestamp()`): it can never be clean. */
  readonly recurring: boolean
}

export interface SavedPlan extends TerraformOutcome {
  readonly kind: 'planned'
  /** Absolute path of the saved plan file (mode 0600). */
  readonly planFile: string
  readonly planSha256: string
  readonly changes: readonly PlannedChange[]
  /** What Terraform found changed in AWS since its last apply. Shown; the plan may or may not act on it. */
  readonly drift: readonly PlannedChange[]
  /**
   * Nothing was deferred. Terraform's own `complete` flag cannot be used: it is false for every plan with
   * `-target`.
   */
  readonly complete: boolean
  readonly errored: boolean
  /**
   * SHA-256 over everything below `terraform/` that an apply may read besides the plan (scripts, archives); null
   * for a stand-in, which reads nothing.
   */
  readonly filesSha256: string | null
  /** The module will have no resource at all: of one that has outputs only, nothing can be proven. */
  readonly resourceless?: boolean
}

/** What was shown, and may be applied. */
export interface ApprovedPlan extends Pick<SavedPlan, 'planSha256' | 'filesSha256'> {
  /** How long the apply may take: it does not begin with credentials that end before and cannot be renewed. */
  readonly needsMs: number
}

/** A failure that a handler can tell apart. */
export interface TerraformFailure extends TerraformOutcome {
  readonly kind: 'failed'
  readonly reason:
    | 'stale-plan'
    /** The plan file, or a file that the apply would read, is not the one that was shown. */
    | 'changed'
    /** A provider of the plan may act in another account than the one it is shown for. */
    | 'other-account'
    | 'state-locked'
    | 'credentials'
    | 'errored-state'
    | 'invalid'
    | 'other'
  readonly diagnostics: readonly string[]
  /** For `state-locked`: id, who, when. */
  readonly lock: JsonObject | null
}

export interface TerraformApplied extends TerraformOutcome {
  readonly kind: 'applied'
}

/**
 * Terraform behind a port: the real one spawns processes; a rehearsal brings an in-memory stand-in that reads
 * the modules' resource blocks. All methods work in `terraform/root` with the target profile.
 */
export interface TerraformRunner {
  /** `init` and `validate -json`; diagnostics are sentences. */
  check(signal: AbortSignal): Promise<{ readonly ok: boolean; readonly diagnostics: readonly string[] }>
  /** `plan -target=module.<module> [-destroy] -out=<planFile>` and `show -json`. */
  plan(options: PlanOptions, io: TerraformIo): Promise<SavedPlan | TerraformFailure>
  /** A plan of everything, to be read and never applied. Null from a stand-in, which has nothing beside its modules. */
  planAll(planFile: string, io: TerraformIo): Promise<SavedPlan | TerraformFailure | null>
  /** Applies what was shown: a copy of that file, when it is still the approved one. */
  apply(
    planFile: string,
    io: TerraformIo,
    approved: ApprovedPlan,
  ): Promise<TerraformApplied | TerraformFailure>
  /** Addresses in the state below `module.<module>`; of everything for null. */
  stateList(module: string | null, io: TerraformIo): Promise<readonly string[]>
  /** The pid of a terraform that outlived its parent and still works in the folder, or null. */
  survivor(): Promise<number | null>
}

export interface PlanOptions {
  readonly module: string
  readonly destroy: boolean
  readonly planFile: string
  /** Targets only these addresses instead of the module, for destroying what one apply made. */
  readonly addresses?: readonly string[]
  /** Targets these beside the module: terraform insists on what moves into it or out of it. */
  readonly further?: readonly string[]
}

/** Where a process's output goes, and how it is stopped (SIGINT, so that terraform saves its state). */
export interface TerraformIo {
  readonly signal: AbortSignal
  onOutput(stream: 'stdout' | 'stderr', text: string): void
}
