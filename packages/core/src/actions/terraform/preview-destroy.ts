import { CutoverError } from '../../model/errors.js'
import { mayHoldData } from '../../terraform/data-holders.js'
import type { PlannedChange } from '../../terraform/runner.js'
import type { ReadContext, Receipt, RollbackPreview } from '../kit/definition.js'
import { describe, effective, objectOf } from './changes.js'
import { madeHere } from './made-here.js'
import { ioOf, terraformError, wholePlan } from './outcome.js'

export const DESTROY_SUFFIX = '.destroy.tfplan'

/** Plans the destruction of exactly what this step created, to be shown before anything is destroyed. */
export async function previewDestroy(
  module: string,
  receipt: Receipt | null,
  ctx: ReadContext,
): Promise<RollbackPreview> {
  const addresses = await madeHere(module, receipt, ctx)
  if (addresses.length === 0) return { destroys: null, typeToConfirm: null, approved: { addresses: [] } }
  const planFile = ctx.files.artifactPath(DESTROY_SUFFIX)
  const planned = await ctx.terraform.plan({ module, destroy: true, planFile, addresses }, ioOf(ctx))
  if (planned.kind === 'failed') throw terraformError(planned)
  const changes = effective(wholePlan(planned).changes)
  const foreign = changes.filter((change) => !isOurs(change, addresses))
  if (foreign.length > 0) throw tooMuch(module, describe(foreign))
  const data = changes.filter(({ type }) => mayHoldData(type))
  const { planSha256, filesSha256 } = planned
  return {
    destroys: sentenceOf(changes, data),
    typeToConfirm: data.length === 0 ? null : data.map(nameOf).join(', '),
    approved: {
      addresses: [...addresses],
      destroys: changes.map(objectOf),
      plan_sha256: planSha256,
      files_sha256: filesSha256,
    },
  }
}

function isOurs(change: PlannedChange, addresses: readonly string[]): boolean {
  const { address, importing, movedFrom } = change
  const alone = change.change === 'delete' && importing === undefined && movedFrom === undefined
  return alone && addresses.includes(address)
}

function sentenceOf(changes: readonly PlannedChange[], data: readonly PlannedChange[]): string {
  const named = changes.map((change) =>
    change.name === undefined ? objectOf(change) : `${objectOf(change)} (${change.name})`,
  )
  const all = `Destroys, by the plan that was made just now, these ${changes.length} resource(s) that this step created, with all that is in them: ${named.join(', ')}.`
  if (data.length === 0) return all
  return `${all} What was written since then may be in ${data.map(nameOf).join(', ')}: it goes with them.`
}

function nameOf(change: PlannedChange): string {
  return change.name ?? objectOf(change)
}

function tooMuch(module: string, what: string): CutoverError {
  return new CutoverError({
    code: 'terraform/failed',
    fault: 'operator',
    message: `Nothing was destroyed: destroying what this step created in module.${module} would also ${what}, which this step did not create.`,
    next: 'Roll back the steps that depend on this module first, or remove it by hand.',
  })
}
