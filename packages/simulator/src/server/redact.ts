import type { Shape } from '../codec/shape.js'

export const redacted = '***'

/** Secret members that some service models do not mark as sensitive. */
const secretNames =
  /(?:password|secretaccesskey|sessiontoken|secretstring|secretbinary|plaintext|authtoken)$/i

/** Longer bodies are logged by their length alone. */
const longestBytes = 256

/** A copy of a decoded input that is fit for a log: no secrets, no bulk. */
export function redact(shape: Shape, value: unknown): unknown {
  if (value === undefined || value === null) return value
  switch (shape.kind) {
    case 'structure': {
      const out: Record<string, unknown> = {}
      for (const member of shape.members) {
        const item = (value as Record<string, unknown>)[member.name]
        if (item === undefined) continue
        const secret = member.traits.sensitive !== undefined || isSecretText(member.name, item)
        out[member.name] = secret ? redacted : redact(member.shape, item)
      }
      return out
    }
    case 'list': {
      const secret = shape.member.traits.sensitive !== undefined
      return (value as unknown[]).map((item) => (secret ? redacted : redact(shape.member.shape, item)))
    }
    case 'map': {
      const secret = shape.value.traits.sensitive !== undefined
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          secret ? redacted : redact(shape.value.shape, item),
        ]),
      )
    }
    case 'blob':
      return value instanceof Uint8Array && value.byteLength > longestBytes
        ? `<${value.byteLength} bytes>`
        : value
    default:
      return value
  }
}

function isSecretText(name: string, value: unknown): boolean {
  return (typeof value === 'string' || value instanceof Uint8Array) && secretNames.test(name)
}
