import { discardPlan } from '../../terraform/plan-file.js'
import type { SavedPlan, TerraformFailure } from '../../terraform/runner.js'
import type { Check, ReadContext, Reconciliation, Verification } from '../kit/definition.js'
import { receiptFromState } from './apply-module.js'
import { describe, effective, pendingIn } from './changes.js'
import { blockerOf, resourcesOf, terraformError, wholePlan } from './outcome.js'
import { planModule } from './plan-module.js'
import { survivorWords } from './preview-module.js'

/** Not the approved plan's file: proving must never replace what may still be applied. */
const PROOF_SUFFIX = '.verify.tfplan'
const LOOK_AGAIN_MS = 5_000
/** Longer than any resource takes to create; whoever comes back later resumes again. */
const SURVIVOR_LIMIT_MS = 60 * 60_000

/** The module is in the state, and a fresh plan of it finds nothing to do. */
export async function verifyModule(module: string, ctx: ReadContext): Promise<Verification> {
  const planned = await freshPlan(module, ctx)
  if (planned.kind === 'failed') throw terraformError(planned)
  const plan = wholePlan(planned)
  const resources = await resourcesOf(module, ctx)
  const pending = pendingIn(module, plan)
  const reported = [
    ...effective(plan.changes).filter((change) => !pending.includes(change)),
    ...plan.drift.filter(({ change }) => change !== 'no-op'),
  ].map(({ address, lines }) => `${address}: ${lines.join('; ')}`)
  for (const line of reported) ctx.log(`moves by itself, or belongs to another module; not judged: ${line}`)
  return {
    checks: [
      inTheState(module, resources, plan),
      {
        name: `a fresh plan of module.${module}`,
        ok: pending.length === 0,
        expected: 'no changes',
        found: pending.length === 0 ? 'no changes' : describe(pending),
      },
    ],
    observed: { resources: resources.length, drift: reported },
  }
}

/** A module with outputs alone leaves nothing in AWS and nothing in the state; that is said, and not called proof. */
function inTheState(module: string, resources: readonly string[], { resourceless }: SavedPlan): Check {
  const name = `resources of module.${module} in the Terraform state`
  if (resourceless === true && resources.length === 0)
    return {
      name,
      ok: true,
      expected: 'none',
      found: 'none: the module has no resource, so nothing of it can be proven',
    }
  return { name, ok: resources.length > 0, expected: 'at least 1', found: String(resources.length) }
}

/** Did an interrupted apply get to its end? A clean plan says so; terraform that still runs is waited for. */
export async function reconcileModule(module: string, ctx: ReadContext): Promise<Reconciliation> {
  const survivor = await waitForSurvivor(ctx)
  if (survivor !== null) return { kind: 'unknown', evidence: [survivorWords(survivor)] }
  const planned = await freshPlan(module, ctx)
  if (planned.kind === 'failed') {
    const blocker = blockerOf(planned)
    if (blocker === null) throw terraformError(planned)
    return { kind: 'unknown', evidence: [blocker] }
  }
  const resources = await resourcesOf(module, ctx)
  const pending = pendingIn(module, wholePlan(planned))
  const counted = `${resources.length} resource(s) of module.${module} are in the state`
  // Of a module without resources nobody can tell whether it was applied, and nothing depends on the answer.
  if (pending.length > 0 || (resources.length === 0 && planned.resourceless !== true))
    return {
      kind: 'not-done',
      evidence: [counted, `a fresh plan still wants: ${describe(pending) || 'nothing'}`],
    }
  return {
    kind: 'done',
    receipt: await receiptFromState(module, ctx),
    evidence: [counted, 'a fresh plan finds no changes'],
  }
}

async function freshPlan(module: string, ctx: ReadContext): Promise<SavedPlan | TerraformFailure> {
  const planFile = ctx.files.artifactPath(PROOF_SUFFIX)
  try {
    return (await planModule(module, planFile, ctx)).planned
  } finally {
    await discardPlan(planFile)
  }
}

/** The pid of one that is still at work after the longest wait, or when waiting was called off. */
async function waitForSurvivor(ctx: ReadContext): Promise<number | null> {
  const untilMs = ctx.clock.now() + SURVIVOR_LIMIT_MS
  let told: number | null = null
  for (;;) {
    const pid = await ctx.terraform.survivor()
    if (pid === null || ctx.signal.aborted || ctx.clock.now() >= untilMs) return pid
    if (pid !== told) ctx.log(`waiting for terraform (process ${pid}), which outlived the last session`)
    told = pid
    await ctx.clock.sleep(LOOK_AGAIN_MS, ctx.signal)
  }
}
