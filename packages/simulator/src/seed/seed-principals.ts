import type { WorldState } from '../kernel/world.js'
import { addPrincipal, checkedDocument, principalNamed, principalOfArn } from '../services/iam/state.js'
import type { SeedPlan } from './plan.js'

/** Name of the role that a rehearsal's two profiles assume. */
export const REHEARSAL_ROLE = 'cutover-operator'

/** Policies by name, each the text of a document. */
export type RolePolicies = Readonly<Record<string, string>>

/** What permissions really suffice is not a rehearsal's question, unless it is told otherwise. */
const EVERYTHING: RolePolicies = {
  rehearsal: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  }),
}

/** One role per account. */
export function seedPrincipals(
  world: WorldState,
  plan: SeedPlan,
  nowMs: number,
  policies: (side: 'source' | 'target') => RolePolicies = () => EVERYTHING,
): void {
  for (const side of ['source', 'target'] as const) {
    const { accountId } = plan.facts[side]
    if (principalOfArn(world, roleArn(accountId)) === undefined)
      addPrincipal(world, accountId, { kind: 'role', name: REHEARSAL_ROLE, createdMs: nowMs })
    putRolePolicies(world, accountId, policies(side))
  }
}

/**
 * Gives the role of an account exactly these policies.
 * @throws AwsError MalformedPolicyDocument
 */
export function putRolePolicies(world: WorldState, accountId: string, policies: RolePolicies): void {
  const { inline } = principalNamed(world, accountId, 'role', REHEARSAL_ROLE)
  inline.clear()
  for (const [name, document] of Object.entries(policies)) inline.set(name, checkedDocument(document))
}

export function roleArn(accountId: string): string {
  return `arn:aws:iam::${accountId}:role/${REHEARSAL_ROLE}`
}
