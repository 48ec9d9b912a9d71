import type { Json, JsonObject } from '../../model/json.js'
import { byCodeUnit, canonicalJson } from '../../model/json.js'
import type { Unresolved } from '../output/result.js'

const HOW =
  'Replace every <…> by its value and save the file as step-inputs.json. What stays <…> counts as absent. ' +
  '{"manual": true, "reason": "…"} instead of values hands the item to people.'

/**
 * The content of `step-inputs.todo.json`: per item (or step) the open parameters, each with a stand-in that
 * says what belongs there.
 */
export function todoSkeleton(unresolved: readonly Unresolved[]): JsonObject {
  const byKey = new Map<string, Map<string, Json>>()
  for (const open of unresolved) {
    const params = byKey.get(open.key) ?? new Map<string, Json>()
    params.set(open.param, standIn(open))
    byKey.set(open.key, params)
  }
  const entries = [...byKey]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(
      ([key, params]) => [key, Object.fromEntries([...params].sort(([a], [b]) => byCodeUnit(a, b)))] as const,
    )
  return { $how: HOW, ...Object.fromEntries(entries) }
}

function standIn({ type, meaning, example }: Unresolved): string {
  const words = meaning.replace(/[<>]/g, '').replace(/\.$/, '')
  return `<${type}: ${words}${example === null ? '' : `; for example ${canonicalJson(example).replace(/[<>]/g, '')}`}>`
}

/** The open parameters as rows for a table: item, parameter, type, meaning, example. */
export function unresolvedRows(unresolved: readonly Unresolved[]): readonly (readonly string[])[] {
  return unresolved.map((open) => [
    open.key,
    `${open.action}.${open.param}`,
    open.type,
    open.hint === null ? open.meaning : `${open.meaning} (${open.hint})`,
    open.example === null ? '' : canonicalJson(open.example),
  ])
}
