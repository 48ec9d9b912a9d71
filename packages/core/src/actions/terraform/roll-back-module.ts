import { CutoverError } from '../../model/errors.js'
import type { ReadContext, Receipt, RollbackOutcome, Verification, WriteContext } from '../kit/definition.js'
import { BASELINE_SUFFIX } from './apply-module.js'
import { type Baseline, readBaseline } from './baseline.js'
import { describe, effective, ioOf, resourcesOf, terraformError, wholePlan } from './outcome.js'

const DESTROY_SUFFIX = '.destroy.tfplan'

/** Asked before the rollback, which destroys. */
export function destroyedSentence(module: string, receipt: Receipt | null): string {
  const created = Array.isArray(receipt?.created) ? receipt.created.map(String) : null
  if (created === null)
    return `Destroys, with all that is in them, the resources of module.${module} that this step had created when it failed.`
  return created.length === 0
    ? `Destroys nothing: this step created no resource of module.${module}.`
    : `Destroys, with all that is in them, the ${created.length} resource(s) that this step created: ${created.join(', ')}.`
}

/** Destroys what the step created: by a saved plan, which is checked to be about nothing else. */
export async function destroyModule(module: string, ctx: WriteContext): Promise<RollbackOutcome> {
  const baseline = await readBaseline(ctx.files.artifactPath(BASELINE_SUFFIX))
  const created = await stillThere(module, ctx, baseline)
  const remains = remainsOf(baseline)
  if (created.length === 0) return { receipt: { module, destroyed: [] }, remains }
  const planFile = ctx.files.artifactPath(DESTROY_SUFFIX)
  const planned = await ctx.terraform.plan(
    {
      module,
      destroy: true,
      planFile,
      // The whole module is one target; a part of it is named resource by resource.
      ...(baseline?.existed.length === 0 ? {} : { addresses: created }),
    },
    ioOf(ctx),
  )
  if (planned.kind === 'failed') throw terraformError(planned)
  const plan = wholePlan(planned)
  const foreign = effective(plan.changes).filter(({ address }) => !created.includes(address))
  if (foreign.length > 0) throw tooMuch(module, describe(foreign))
  for (const { address } of effective(plan.changes)) ctx.log(`to be destroyed: ${address}`)
  const applied = await ctx.terraform.apply(planFile, ioOf(ctx))
  if (applied.kind === 'failed') throw terraformError(applied)
  return { receipt: { module, plan_sha256: plan.planSha256, destroyed: created }, remains }
}

export async function verifyDestroyed(module: string, ctx: ReadContext): Promise<Verification> {
  const baseline = await readBaseline(ctx.files.artifactPath(BASELINE_SUFFIX))
  const left = await stillThere(module, ctx, baseline)
  const name = `resources of module.${module} that this step created, in the Terraform state`
  return {
    checks: [{ name, ok: left.length === 0, expected: 'none', found: left.join(', ') || 'none' }],
  }
}

/** Without a baseline nothing was ever applied, so nothing of what is there is the step's. */
async function stillThere(
  module: string,
  ctx: ReadContext,
  baseline: Baseline | null,
): Promise<readonly string[]> {
  if (baseline === null) return []
  const existed = new Set(baseline.existed)
  return (await resourcesOf(module, ctx)).filter((address) => !existed.has(address))
}

function remainsOf(baseline: Baseline | null): string | null {
  if (baseline === null || baseline.touched.length === 0) return null
  return `What the step did to resources that existed before it stays: ${baseline.touched.join(', ')}.`
}

function tooMuch(module: string, what: string): CutoverError {
  return new CutoverError({
    code: 'terraform/failed',
    fault: 'operator',
    message: `Nothing was destroyed: destroying module.${module} would also ${what}, which this step did not create.`,
    next: 'Roll back the steps that depend on this module first, or remove it by hand.',
  })
}
