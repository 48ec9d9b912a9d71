import type { AppendHooks, JournalFs, ProcessFacts } from '@cutover/journal'
import type { AwsFactory } from '../aws/account.js'
import type { StepFacts } from '../model/action-facts.js'
import type { ApprovalProvider } from '../model/approvals.js'
import type { Clock, DnsResolver } from '../model/ports.js'
import type { ExecutionSummary, Verdict } from '../model/summary.js'
import type { Operator } from '../preflight/operator.js'
import type { PreflightRow } from '../preflight/report.js'
import type { TerraformRunner } from '../terraform/runner.js'
import type { RunControls } from './controls.js'
import type { EnvironmentVariables } from './environment.js'
import type { HaltCause } from './halt.js'
import type { Observer } from './observer.js'

/** What `runCutover` takes. Everything that reaches outside can be replaced; approvals have to be given. */
export interface RunOptions {
  /** The folder with the signed checklists and the planner's artifacts. */
  readonly runDirectory: string
  /** Named profiles of the shared AWS configuration. */
  readonly profiles: { readonly source: string; readonly target: string }
  /** Who answers. There is no default and no way around it. */
  readonly approvals: ApprovalProvider
  /** Go on with an existing journal. Without it an existing journal refuses to start. */
  readonly resume?: boolean
  /** Override the one check that artifacts are at most 14 days old. Journaled. */
  readonly acceptStale?: boolean
  /**
   * Where journal, logs and reports of a rehearsal go; default the run directory itself. Refused with real ports:
   * what makes a rehearsal is that `aws`, `terraform` and `dns` are simulated ones, made by `staticAwsFactory`,
   * `rehearsalTerraform` and `simulatedDns`.
   */
  readonly rehearsalDirectory?: string
  /** Environment variables for profiles, endpoints and terraform; default none. */
  readonly env?: EnvironmentVariables
  /**
   * Profiles beside the target's that Terraform's backends and aliased providers may name; default none. Each is
   * resolved and proven by this run; what a block with another name would use is refused.
   */
  readonly terraformProfiles?: readonly string[]
  readonly operator?: Operator
  readonly clock?: Clock
  readonly aws?: (facts: StepFacts) => AwsFactory
  readonly terraform?: (facts: StepFacts) => TerraformRunner
  readonly dns?: DnsResolver
  readonly observer?: Observer
  readonly controls?: RunControls
  readonly onPreflightRow?: (row: PreflightRow) => void
  /** The command line, for the lock and for the resume hint. */
  readonly command?: { readonly line: string; readonly resume: string }
  /** For crash tests: around every append, instead of the file system, instead of the process table. */
  readonly journalHooks?: AppendHooks
  readonly journalFs?: JournalFs
  readonly processFacts?: ProcessFacts
}

/** How a run ended. */
export interface RunResult {
  readonly verdict: Verdict
  readonly haltReason: string | null
  readonly haltStepId: string | null
  /** Why the engine halted, when it was not a decision about a step. */
  readonly haltCause: HaltCause | null
  /** Where the journal, the logs and the reports are. */
  readonly outputDirectory: string
  /** Null when the operator declined before anything started. */
  readonly summary: ExecutionSummary | null
}
