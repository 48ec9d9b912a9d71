/**
 * The library: reads a signed run directory, compiles it into typed steps, and executes them one by one under
 * approval, with a durable journal.
 */

export type {
  ActionDefinition,
  Check,
  PollProgress,
  PollResult,
  Preview,
  ReadContext,
  Receipt,
  Reconciliation,
  Rollback,
  RollbackOutcome,
  StepFiles,
  StepHistory,
  Verification,
  WriteContext,
} from './actions/kit/definition.js'
export { type PublishedSchema, publishedSchemas, schemaText } from './actions/published-schemas.js'
export { actions } from './actions/registry.js'
export type {
  AwsAccount,
  AwsCallRecord,
  AwsFactory,
  AwsIdentity,
  AwsServiceName,
  Renewal,
} from './aws/account.js'
export type { AwsCredentials, CredentialSource } from './aws/credentials.js'
export { profileAwsFactory } from './aws/profile-factory.js'
export { scrubText } from './aws/scrub.js'
export {
  type SimulatorAddress,
  type StaticAccount,
  type StaticSettings,
  staticAwsFactory,
} from './aws/static-factory.js'
export type { InProcessHandler } from './aws/transport.js'
export {
  type CompilableAction,
  type CompileCatalog,
  type Compiles,
  type HelperStep,
  type ParamContext,
  type ParamSources,
  riskOf,
  type StandIn,
} from './compile/action.js'
export { compile } from './compile/compile.js'
export type { Consumed, OperationSpec, Produced } from './compile/operation.js'
export { assertCompiled, type Compiled, type Unresolved, unresolvedLine } from './compile/output/result.js'
export { serialiseSteps } from './compile/output/serialise.js'
export {
  estimate,
  type PlanEstimate,
  type PlanSummary,
  summarise,
  summaryLines,
} from './compile/output/summary.js'
export type { ParsedCommand } from './compile/read/aws-command.js'
export type { SignedItem } from './compile/read/items.js'
export { stepFacts } from './compile/read/step-facts.js'
export { todoSkeleton } from './compile/resolve/todo.js'
export type { PlanPhaseRule, Role, RoleMeaning } from './compile/roles.js'
export { simulatedDns } from './dns/simulated-dns.js'
export type { FreezeRecord, RunState, StepPhase, StepRecord } from './engine/state.js'
export type {
  ActionCatalog,
  ActionFacts,
  CliEquivalents,
  IamRequirement,
  LongRunning,
  StepFacts,
  StepResource,
} from './model/action-facts.js'
export {
  type AfterRollbackRequest,
  type ApprovalKind,
  type ApprovalProvider,
  type ApprovalRequest,
  type CredentialRunway,
  type DecisionByKind,
  type DecisionFor,
  FAILURE_CHOICES,
  type FailureChoice,
  type FailureRequest,
  type FailureView,
  type FreezeClock,
  type HandoffRequest,
  type IrreversibleRequest,
  type PlanRequest,
  type PollRequest,
  type Position,
  type PreviewView,
  type RequestFor,
  type ResumeChoice,
  type ResumeRequest,
  type SecretFileRequest,
  type StepChoice,
  type StepQuestion,
  type StepRequest,
  type WayBack,
} from './model/approvals.js'
export type { Artifacts } from './model/artifacts/artifacts.js'
export { assertNever } from './model/assert-never.js'
export {
  CutoverError,
  type CutoverErrorInit,
  ERROR_CODES,
  type ErrorCode,
  type Fault,
  isCutoverError,
} from './model/errors.js'
export { canonicalJson, hashJson, type Json, type JsonObject, sha256 } from './model/json.js'
export type { Clock, DnsAnswer, DnsResolver } from './model/ports.js'
export {
  type ExecutionStep,
  HANDOFF_STEP_ID,
  PLANES,
  type Plane,
  type Risk,
  SIDES,
  type Side,
} from './model/step.js'
export type { ExecutionSummary, FreezeSummary, StepTally, Verdict } from './model/summary.js'
export {
  MAX_POLICY_CHARACTERS,
  type PolicyDocument,
} from './policy/documents.js'
export { type CutoverPolicy, policiesFor } from './policy/policies.js'
export type { PolicyStatement } from './policy/statements.js'
export type { Operator } from './preflight/operator.js'
export {
  PREFLIGHT_CHECKS,
  type PreflightCheck,
  type PreflightReport,
  type PreflightRow,
  preflightError,
  type RowOutcome,
} from './preflight/report.js'
export { type Needs, needsOf, requirementsOf } from './preflight/requirements.js'
export { type PreflightDeps, runPreflight } from './preflight/run-preflight.js'
export { type ReportDocument, reportDocument } from './report/document.js'
export { renderHtml } from './report/html.js'
export { renderMarkdown } from './report/markdown.js'
export { type Decision, type Moment, type RunReading, readRun } from './report/read-run.js'
export { outcomeOf, summariseRun } from './report/summarise-run.js'
export { duration, outcomeWords } from './report/words.js'
export { writeReports } from './report/write-reports.js'
export { createControls, type RunControls } from './run/controls.js'
export { type EnvironmentVariables, systemClock, systemOperator } from './run/environment.js'
export type { HaltCause } from './run/halt.js'
export type { LastEntry, RunEnding } from './run/journal-ending.js'
export { type Observer, type RunEvent, silentObserver } from './run/observer.js'
export type { RunOptions, RunResult } from './run/options.js'
export { type CheckOptions, checkRun } from './run/preflight.js'
export { runCutover } from './run/run-cutover.js'
export { type RunVerification, verifyRun } from './run/verify-run.js'
export { INPUT_FILES, OUTPUT_FILES, type RunDirectoryParts, runDirectoryPath } from './rundir/files.js'
export { latestInputTimeMs } from './rundir/latest-date.js'
export { loadRunDirectory, type RunDirectory } from './rundir/load.js'
export { createFile, createFolder, replaceFile } from './rundir/output-files.js'
export type { SignOff } from './rundir/sign-off.js'
export { type NewSignature, writeSignature } from './rundir/write-sign-off.js'
export type { ModuleResource } from './terraform/module-resources.js'
export { type RehearsalTerraformOptions, rehearsalTerraform } from './terraform/rehearsal-terraform.js'
export type {
  PlannedChange,
  PlanOptions,
  SavedPlan,
  TerraformApplied,
  TerraformFailure,
  TerraformIo,
  TerraformOutcome,
  TerraformRunner,
} from './terraform/runner.js'
export { CUTOVER_VERSION } from './version.js'
