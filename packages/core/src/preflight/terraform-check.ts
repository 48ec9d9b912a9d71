import type { Inspection } from '../rundir/inspect.js'
import type { RunDirectory } from '../rundir/load.js'
import { errno } from '../rundir/problems.js'
import type { Refusal } from '../terraform/configuration/refusal.js'
import { reviewConfiguration } from '../terraform/configuration/review.js'
import type { TerraformRunner } from '../terraform/runner.js'
import { failedWith } from './failed-with.js'
import type { RowOutcome, TerraformOutlook } from './report.js'
import { toldChanges } from './told-changes.js'

/** The configuration, judged: nothing of it has reached terraform. */
export interface ReviewedTerraform {
  readonly refusals: readonly Refusal[]
  readonly outlook: TerraformOutlook
}

/** What the row starts. */
interface TerraformDeps {
  readonly terraform: TerraformRunner
  readonly signal: AbortSignal
}

/** Null when the inputs could not all be read. */
export async function reviewed(
  deps: { readonly terraformProfiles?: readonly string[] },
  { configuration, path }: Pick<Inspection, 'configuration' | 'path'>,
  run: RunDirectory | null,
): Promise<ReviewedTerraform | null> {
  if (configuration === null || run === null) return null
  const { source_account_id, target_account_id } = run.artifacts.controlPlane.metadata
  const { refusals, programs } = await reviewConfiguration(configuration, path, {
    targetAccountId: target_account_id,
    sourceAccountId: source_account_id,
    profiles: deps.terraformProfiles ?? [],
  })
  return { refusals, outlook: { afterYes: programs, told: toldChanges(configuration) } }
}

/** Not while another run may be working in the folder, and not with credentials of the wrong account. */
export async function terraformRow(
  deps: TerraformDeps,
  locked: boolean,
  terraform: ReviewedTerraform | null,
  profilesKnown: boolean,
): Promise<RowOutcome> {
  if (terraform === null) return { ok: 'not-run', detail: 'Needs valid inputs.' }
  const { refusals, outlook } = terraform
  if (refusals.length > 0) return refusedRow(refusals)
  if (!locked) return { ok: 'not-run', detail: 'Needs the lock: another run may be using the folder.' }
  if (!profilesKnown) return { ok: 'not-run', detail: 'Needs the target profile.' }
  if (outlook.afterYes.length > 0)
    return {
      ok: 'warning',
      detail: "After your yes to the plan: terraform would start or fetch what is not HashiCorp's own.",
      lines: outlook.afterYes,
      remedy: 'Read what the plan question lists; init, validate and a plan of everything follow your yes.',
    }
  return await checked(deps)
}

async function checked(deps: TerraformDeps): Promise<RowOutcome> {
  try {
    const { ok, diagnostics } = await deps.terraform.check(deps.signal)
    if (ok) return { ok: 'ok', detail: 'init and validate are clean.', lines: diagnostics }
    return {
      ok: 'failed',
      detail: diagnostics[0] ?? 'terraform does not say why.',
      lines: diagnostics,
      remedy: 'Correct the module, then `terraform -chdir=terraform/root validate`.',
      code: 'terraform/failed',
    }
  } catch (error) {
    if (errno(error) !== 'ENOENT') return failedWith(error)
    return {
      ok: 'failed',
      detail: 'The terraform program was not found.',
      remedy: 'Install terraform and put it on the PATH.',
      code: 'terraform/failed',
    }
  }
}

function refusedRow(refusals: readonly Refusal[]): RowOutcome {
  const [first] = refusals
  const lines = refusals.map(({ file, message }) => `${file}: ${message}`)
  return {
    ok: 'failed',
    detail: `Terraform was not started. ${refusals.length === 1 ? lines[0] : `${refusals.length} blocks are refused.`}`,
    lines,
    remedy: [...new Set(refusals.map(({ next }) => next))].slice(0, 3).join(' '),
    ...(first === undefined ? {} : { code: 'terraform/failed' }),
  }
}
