import type { IamRequirement, StepFacts } from '../model/action-facts.js'
import type { TerraformResource } from '../model/artifacts/artifacts.js'
import { PERMISSIONS, type TypePermissions } from './permission-table.js'

/**
 * What terraform needs to create, read, and roll back the declared resources.
 *
 * A simulation judges actions on resources, so a guess would deny what is allowed: where a name that decides
 * the ARN is not written out in the module, and where the table does not know a type, nothing is asked for.
 * Updating a resource that exists may need more than creating it.
 */
export function requirementsOf(
  declared: readonly TerraformResource[],
  facts: StepFacts,
): readonly IamRequirement[] {
  const merged = new Map<string, Set<string>>()
  const need = (actions: string, resource: string) => {
    for (const action of actions.split(' ').filter((name) => name !== '')) {
      const resources = merged.get(action) ?? new Set()
      merged.set(action, resources.add(resource))
    }
  }
  for (const { type, name } of declared) {
    const known = PERMISSIONS[type]
    if (known === undefined) continue
    need(known.anywhere ?? '', '*')
    const arn = arnOf(known, name, facts)
    if (arn !== null) need(known.own ?? '', arn)
  }
  return [...merged].map(([action, resources]) => ({
    side: 'target',
    action,
    resources: [...resources].sort(),
    access: /:(Get|List|Describe|Head)/.test(action) ? 'read' : 'write',
  }))
}

/** Null when the name is not known and decides. An id that AWS gives stands as `*`, as policies name it. */
function arnOf(known: TypePermissions, name: string | null, facts: StepFacts): string | null {
  if (known.arn === undefined) return null
  if (known.arn.includes('NAME') && name === null) return null
  return (
    known.arn
      .replace('ACCOUNT', facts.target.accountId)
      .replace('REGION', facts.target.region)
      .replace('NAME', () => name ?? '')
      // Parameters may be named as paths; the ARN has one slash all the same.
      .replace(':parameter//', ':parameter/')
  )
}

/** Types that the table knows, for documentation. */
export const KNOWN_RESOURCE_TYPES: readonly string[] = Object.keys(PERMISSIONS)
