import type { WorldState } from '../kernel/world.js'
import { putSecret, secretsManager } from '../services/secrets-manager/state.js'
import { arnParts, type SeedPlan, stepsWith, text } from './plan.js'

/** The empty secrets of the target account that values are put into. */
export function seedTargetSecrets(world: WorldState, plan: SeedPlan, nowMs: number): void {
  const { accountId, region } = plan.facts.target
  for (const step of stepsWith(plan, 'secret_id')) {
    const id = text(step, 'secret_id')
    if (id === null) continue
    const arn = arnParts(id)
    // A full ARN ends in a dash and six characters that AWS made up; the name is what stands before them.
    const [, name = id, suffix] = /^secret:(.+)-([A-Za-z0-9]{6})$/.exec(arn?.resource ?? '') ?? []
    const known = Object.values(secretsManager.of(world, accountId).secrets).some(
      (secret) => secret.name === name,
    )
    if (!known)
      putSecret(world, { accountId, region, name, nowMs, ...(suffix === undefined ? {} : { suffix }) })
  }
}
