import type { AwsFactory, AwsIdentity } from '../aws/account.js'
import type { Clock } from '../model/ports.js'
import type { Side } from '../model/step.js'
import { type Inspection, inspectRunDirectory } from '../rundir/inspect.js'
import type { RunDirectory } from '../rundir/load.js'
import { agreedAccounts } from '../rundir/rules.js'
import type { TerraformRunner } from '../terraform/runner.js'
import { failedWith } from './failed-with.js'
import { isOpenToEverybody } from './folder-mode.js'
import { accountsRow, freshnessRow, inputsRow, signOffsRow } from './input-checks.js'
import type { Operator } from './operator.js'
import { permissionsRow } from './permissions-check.js'
import { clockRow, type Probes, type Profiles, probeProfiles, profilesRow } from './profile-checks.js'
import {
  type PreflightCheck,
  type PreflightReport,
  type PreflightRow,
  type RowOutcome,
  row,
} from './report.js'
import type { Needs } from './requirements.js'
import { reviewed, terraformRow } from './terraform-check.js'

/** Everything that pre-flight touches. */
export interface PreflightDeps {
  readonly directory: string
  readonly clock: Clock
  readonly acceptStale: boolean
  readonly profiles: Profiles
  readonly aws: AwsFactory
  readonly terraform: TerraformRunner
  /** Profiles beside the target's that the operator lets terraform use. */
  readonly terraformProfiles?: readonly string[]
  readonly operator: Operator
  readonly signal: AbortSignal
  /** Whether the lock could be taken. It must not be held afterwards: a failed pre-flight leaves none. */
  readonly lock: () => Promise<RowOutcome>
  /**
   * Compiles in memory and gives what the control-plane steps need.
   * @throws CutoverError `compile/invalid` or `compile/unresolved`
   */
  readonly requirements: (run: RunDirectory) => Needs
  /** Told of each row when it is known, for screens. */
  readonly onRow?: (row: PreflightRow) => void
}

/**
 * Makes all checks in the order of `PREFLIGHT_CHECKS`. A check that builds on a failed one is left out (`not-run`); every
 * other one is made, so that one attempt shows all that is wrong. Writes nothing.
 */
export async function runPreflight(deps: PreflightDeps): Promise<PreflightReport> {
  const rows: PreflightRow[] = []
  const add = async (
    name: PreflightCheck,
    check: () => RowOutcome | Promise<RowOutcome>,
  ): Promise<boolean> => {
    const made = row(name, await unlessOver(deps.signal, check))
    rows.push(made)
    deps.onRow?.(made)
    return made.ok === 'ok' || made.ok === 'warning'
  }

  const locked = await add('lock', deps.lock)
  const inspection = await inspectRunDirectory(deps.directory)
  const nowMs = deps.clock.now()
  await add('inputs', async () => inputsRow(inspection, await isOpenToEverybody(inspection.path)))
  await add('sign-offs', () => signOffsRow(inspection, nowMs))
  await add('freshness', () => freshnessRow(inspection, nowMs, deps.acceptStale))
  const agreed = await add('accounts', () => accountsRow(inspection))
  const run = runOf(inspection)
  const plan = run !== null && agreed ? compiled(deps, run) : null
  await add('plan', () => planRow(plan))

  const probes = await probeProfiles(deps.aws, deps.clock)
  const expected = agreed ? agreedAccounts(inspection.partial) : { source: null, target: null }
  const known = await add('profiles', () => profilesRow(probes, deps.profiles, expected, deps.aws))
  const identities = { source: identityOf(probes, 'source'), target: identityOf(probes, 'target') }
  await add('permissions', () => permissions(deps, plan, known ? identities : null))
  const terraform = await reviewed(deps, inspection, run)
  await add('terraform', () => terraformRow(deps, locked, run === null ? null : terraform, known))
  await add('operator', () => operatorRow(deps.operator))
  await add('clock', () => clockRow(probes))
  return {
    rows,
    ok: rows.every(passed),
    run,
    identities,
    operator: deps.operator,
    terraform: terraform?.outlook ?? null,
  }
}

function passed(made: PreflightRow): boolean {
  return made.ok === 'ok' || made.ok === 'warning'
}

/** What a check that was given up throws after the stop is no finding. */
async function unlessOver(
  signal: AbortSignal,
  check: () => RowOutcome | Promise<RowOutcome>,
): Promise<RowOutcome> {
  const stopped = notRun('Pre-flight was stopped.')
  if (signal.aborted) return stopped
  try {
    return await check()
  } catch (error) {
    if (signal.aborted) return stopped
    throw error
  }
}

function notRun(detail: string): RowOutcome {
  return { ok: 'not-run', detail }
}

function runOf(inspection: Inspection): RunDirectory | null {
  const { path, artifacts, digests, signOffs } = inspection
  const { control, data } = signOffs
  if (artifacts === null || control === null || data === null) return null
  return { path, artifacts, digests, signatures: { control, data } }
}

type Plan =
  | { readonly kind: 'compiled'; readonly needs: Needs }
  | { readonly kind: 'failed'; readonly outcome: RowOutcome }

function compiled(deps: PreflightDeps, run: RunDirectory): Plan {
  try {
    return { kind: 'compiled', needs: deps.requirements(run) }
  } catch (error) {
    return { kind: 'failed', outcome: failedWith(error) }
  }
}

function planRow(plan: Plan | null): RowOutcome {
  if (plan === null) return notRun('Needs valid inputs that agree.')
  return plan.kind === 'failed' ? plan.outcome : { ok: 'ok', detail: 'Every item has become a typed step.' }
}

async function permissions(
  deps: PreflightDeps,
  plan: Plan | null,
  identities: Readonly<Record<Side, AwsIdentity | null>> | null,
): Promise<RowOutcome> {
  const { source, target } = identities ?? { source: null, target: null }
  if (plan?.kind !== 'compiled') return notRun('Needs a plan that compiles.')
  if (source === null || target === null) return notRun('Needs both profiles.')
  return await permissionsRow(plan.needs, deps.aws, { source, target }, deps.profiles)
}

function operatorRow(operator: Operator): RowOutcome {
  if (operator.warning === null) return { ok: 'ok', detail: operator.name }
  return {
    ok: 'warning',
    detail: operator.warning,
    remedy: 'Set USER, or `git config --global user.email`.',
  }
}

function identityOf(probes: Probes, side: Side): AwsIdentity | null {
  const found = probes[side]
  return found.kind === 'identity' ? found.identity : null
}
