import type { ReadContext, Receipt } from '../kit/definition.js'
import { BASELINE_SUFFIX, stateOf } from './apply-module.js'
import { createdSince, readBaseline } from './baseline.js'
import { resourcesOf } from './outcome.js'

/**
 * What this step created and is still in the state. Known by what stood there before the first apply; where that
 * file is lost, by a receipt that tells creations from what was taken over. An older receipt does not.
 */
export async function madeHere(
  module: string,
  receipt: Receipt | null,
  ctx: ReadContext,
): Promise<readonly string[]> {
  const baseline = await readBaseline(ctx.files.artifactPath(BASELINE_SUFFIX))
  if (baseline !== null) return createdSince(baseline, await stateOf(module, baseline, ctx))
  if (!Array.isArray(receipt?.adopted) || !Array.isArray(receipt.created)) return []
  const created = receipt.created.map(String)
  if (created.length === 0) return []
  const now = new Set(await resourcesOf(null, ctx))
  return created.filter((address) => now.has(address))
}
