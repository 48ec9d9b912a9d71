import type { IamRequirement, StepFacts } from '../model/action-facts.js'
import type { TerraformResource } from '../model/artifacts/artifacts.js'
import { byCodeUnit } from '../model/json.js'
import { partitionOf } from '../model/partition.js'
import { PERMISSIONS } from './permission-table.js'
import type { TypePermissions } from './permissions/templates.js'

/**
 * What terraform needs to create, read, and roll back the declared resources.
 *
 * A simulation judges actions on resources, so a guess would deny what is allowed: where a name that decides
 * the ARN is not written out in the module, and where the table does not know a type, nothing is asked for
 * (and {@link unsimulated} says so).
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
    for (const known of rowsOf(type)) {
      need(known.anywhere ?? '', '*')
      const arn = arnOf(known, name, facts)
      if (arn !== null) need(known.own ?? '', arn)
    }
  }
  return [...merged].map(([action, resources]) => ({
    side: 'target',
    action,
    resources: [...resources].sort(),
    access: /:(Get|List|Describe|Head)/.test(action) ? 'read' : 'write',
  }))
}

/**
 * The types that `requirementsOf` knows nothing of, and modules that could not be read, one sentence each: an
 * omission that nobody is told of would look like a permission. Types of other providers (`random_id`) need none.
 */
export function unsimulated(
  module: string,
  declared: readonly TerraformResource[] | undefined,
): readonly string[] {
  if (declared === undefined) {
    return [`module.${module}: its files could not be read completely; its permissions are not simulated.`]
  }
  const types = new Set(declared.map(({ type }) => type))
  return [...types]
    .filter((type) => type.startsWith('aws') && PERMISSIONS[type] === undefined)
    .sort(byCodeUnit)
    .map((type) => `module.${module}: ${type} is not known; its permissions are not simulated.`)
}

function rowsOf(type: string): readonly TypePermissions[] {
  const rows: TypePermissions[] = []
  for (let row = PERMISSIONS[type]; row !== undefined; row = row.also) rows.push(row)
  return rows
}

const isNamed = ({ arn }: TypePermissions) => arn?.includes('NAME') === true

/** Null when the name is not known and decides. An id that AWS gives stands as `*`, as policies name it. */
function arnOf(known: TypePermissions, name: string | null, facts: StepFacts): string | null {
  if (known.arn === undefined) return null
  if (isNamed(known) && name === null) return null
  return (
    known.arn
      .replace(/^arn:aws:/, `arn:${partitionOf(facts.target.region)}:`)
      .replace('ACCOUNT', facts.target.accountId)
      .replace('REGION', facts.target.region)
      .replace('NAME', () => name ?? '')
      // Parameters may be named as paths; the ARN has one slash all the same.
      .replace(':parameter//', ':parameter/')
  )
}

/** Types that the table knows, for documentation. */
export const KNOWN_RESOURCE_TYPES: readonly string[] = Object.keys(PERMISSIONS)
