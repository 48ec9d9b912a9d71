import type { AwsIdentity } from '../aws/account.js'
import { CutoverError, type ErrorCode } from '../model/errors.js'
import type { RunDirectory } from '../rundir/load.js'
import type { Operator } from './operator.js'

/** The checks, in the order in which they are made and shown. */
export const PREFLIGHT_CHECKS = {
  lock: 'Nobody else is running this cutover',
  inputs: 'Input files parse and validate',
  'sign-offs': 'Both checklists are signed',
  freshness: 'Artifacts are fresh',
  accounts: 'Artifacts agree on accounts and run',
  plan: 'The checklists compile',
  profiles: 'Both profiles lead to the right accounts',
  permissions: 'Control-plane permissions',
  terraform: 'Terraform initialises and validates',
  operator: 'Operator',
  clock: 'Clock agrees with AWS',
} as const
export type PreflightCheck = keyof typeof PREFLIGHT_CHECKS

/** What one check found. */
export interface RowOutcome {
  readonly ok: 'ok' | 'failed' | 'warning' | 'not-run'
  /** One sentence. */
  readonly detail: string
  /** Single findings, one per line. */
  readonly lines?: readonly string[]
  /** What to do about a failure or warning. */
  readonly remedy?: string
  /** Of a failure: which error the run ends with. */
  readonly code?: ErrorCode
}

export interface PreflightRow {
  readonly name: PreflightCheck
  /** For people. */
  readonly title: string
  readonly ok: RowOutcome['ok']
  readonly detail: string
  readonly lines: readonly string[]
  readonly remedy: string | null
  readonly code: ErrorCode | null
}

export interface PreflightReport {
  readonly rows: readonly PreflightRow[]
  /** True when no row failed and none was left out. */
  readonly ok: boolean
  /** Null when the inputs could not all be read. */
  readonly run: RunDirectory | null
  readonly identities: { readonly source: AwsIdentity | null; readonly target: AwsIdentity | null }
  readonly operator: Operator
  /** What the plan's question says about terraform; null when the configuration could not be reviewed. */
  readonly terraform: TerraformOutlook | null
}

/** What a yes to the plan lets terraform do before the first step's own question. */
export interface TerraformOutlook {
  /** Programs, providers and remote sources, one sentence each: `init` and `validate` wait for the yes. */
  readonly afterYes: readonly string[]
  /** Imports, moves and removals that the configuration writes down. */
  readonly told: readonly ToldChange[]
}

/** One such block: what it does with the state, and which address it says so about. */
export interface ToldChange {
  readonly kind: 'import' | 'move' | 'forget'
  readonly address: string
  /** For people. */
  readonly text: string
}

export function row(name: PreflightCheck, outcome: RowOutcome): PreflightRow {
  return {
    name,
    title: PREFLIGHT_CHECKS[name],
    ok: outcome.ok,
    detail: outcome.detail,
    lines: outcome.lines ?? [],
    remedy: outcome.remedy ?? null,
    code: outcome.ok === 'failed' ? (outcome.code ?? 'preflight/failed') : null,
  }
}

/**
 * The error that a failed pre-flight ends a run with, or null when it passed. Its code is that of the first
 * failed check; its details name every failed check.
 */
export function preflightError(report: PreflightReport): CutoverError | null {
  if (report.ok) return null
  const failed = report.rows.filter((candidate) => candidate.ok === 'failed')
  const [first] = failed
  const more = failed.length > 1 ? ` ${failed.length - 1} more check(s) failed.` : ''
  return new CutoverError({
    code: first?.code ?? 'preflight/failed',
    fault: faultOf(first?.code ?? null),
    message: first
      ? `Pre-flight: ${first.title}: ${first.detail}${more}`
      : 'Pre-flight was stopped before all checks were made.',
    next: first?.remedy ?? 'Run pre-flight again.',
    details: failed.flatMap((candidate) => [`${candidate.title}: ${candidate.detail}`, ...candidate.lines]),
  })
}

function faultOf(code: ErrorCode | null): 'operator' | 'environment' {
  const group = code?.split('/')[0] ?? ''
  return group === 'input' || group === 'compile' || group === 'usage' ? 'operator' : 'environment'
}
