import type { WorldState } from '../kernel/world.js'
import { type Key, kms, putAlias, putKey } from '../services/kms/state.js'
import { arnParts, type SeedPlan, stepsOf, text } from './plan.js'

type Account = { readonly accountId: string; readonly region: string }

/** A customer-managed key for every key that the plan names by ARN, alias or bare id. */
export function seedSourceKeys(world: WorldState, plan: SeedPlan, nowMs: number): void {
  const { source } = plan.facts
  for (const step of stepsOf(plan, 'kms-grant')) ensureKey(world, text(step, 'key_arn'), source, nowMs)
  for (const store of plan.datastores)
    ensureKey(world, store.encryption.source_kms_key_arn ?? null, source, nowMs)
}

/** The key that a reference means; made when it is not there. AWS-managed aliases are left to KMS. */
export function ensureKey(
  world: WorldState,
  ref: string | null,
  account: Account,
  nowMs: number,
): Key | null {
  if (ref === null || ref.includes('alias/aws/')) return null
  const arn = arnParts(ref)
  const { accountId, region } = arn ?? account
  const resource = arn?.resource ?? ref
  const { keys, aliases } = kms.of(world, accountId)
  if (resource.startsWith('alias/')) {
    const known = Object.values(aliases).find((alias) => alias.name === resource)
    if (known !== undefined) return keys[known.keyArn] ?? null
    const key = putKey(world, { accountId, region, nowMs })
    putAlias(world, key, resource, nowMs)
    return key
  }
  const keyId = resource.replace(/^key\//, '')
  const known = Object.values(keys).find((key) => key.id === keyId)
  return known ?? putKey(world, { accountId, region, keyId, nowMs })
}
