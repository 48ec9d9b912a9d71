import { CutoverError } from '../../model/errors.js'
import { listOf, textOf } from '../../terraform/json-read.js'
import type {
  ReadContext,
  Receipt,
  RollbackOutcome,
  RollbackPreview,
  Verification,
  WriteContext,
} from '../kit/definition.js'
import { BASELINE_SUFFIX, timeBoxMs } from './apply-module.js'
import { type Baseline, readBaseline } from './baseline.js'
import { madeHere } from './made-here.js'
import { ioOf, terraformError } from './outcome.js'
import { DESTROY_SUFFIX } from './preview-destroy.js'

/** Applies the destroy plan that was shown and confirmed, and no other. */
export async function destroyModule(
  module: string,
  receipt: Receipt | null,
  ctx: WriteContext,
  shown: RollbackPreview | null,
): Promise<RollbackOutcome> {
  const baseline = await readBaseline(ctx.files.artifactPath(BASELINE_SUFFIX))
  const remains = remainsOf(baseline, receipt)
  const planSha256 = textOf(shown?.approved.plan_sha256)
  if (planSha256 === null) {
    const left = await madeHere(module, receipt, ctx)
    if (left.length > 0) throw notShown(left)
    return { receipt: { module, destroyed: [] }, remains }
  }
  const planFile = ctx.files.artifactPath(DESTROY_SUFFIX)
  const approved = {
    planSha256,
    filesSha256: textOf(shown?.approved.files_sha256),
    needsMs: timeBoxMs(ctx),
  }
  const applied = await ctx.terraform.apply(planFile, ioOf(ctx), approved)
  if (applied.kind === 'failed') throw terraformError(applied)
  const destroyed = listOf(shown?.approved.destroys).map(String)
  return { receipt: { module, plan_sha256: planSha256, destroyed }, remains }
}

export async function verifyDestroyed(
  module: string,
  receipt: Receipt | null,
  ctx: ReadContext,
): Promise<Verification> {
  const left = await madeHere(module, receipt, ctx)
  const name = `resources of module.${module} that this step created, in the Terraform state`
  return {
    checks: [{ name, ok: left.length === 0, expected: 'none', found: left.join(', ') || 'none' }],
  }
}

function remainsOf(baseline: Baseline | null, receipt: Receipt | null): string | null {
  if (baseline === null)
    return receipt === null || Array.isArray(receipt.adopted)
      ? null
      : 'It is not known what this step created: nothing was destroyed. Look at the module and remove by hand what has to go.'
  if (baseline.touched.length === 0) return null
  return `What the step did to resources that existed before it stays: ${baseline.touched.join(', ')}.`
}

function notShown(left: readonly string[]): CutoverError {
  return new CutoverError({
    code: 'terraform/failed',
    fault: 'environment',
    message: `Nothing was destroyed: no destroy plan was shown for ${left.join(', ')}.`,
    next: 'Choose the rollback again.',
  })
}
