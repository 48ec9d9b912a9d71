import { CutoverError } from '../../model/errors.js'
import { isInModule } from '../../terraform/addresses.js'
import { recordOf, textOf } from '../../terraform/json-read.js'
import type { ReadContext, Receipt, WriteContext } from '../kit/definition.js'
import { type Baseline, createdSince, readBaseline, writeBaseline } from './baseline.js'
import { ioOf, resourcesOf, terraformError } from './outcome.js'
import { approvedPlan, PLAN_SUFFIX } from './preview-module.js'

export const BASELINE_SUFFIX = '.before.json'

/** Applies the plan that was shown, and no other. */
export async function applyModule(module: string, ctx: WriteContext): Promise<Receipt> {
  const planFile = ctx.files.artifactPath(PLAN_SUFFIX)
  const plan = approvedPlan(ctx.approved)
  if (plan === null) throw nothingShown(planFile)
  const baseline = await writeBaseline(ctx.files.artifactPath(BASELINE_SUFFIX), {
    existed: await resourcesOf(module, ctx),
    ...saidBy(ctx.approved.observation),
  })
  const approved = { ...plan, needsMs: timeBoxMs(ctx) }
  const applied = await ctx.terraform.apply(planFile, ioOf(ctx), approved)
  if (applied.kind === 'failed') throw terraformError(applied)
  return receiptOf(module, await stateOf(module, baseline, ctx), baseline, plan.planSha256)
}

/** How long terraform may be at work: so long its credentials have to hold. */
export function timeBoxMs({ step }: ReadContext): number {
  return (step.time_box_minutes ?? Math.ceil(step.estimated_seconds / 60)) * 60_000
}

/** What a later rollback, or a person, needs to know. */
function receiptOf(
  module: string,
  now: readonly string[],
  baseline: Baseline,
  planHash: string | null,
): Receipt {
  return {
    module,
    plan_sha256: planHash,
    resources: now.filter((address) => isInModule(address, module)).length,
    created: [...createdSince(baseline, now)],
    adopted: [...baseline.adopted],
  }
}

/** The receipt of an apply whose answer was lost. */
export async function receiptFromState(module: string, ctx: ReadContext): Promise<Receipt> {
  const baseline = await readBaseline(ctx.files.artifactPath(BASELINE_SUFFIX))
  if (baseline !== null) return receiptOf(module, await stateOf(module, baseline, ctx), baseline, null)
  const now = await resourcesOf(module, ctx)
  return receiptOf(module, now, { existed: now, touched: [], creates: [], adopted: [] }, null)
}

/** A target's dependencies are created with it, and are in the state outside the module. */
export async function stateOf(
  module: string,
  { creates }: Baseline,
  ctx: ReadContext,
): Promise<readonly string[]> {
  const beyond = creates?.some((address) => !isInModule(address, module)) === true
  return await resourcesOf(beyond ? null : module, ctx)
}

/** The observation is the preview's own: `changes` by address, each beginning with what happens. */
function saidBy(observation: WriteContext['approved']['observation']): Omit<Baseline, 'existed'> {
  const changes = Object.entries(recordOf(recordOf(observation)?.changes) ?? {})
  const said = changes.map(([object, what]) => ({ object, what: (textOf(what) ?? '').split(' ')[0] ?? '' }))
  const objects = (holds: (what: readonly string[]) => boolean) =>
    said.filter(({ what }) => holds(what.split('+'))).map(({ object }) => object)
  return {
    creates: objects((what) => what.length === 1 && what[0] === 'create'),
    adopted: objects((what) => what.includes('import') || what.includes('move')),
    touched: said.filter(({ what }) => what !== 'create').map(({ object, what }) => `${what} ${object}`),
  }
}

function nothingShown(planFile: string): CutoverError {
  return new CutoverError({
    code: 'terraform/failed',
    fault: 'environment',
    message: `${planFile} is not the plan that was approved: no plan was shown. Nothing was applied.`,
    next: 'Choose retry: the module is planned again and, if that differs, shown again.',
  })
}
