import { NumericValue } from '@smithy/core/serde'

/** A value in a form that two equal values share whatever classes carried them: plain JSON-like data. */
export function comparable(value: unknown): unknown {
  if (value === null || value === undefined) return undefined
  if (value instanceof Date) return `time ${value.toISOString()}`
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`
  if (value instanceof NumericValue) return `decimal ${value.string}`
  if (value instanceof String) return value.valueOf()
  if (typeof value === 'bigint') return `integer ${value}`
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, comparable(item)] as const)
      .filter(([, item]) => item !== undefined),
  )
}

/** Reads streamed members to their end. */
export async function collected(output: Record<string, unknown>): Promise<Record<string, unknown>> {
  const out: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(output)) {
    const stream = value as { transformToByteArray?: () => Promise<Uint8Array> } | undefined
    out[key] =
      typeof stream?.transformToByteArray === 'function' ? await stream.transformToByteArray() : value
  }
  return out
}
