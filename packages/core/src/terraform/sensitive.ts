import { maskDeep } from '../aws/mask.js'
import { MASKED } from '../aws/masked.js'
import { scrubText } from '../aws/scrub.js'
import type { Json } from '../model/json.js'
import { type JsonRecord, listOf, recordOf, recordsOf } from './json-read.js'

/** What stands where terraform says that a value is sensitive. */
export const SENSITIVE = '(sensitive value)'

/** Shorter ones would black out half of every line; where terraform marks them they are masked all the same. */
const MIN_LENGTH = 4
const COMMON = new Set(['true', 'false', 'null', 'none', 'default'])

/** Replaces every value that `flags` marks: `true` marks all below it. The shape is terraform's own. */
export function maskMarked(value: unknown, flags: unknown): unknown {
  if (flags === true) return value === null || value === undefined ? value : SENSITIVE
  if (Array.isArray(value)) return value.map((item, index) => maskMarked(item, listOf(flags)[index]))
  const members = recordOf(value)
  const marked = recordOf(flags)
  if (members === null || marked === null) return value
  return Object.fromEntries(
    Object.entries(members).map(([name, item]) => [name, maskMarked(item, marked[name])]),
  )
}

/** Texts that must not appear anywhere, longest first, so that a secret that contains another goes whole. */
export function bySize(secrets: Iterable<string>): readonly string[] {
  return [...new Set(secrets)].sort((a, b) => b.length - a.length)
}

/** A masked copy: what is marked, what contains a secret, and what has a secret's name. */
export function maskValue(value: unknown, flags: unknown, secrets: readonly string[]): Json {
  return maskDeep(scrubDeep(maskMarked(value, flags), secrets)) as Json
}

function scrubDeep(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return scrubText(value, secrets)
  if (Array.isArray(value)) return value.map((item) => scrubDeep(item, secrets))
  const members = recordOf(value)
  if (members === null) return value
  return Object.fromEntries(Object.entries(members).map(([name, item]) => [name, scrubDeep(item, secrets)]))
}

/**
 * Every sensitive text of a plan: terraform marks them in the changes, the outputs, the prior state and the
 * variables, and still writes them in clear (also into attributes that are not marked).
 */
export function secretsOf(plan: JsonRecord): readonly string[] {
  const found: string[] = []
  for (const change of [...recordsOf(plan.resource_changes), ...recordsOf(plan.resource_drift)])
    collectChange(recordOf(change.change), found)
  for (const output of Object.values(recordOf(plan.output_changes) ?? {}))
    collectChange(recordOf(output), found)
  const states = [plan.planned_values, recordOf(plan.prior_state)?.values]
  for (const state of states) collectModule(recordOf(recordOf(state)?.root_module), found)
  collectVariables(plan, found)
  return bySize(found.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]))
}

function collectChange(change: JsonRecord | null, found: string[]): void {
  if (change === null) return
  collect(change.before, change.before_sensitive, found)
  collect(change.after, change.after_sensitive, found)
}

function collectModule(module: JsonRecord | null, found: string[]): void {
  if (module === null) return
  for (const resource of recordsOf(module.resources))
    collect(resource.values, resource.sensitive_values, found)
  for (const child of recordsOf(module.child_modules)) collectModule(child, found)
}

function collectVariables(plan: JsonRecord, found: string[]): void {
  const given = recordOf(plan.variables) ?? {}
  const declared = recordOf(recordOf(recordOf(plan.configuration)?.root_module)?.variables) ?? {}
  for (const [name, declaration] of Object.entries(declared)) {
    const { sensitive, default: fallback } = recordOf(declaration) ?? {}
    if (sensitive !== true) continue
    collect(recordOf(given[name])?.value, true, found)
    collect(fallback, true, found)
  }
}

function collect(value: unknown, flags: unknown, found: string[]): void {
  if (flags === undefined || flags === false || value === null) return
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      collect(item, flags === true ? true : listOf(flags)[index], found)
    return
  }
  const members = recordOf(value)
  if (members !== null) {
    for (const [name, item] of Object.entries(members))
      collect(item, flags === true ? true : recordOf(flags)?.[name], found)
    return
  }
  // Numbers and truth values are masked where they are marked; as texts they would be found everywhere.
  if (flags !== true || typeof value !== 'string') return
  if (value.length >= MIN_LENGTH && !COMMON.has(value.toLowerCase()) && value !== MASKED) found.push(value)
}
