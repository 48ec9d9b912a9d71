import { CutoverError } from '../../model/errors.js'
import { planSha256 } from '../../terraform/plan-file.js'
import type { Receipt, WriteContext } from '../kit/definition.js'
import { readBaseline, writeBaseline } from './baseline.js'
import { ioOf, resourcesOf, terraformError } from './outcome.js'
import { PLAN_SUFFIX, planLine } from './preview-module.js'

export const BASELINE_SUFFIX = '.before.json'

/** Applies the plan file that was shown, and no other. */
export async function applyModule(module: string, ctx: WriteContext): Promise<Receipt> {
  const planFile = ctx.files.artifactPath(PLAN_SUFFIX)
  const found = await planSha256(planFile).catch(() => null)
  if (found === null || !ctx.approved.volatile.includes(planLine(found))) throw otherPlan(planFile)
  const existed = await resourcesOf(module, ctx)
  const baseline = await writeBaseline(ctx.files.artifactPath(BASELINE_SUFFIX), {
    existed,
    touched: touchedBy(ctx.approved.observation),
  })
  const applied = await ctx.terraform.apply(planFile, ioOf(ctx))
  if (applied.kind === 'failed') throw terraformError(applied)
  return receiptOf(module, await resourcesOf(module, ctx), baseline.existed, found)
}

/** What a later rollback, or a person, needs to know. */
export function receiptOf(
  module: string,
  now: readonly string[],
  existed: readonly string[],
  planHash: string | null,
): Receipt {
  const before = new Set(existed)
  return {
    module,
    plan_sha256: planHash,
    resources: now.length,
    created: now.filter((address) => !before.has(address)),
  }
}

/** The receipt of an apply whose answer was lost. */
export async function receiptFromState(
  module: string,
  now: readonly string[],
  baselinePath: string,
): Promise<Receipt> {
  const baseline = await readBaseline(baselinePath)
  return receiptOf(module, now, baseline?.existed ?? now, null)
}

/** The observation is the preview's own: `changes` by address, each beginning with its kind. */
function touchedBy(observation: WriteContext['approved']['observation']): readonly string[] {
  const { changes = {} } = observation as { readonly changes?: Readonly<Record<string, string>> }
  return Object.entries(changes).flatMap(([address, what]) =>
    /^(update|replace|delete) /.test(what) ? [`${what.split(' ')[0]} ${address}`] : [],
  )
}

function otherPlan(planFile: string): CutoverError {
  return new CutoverError({
    code: 'terraform/failed',
    fault: 'environment',
    message: `${planFile} is not the plan that was approved. Nothing was applied.`,
    next: 'Choose retry: the module is planned again and, if that differs, shown again.',
  })
}
