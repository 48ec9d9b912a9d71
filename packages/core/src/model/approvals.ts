import type { Json } from './json.js'
import type { ExecutionStep, Plane, Risk, Side } from './step.js'

/** Where the operator is in the run. `index` counts from 1. */
export interface Position {
  readonly index: number
  readonly total: number
  readonly plane: Plane
  readonly phaseNumber: number
  readonly phaseName: string
}

/** A freeze that is, or may be, active, as every prompt shows it. Times in milliseconds since the epoch. */
export interface FreezeClock {
  readonly datastoreArn: string
  readonly sinceMs: number
  readonly elapsedMs: number
  readonly allowedMs: number
  readonly exceeded: boolean
  /** False when it was sent and is neither proven nor undone: writes may be stopped. */
  readonly proven: boolean
}

/** What is known about the session's credentials of one side. */
export interface CredentialRunway {
  readonly side: Side
  readonly profile: string
  readonly expiresAtMs: number | null
  readonly remainingMs: number | null
}

/** What AWS looked like when the question was asked. */
export interface PreviewView {
  readonly observationHash: string
  readonly observation: Json
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly blockers: readonly string[]
  readonly warnings: readonly string[]
  /** Shown, never hashed: counters that move by themselves. */
  readonly volatile: readonly string[]
  readonly alreadyDone: boolean
}

/** The failure that a dialog is about. */
export interface FailureView {
  readonly stage: 'preview' | 'execute' | 'poll' | 'verify' | 'rollback' | 'cancel'
  readonly errorName: string
  readonly message: string
  readonly requestId: string | null
  readonly terminalStatus: string | null
  readonly stderrTail: string
  readonly checks: readonly {
    readonly name: string
    readonly ok: boolean
    readonly expected: string
    readonly found: string
  }[]
}

/** Common to every question about one step. */
export interface StepQuestion {
  readonly step: ExecutionStep
  readonly position: Position
  readonly account: { readonly side: Side; readonly accountId: string; readonly profile: string } | null
  readonly risk: Risk
  readonly freezes: readonly FreezeClock[]
  readonly credentials: readonly CredentialRunway[]
  readonly warnings: readonly string[]
  /** SHA-256 over everything shown; approval-class journal entries carry it. */
  readonly shownHash: string
}

/** The plan as a whole: go or no-go after compile. */
export interface PlanRequest {
  readonly kind: 'plan'
  readonly summary: Json
  readonly summaryLines: readonly string[]
  readonly shownHash: string
}
/** One step, before it is executed. */
export interface StepRequest extends StepQuestion {
  readonly kind: 'step'
  readonly preview: PreviewView
  /** The exact call, as CLI equivalent with the real profiles. */
  readonly call: string | null
  readonly rollback: string
  readonly choices: readonly StepChoice[]
  /** The difference, when this step was approved before and AWS changed in between. */
  readonly invalidated: readonly string[] | null
}
/** `recheck` looks again and asks again; with blockers, `approve` is not among the choices. */
export type StepChoice = 'approve' | 'recheck' | 'skip' | 'abort'
/** The second question of a step that cannot be undone (or destroys something). */
export interface IrreversibleRequest extends StepQuestion {
  readonly kind: 'irreversible'
  readonly cannotBeUndone: string
  /** What has to be typed, letter for letter. */
  readonly typeToConfirm: string
}
/** The gate between the planes. */
export interface HandoffRequest extends StepQuestion {
  readonly kind: 'handoff'
  readonly criteria: readonly string[]
  readonly policyName: string
  /** Null at first; after a check that found something missing, what is denied. */
  readonly denied:
    | readonly {
        readonly side: Side
        readonly action: string
        readonly resource: string
        readonly reason: string
        readonly missingContext: readonly string[]
      }[]
    | null
}
/** A step failed. */
export interface FailureRequest extends StepQuestion, WayBack {
  readonly kind: 'failure'
  readonly failure: FailureView
  readonly choices: readonly FailureChoice[]
  readonly retriesLeft: number
}
/** How a step that something was sent for can be undone, and for how long. */
export interface WayBack {
  /** The exact rollback call, or that there is none. */
  readonly rollback: string
  /** What the plan itself says about going back. */
  readonly planRollback: readonly string[]
  readonly rollbackWindowMinutes: number | null
  readonly sinceStartedMs: number
  /** Null when the plan names no window. */
  readonly insideWindow: boolean | null
  /** Why the step cannot be undone, where that is so. */
  readonly irreversible: string | null
}
export const FAILURE_CHOICES = [
  'retry',
  'rollback-and-continue',
  'rollback-and-stop',
  'stop',
  'abort',
] as const
/** `stop` is "skip rollback and stop" (halted); `abort` ends as aborted without rollback. */
export type FailureChoice = (typeof FAILURE_CHOICES)[number]

/** A rollback ended; what now. */
export interface AfterRollbackRequest extends StepQuestion {
  readonly kind: 'after-rollback'
  readonly ok: boolean
  readonly failure: FailureView | null
  readonly remains: string | null
  readonly choices: readonly ('retry-rollback' | 'continue' | 'stop' | 'abort')[]
}
/** A resumed run has to be told what to do with one step, or with an aborted run. */
export interface ResumeRequest {
  readonly kind: 'resume'
  readonly reason:
    | 'in-doubt'
    | 'not-done'
    | 'failed'
    | 'aborted'
    | 'rollback-in-doubt'
    | 'other-version'
    | 'verify-failed'
  readonly question: StepQuestion | null
  readonly lastEvent: string
  readonly finding: string
  readonly evidence: readonly string[]
  /** Null when the question is not about a step. */
  readonly wayBack: WayBack | null
  /** Retries that the step has left; null when the question is not about a step. */
  readonly retriesLeft: number | null
  readonly choices: readonly ResumeChoice[]
  readonly shownHash: string
}
export type ResumeChoice = 'continue' | 'retry' | 'skip' | 'rollback' | 'stop' | 'abort'

/** A running job: its status is unknown three times in a row, or the operator pressed a key. */
export interface PollRequest extends StepQuestion {
  readonly kind: 'poll-unknown'
  readonly reason: 'unknown-status' | 'operator'
  readonly lastStatus: string
  readonly cancellable: boolean
}
/** Where the secret's value is. The value itself never passes through a provider. */
export interface SecretFileRequest extends StepQuestion {
  readonly kind: 'secret-file'
  readonly secretId: string
  /** Why the last path was not taken, or null. */
  readonly rejected: string | null
  /** True when the file is readable by others and the operator has to insist. */
  readonly confirmLoosePermissions: boolean
}

export type ApprovalRequest =
  | PlanRequest
  | StepRequest
  | IrreversibleRequest
  | HandoffRequest
  | FailureRequest
  | AfterRollbackRequest
  | ResumeRequest
  | PollRequest
  | SecretFileRequest
export type ApprovalKind = ApprovalRequest['kind']

/** The decision's type follows from the request's kind. */
export interface DecisionByKind {
  plan: { readonly decision: 'go' | 'no-go' }
  step: { readonly decision: StepChoice; readonly note?: string }
  irreversible:
    | { readonly decision: 'confirm'; readonly typed: string }
    | { readonly decision: 'back' | 'abort' }
  handoff:
    | {
        readonly decision: 'confirm'
        /** Every criterion's text, as confirmed one by one. */
        readonly confirmed: readonly string[]
        readonly policyAttached: boolean
      }
    | { readonly decision: 'recheck' | 'stop' }
  failure: { readonly decision: FailureChoice; readonly usePlanRollback?: boolean }
  'after-rollback': { readonly decision: 'retry-rollback' | 'continue' | 'stop' | 'abort' }
  resume: { readonly decision: ResumeChoice }
  'poll-unknown': { readonly decision: 'keep-waiting' | 'cancel-job' | 'stop' }
  'secret-file':
    | { readonly decision: 'file'; readonly path: string; readonly insist?: boolean }
    | { readonly decision: 'skip' }
    | { readonly decision: 'abort' }
}
export type DecisionFor<K extends ApprovalKind> = DecisionByKind[K]
export type RequestFor<K extends ApprovalKind> = Extract<ApprovalRequest, { kind: K }>

/**
 * Who answers. A required argument of `runCutover`; there is no default.
 *
 * A provider that throws, or answers with anything but a decision of the request's kind, has not approved:
 * the run halts. `signal` aborts when the run is being stopped; the provider should then reject.
 */
export interface ApprovalProvider {
  decide<K extends ApprovalKind>(request: RequestFor<K>, signal: AbortSignal): Promise<DecisionFor<K>>
}
