import { NumericValue } from '@smithy/core/serde'
import { AwsError } from '../kernel/error.js'
import type { ScalarShape, TimestampFormat, TimestampShape } from './shape.js'

/** Scalars as text, as Query forms, XML, headers, labels and query strings carry them. */
export function readText(shape: ScalarShape | TimestampShape, raw: string): unknown {
  switch (shape.kind) {
    case 'boolean':
      return raw.trim().toLowerCase() === 'true'
    case 'number':
      return readNumber(raw)
    case 'big-integer':
      return BigInt(raw)
    case 'big-decimal':
      return new NumericValue(raw, 'bigDecimal')
    case 'blob':
      return Uint8Array.from(Buffer.from(raw, 'base64'))
    case 'timestamp':
      return readTimestamp(raw)
    case 'string':
    case 'document':
    case 'unit':
      return raw
  }
}

export function writeText(
  shape: ScalarShape | TimestampShape,
  value: unknown,
  timestampDefault: TimestampFormat,
): string {
  switch (shape.kind) {
    case 'blob':
      return writeBase64(value)
    case 'timestamp':
      return writeTimestamp(value, shape.format ?? timestampDefault)
    case 'big-decimal':
      return value instanceof NumericValue ? value.string : String(value)
    case 'boolean':
    case 'number':
    case 'big-integer':
    case 'string':
    case 'document':
    case 'unit':
      return String(value)
  }
}

function readNumber(raw: string): number {
  const value = Number(raw)
  if (Number.isNaN(value) && raw !== 'NaN') throw malformed(`'${raw}' is not a number`)
  return value
}

/**
 * Reads any of the three timestamp formats: clients differ (botocore writes ISO 8601 in places where the SDK
 * writes HTTP dates), and the forms cannot be confused with one another.
 */
export function readTimestamp(raw: string): Date {
  const trimmed = raw.trim()
  const date = /^-?[\d.]+(?:[eE][+-]?\d+)?$/.test(trimmed)
    ? new Date(Math.round(Number(trimmed) * 1000))
    : new Date(trimmed)
  if (Number.isNaN(date.getTime())) throw malformed(`'${raw}' is not a timestamp`)
  return date
}

/** Behaviour may answer a Date or milliseconds since the epoch, which is how the world stores times. */
export function writeTimestamp(value: unknown, format: TimestampFormat): string {
  const date = toDate(value)
  switch (format) {
    case 'date-time':
      return date.toISOString().replace('.000Z', 'Z')
    case 'http-date':
      return date.toUTCString()
    case 'epoch-seconds':
      return String(date.getTime() / 1000)
  }
}

export function toDate(value: unknown): Date {
  if (value instanceof Date) return value
  if (typeof value === 'number') return new Date(value)
  throw new TypeError(`a timestamp must be a Date or milliseconds, got ${typeof value}`)
}

export function writeBase64(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (typeof value === 'string') return Buffer.from(value, 'utf8').toString('base64')
  throw new TypeError(`a blob must be a Uint8Array, got ${typeof value}`)
}

export function malformed(message: string): AwsError {
  return new AwsError('SerializationException', message, 400)
}
