import type { HardcodedValues } from '../../model/artifacts/hardcoded-values.js'
import type { Json } from '../../model/json.js'

/** Parts of a location that say where inside a resource the value stands, not which resource it is. */
const GENERIC = new Set(['env', 'json', 'policy', 'tag', 'tags', 'parameter', 'userdata'])

/** Resources and values that people have to look at, with the reasons. */
export class ManualReviews {
  readonly #reasons = new Map<string, Set<string>>()

  constructor(entries: HardcodedValues['manual_review_required']) {
    for (const { location, value, reason } of entries) {
      const words = `${reason} (found at ${location})`
      for (const key of [value, ...namesIn(location)]) this.#add(key, words)
    }
  }

  /** The reasons that concern any of these names or values, in the order of the artifact's entries. */
  reasonsFor(keys: Iterable<string>): readonly string[] {
    const found = new Set<string>()
    for (const key of keys) for (const reason of this.#reasons.get(key) ?? []) found.add(reason)
    return [...found]
  }

  #add(key: string, reason: string): void {
    const known = this.#reasons.get(key)
    if (known === undefined) this.#reasons.set(key, new Set([reason]))
    else known.add(reason)
  }
}

/** `lambda:orders-api:env:DB_HOST` names `orders-api`; an ARN inside a location names itself. */
function namesIn(location: string): readonly string[] {
  const arns = location.match(/arn:aws[a-z-]*:[^\s,]+/g) ?? []
  const segments = location.split(':')
  const names = arns.length > 0 || segments.length === 1 ? [] : segments.slice(1)
  return [location, ...arns, ...names.filter((name) => name !== '' && !GENERIC.has(name.toLowerCase()))]
}

/** Every text inside a value. */
export function* textsIn(value: Json | undefined): Iterable<string> {
  if (typeof value === 'string') yield value
  else if (Array.isArray(value)) for (const part of value as readonly Json[]) yield* textsIn(part)
  else if (value !== null && typeof value === 'object') {
    for (const part of Object.values(value)) yield* textsIn(part as Json | undefined)
  }
}
