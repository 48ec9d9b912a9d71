import type { WorldState } from '../kernel/world.js'
import { type Key, kms, putAlias, putKey } from '../services/kms/state.js'
import { arnParts, type SeedPlan, stepsWith, text } from './plan.js'

type Account = { readonly accountId: string; readonly region: string }

/**
 * A customer-managed key for every key that the plan names by ARN, alias or bare id. An alias of a datastore is
 * given to the granted key that no other datastore names: the plan means one key by both.
 */
export function seedSourceKeys(world: WorldState, plan: SeedPlan, nowMs: number): void {
  const { source } = plan.facts
  const planned = plan.datastores.map((store) => store.encryption.source_kms_key_arn ?? '')
  const granted = stepsWith(plan, 'key_arn', 'grantee_principal_arn').map(
    (step) => text(step, 'key_arn') ?? '',
  )
  const unclaimed = granted.filter((ref) => !planned.some((other) => idOf(other) === idOf(ref)))
  for (const ref of planned.filter((other) => idOf(other).startsWith('alias/'))) {
    const key = ensureKey(world, unclaimed.shift() ?? null, source, nowMs)
    if (key !== null) putAlias(world, key, idOf(ref), nowMs)
  }
  for (const ref of [...granted, ...planned]) ensureKey(world, ref === '' ? null : ref, source, nowMs)
}

/** `alias/…` or the bare key id of any reference to a key. */
function idOf(ref: string): string {
  return (arnParts(ref)?.resource ?? ref).replace(/^key\//, '')
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
