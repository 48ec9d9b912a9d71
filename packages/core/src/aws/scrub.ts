import { withoutEncoded } from './encoded.js'
import { knownSecrets } from './known-secrets.js'
import { MASKED } from './masked.js'
import { withoutSecretTexts } from './secret-texts.js'

/** Encoded texts inside encoded texts are looked into so deep: base64 in JSON in a URL is two. */
const MAX_DEPTH = 3
/** Shorter ones would be found by chance in the bytes that something else decodes to. */
const MIN_ENCODED = 6

/**
 * Removes from a text, in clear or encoded: the given secrets, every key and token that this process has signed
 * with, and what is a secret by its name or its looks.
 */
export function scrubText(text: string, secrets: readonly string[] = []): string {
  const values = [...secrets, ...knownSecrets()].filter((value) => value !== '')
  return scrub(text, values, MAX_DEPTH)
}

/** The same plain data without the keys and tokens of this process, in clear or encoded. */
export function withoutKnownSecrets<T>(value: T): T {
  const values = [...knownSecrets()]
  if (values.length === 0) return value
  const clean = (part: unknown): unknown => {
    if (typeof part === 'string') return hide(part, values)
    if (Array.isArray(part)) return part.map(clean)
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(Object.entries(part).map(([name, member]) => [name, clean(member)]))
  }
  return clean(value) as T
}

function hide(text: string, values: readonly string[]): string {
  const bare = (part: string) => values.reduce((left, value) => left.replaceAll(value, MASKED), part)
  return withoutEncoded(bare(text), MASKED, (decoded) => bare(decoded) === decoded)
}

function scrub(text: string, values: readonly string[], depth: number): string {
  let out = text
  for (const value of values) out = out.replaceAll(value, MASKED)
  out = withoutSecretTexts(out)
  if (depth === 0) return out
  const long = values.filter((value) => value.length >= MIN_ENCODED)
  return withoutEncoded(out, MASKED, (decoded) => scrub(decoded, long, depth - 1) === decoded)
}
