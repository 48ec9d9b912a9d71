import type { ResourceOwnership } from '../../model/artifacts/resource-ownership.js'
import { byCodeUnit } from '../../model/json.js'

/** Teams by resource. A resource that several teams claim goes to the first by name, always the same. */
export function ownersByResource(ownership: ResourceOwnership): ReadonlyMap<string, string> {
  const owners = new Map<string, string>()
  for (const team of Object.keys(ownership.teams).sort(byCodeUnit)) {
    for (const resource of ownership.teams[team]?.resources ?? []) {
      if (!owners.has(resource)) owners.set(resource, team)
    }
  }
  return owners
}

/** The distinct teams of a step's items, in signed order; null when none is named. */
export function joinTeams(teams: readonly (string | null | undefined)[]): string | null {
  const named = new Set(
    teams.filter((team): team is string => team !== null && team !== undefined && team !== ''),
  )
  return named.size === 0 ? null : [...named].join(', ')
}
