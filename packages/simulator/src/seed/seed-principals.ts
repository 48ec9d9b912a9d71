import type { WorldState } from '../kernel/world.js'
import { addPrincipal, principalOfArn } from '../services/iam/state.js'
import type { SeedPlan } from './plan.js'

/** Name of the role that a rehearsal's two profiles assume. */
export const REHEARSAL_ROLE = 'cutover-operator'

/** One role per account that may do everything: what permissions really suffice is not a rehearsal's question. */
export function seedPrincipals(world: WorldState, plan: SeedPlan, nowMs: number): void {
  for (const { accountId } of [plan.facts.source, plan.facts.target]) {
    const arn = roleArn(accountId)
    if (principalOfArn(world, arn) !== undefined) continue
    const role = addPrincipal(world, accountId, { kind: 'role', name: REHEARSAL_ROLE, createdMs: nowMs })
    role.inline.set(
      'rehearsal',
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
      }),
    )
  }
}

export function roleArn(accountId: string): string {
  return `arn:aws:iam::${accountId}:role/${REHEARSAL_ROLE}`
}
