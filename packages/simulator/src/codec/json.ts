import { NumericValue } from '@smithy/core/serde'
import { malformed, readTimestamp, toDate, writeBase64, writeTimestamp } from './scalar.js'
import type { Member, Shape, StructureShape, TimestampShape } from './shape.js'

/** Whether members travel under their `jsonName` (REST-JSON) or their own (the JSON RPC protocols). */
export interface JsonNames {
  readonly useJsonName: boolean
}

/** Turns parsed JSON into typed values: dates, bytes, big numbers; unknown members are dropped. */
export function readJson(shape: Shape, value: unknown, names: JsonNames): unknown {
  if (value === null || value === undefined) return undefined
  switch (shape.kind) {
    case 'structure':
      return readStructure(shape, value, names)
    case 'list':
      if (!Array.isArray(value)) throw malformed('expected a list')
      return value.map((item: unknown) => readJson(shape.member.shape, item, names) ?? null)
    case 'map':
      return mapEntries(expectObject(value), (item) => readJson(shape.value.shape, item, names) ?? null)
    case 'timestamp':
      return readTimestamp(String(value))
    case 'blob':
      return Uint8Array.from(Buffer.from(expectString(value), 'base64'))
    case 'string':
      return typeof value === 'string' ? value : expectScalarAsText(value)
    case 'number':
      return typeof value === 'number' ? value : Number(value)
    case 'boolean':
      return value === true || value === 'true'
    case 'big-integer':
      return BigInt(String(value))
    case 'big-decimal':
      return new NumericValue(String(value), 'bigDecimal')
    case 'document':
    case 'unit':
      return value
  }
}

function readStructure(shape: StructureShape, value: unknown, names: JsonNames): Record<string, unknown> {
  const source = expectObject(value)
  const out: Record<string, unknown> = {}
  for (const member of shape.members) {
    const read = readJson(member.shape, source[jsonName(member, names)], names)
    if (read !== undefined) out[member.name] = read
  }
  return out
}

/** The JSON form of a typed value, ready for JSON.stringify. */
export function writeJson(shape: Shape, value: unknown, names: JsonNames): unknown {
  if (value === null || value === undefined) return null
  switch (shape.kind) {
    case 'structure':
      return writeStructure(shape, value as Record<string, unknown>, names)
    case 'list':
      return Array.from(value as Iterable<unknown>, (item) => writeJson(shape.member.shape, item, names))
    case 'map':
      return mapEntries(value as Record<string, unknown>, (item) => writeJson(shape.value.shape, item, names))
    case 'timestamp':
      return writeJsonTimestamp(shape, value)
    case 'blob':
      return writeBase64(value)
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'big-integer':
      return rawNumber(String(value))
    case 'big-decimal':
      return rawNumber(value instanceof NumericValue ? value.string : String(value))
    case 'string':
      return String(value)
    case 'boolean':
    case 'document':
    case 'unit':
      return value
  }
}

function writeStructure(shape: StructureShape, value: Record<string, unknown>, names: JsonNames): unknown {
  const out: Record<string, unknown> = {}
  for (const member of shape.members) {
    const item = value[member.name]
    if (item !== undefined && item !== null)
      out[jsonName(member, names)] = writeJson(member.shape, item, names)
  }
  return out
}

function writeJsonTimestamp(shape: TimestampShape, value: unknown): unknown {
  const format = shape.format ?? 'epoch-seconds'
  return format === 'epoch-seconds' ? toDate(value).getTime() / 1000 : writeTimestamp(value, format)
}

/** Big numbers are written as plain JSON numbers where no digit is lost, as text otherwise. */
function rawNumber(digits: string): number | string {
  return String(Number(digits)) === digits ? Number(digits) : digits
}

export function jsonName(member: Member, names: JsonNames): string {
  return names.useJsonName ? (member.traits.jsonName ?? member.name) : member.name
}

export function mapEntries(
  source: Record<string, unknown>,
  change: (value: unknown) => unknown,
): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(source)) {
    // A plain assignment to `__proto__` would set the prototype and lose the entry.
    Object.defineProperty(out, key, {
      value: change(value),
      enumerable: true,
      writable: true,
      configurable: true,
    })
  }
  return out
}

function expectObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed('expected an object')
  return value as Record<string, unknown>
}

function expectString(value: unknown): string {
  if (typeof value !== 'string') throw malformed('expected a string')
  return value
}

function expectScalarAsText(value: unknown): string {
  if (typeof value === 'object') throw malformed('expected a string')
  return String(value)
}
