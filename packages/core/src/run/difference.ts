import { canonicalJson, type Json, type JsonObject } from '../model/json.js'

/** Every leaf that differs between two observations, as `path: before → after`. */
export function differences(before: Json | undefined, after: Json | undefined, path = ''): readonly string[] {
  if (canonicalJson(before) === canonicalJson(after)) return []
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
    return keys.flatMap((key) => differences(before[key], after[key], path === '' ? key : `${path}.${key}`))
  }
  return [`${path === '' ? 'everything' : path}: ${text(before)} → ${text(after)}`]
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: Json | undefined): string {
  return value === undefined ? 'absent' : canonicalJson(value)
}
