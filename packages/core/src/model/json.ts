import { createHash } from 'node:crypto'
import type { Json, JsonObject } from '@cutover/journal'

export type { Json, JsonObject }

/**
 * The one canonical text of a JSON value: object keys sorted by UTF-16 code unit, no white space, absent
 * members dropped. Equal values give equal text on every platform.
 * @throws TypeError for a number that JSON cannot carry (NaN, Infinity)
 */
export function canonicalJson(value: Json | undefined): string {
  if (value === undefined) return 'null'
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`not a JSON number: ${value}`)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (isJsonArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort(byCodeUnit)
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`)
  return `{${members.join(',')}}`
}

function isJsonArray(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

/** Orders strings by UTF-16 code unit, never by locale. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Lower-case hexadecimal SHA-256 of a text (UTF-8) or of bytes. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

/** SHA-256 of the canonical text: how observations, prompts and steps are compared. */
export function hashJson(value: Json): string {
  return sha256(canonicalJson(value))
}
