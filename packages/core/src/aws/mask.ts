import { MASKED } from './masked.js'
import { scrubText } from './scrub.js'

/** Members that hold secrets although not every service's model marks them as sensitive. */
const SECRET_MEMBER =
  /^(secretstring|secretbinary|secretvalue|plaintext|privatekey(plaintext|pem)?|secretaccesskey|sessiontoken|tokencode|granttoken|authtoken|clientsecret|userdata)$|password$|passphrase$/i

/**
 * A copy of any value that is safe to log: members with secret names are replaced at any depth, bytes and
 * streams become their size, dates ISO text. The result is JSON.
 */
export function maskDeep(value: unknown): unknown {
  return mask(value, new Set())
}

function mask(value: unknown, parents: ReadonlySet<object>): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'function' || typeof value === 'symbol') return `<${typeof value}>`
  if (typeof value === 'string') return scrubText(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (ArrayBuffer.isView(value)) return `<${value.byteLength} bytes>`
  if (isStream(value)) return '<stream>'
  if (parents.has(value)) return '<circular>'
  const inside = new Set(parents).add(value)
  if (Array.isArray(value)) return value.map((item) => mask(item, inside))
  if (value instanceof Set) return [...value].map((item) => mask(item, inside))
  const members = value instanceof Map ? [...value.entries()] : Object.entries(value)
  return Object.fromEntries(
    members.map(([name, member]) => [
      name,
      member !== undefined && member !== null && SECRET_MEMBER.test(String(name))
        ? MASKED
        : mask(member, inside),
    ]),
  )
}

function isStream(value: object): boolean {
  return 'pipe' in value || 'getReader' in value || Symbol.asyncIterator in value
}
