import type { Json } from '../../model/json.js'
import { byCodeUnit } from '../../model/json.js'

/** The same value with the members of every object sorted by code unit, and absent ones dropped. */
export function sortedJson(value: Json): Json {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return (value as readonly Json[]).map(sortedJson)
  const members = Object.entries(value as Readonly<Record<string, Json | undefined>>)
  return Object.fromEntries(
    members
      .filter((member): member is [string, Json] => member[1] !== undefined)
      .sort(([a], [b]) => byCodeUnit(a, b))
      .map(([key, member]) => [key, sortedJson(member)]),
  )
}
