import { NumericValue } from '@smithy/core/serde'
import fc from 'fast-check'
import type { Member, Shape, StructureShape } from '../../src/codec/shape.js'

/** Deeper structures are cut: recursive shapes would not end. */
const maxDepth = 4

/** How a value is carried decides what can survive the trip. */
export interface Place {
  readonly xml: boolean
  readonly form: boolean
}

/** Text that every carrier keeps: printable, with markup characters, quotes and letters beyond ASCII. */
const textual = fc.string({
  unit: fc.constantFrom(...('abcXYZ019 <>&"\'%+=/:.,;{}[]äöß漢😀'.match(/./gu) ?? [])),
  minLength: 1,
  maxLength: 12,
})

/** Header values, labels and query values are trimmed or joined on the way. */
export const tokens = fc.string({
  unit: fc.constantFrom(...'abcXYZ019-_.~'),
  minLength: 1,
  maxLength: 12,
})

const wholeSeconds = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000))

export function arbitraryOf(shape: Shape, place: Place, depth = 0): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'structure':
      return structureOf(shape, place, depth)
    case 'list':
      // An empty list is absent from forms and XML as far as some clients can tell.
      return fc.array(arbitraryOf(shape.member.shape, place, depth + 1), { minLength: 1, maxLength: 2 })
    case 'map':
      return fc.dictionary(tokens, arbitraryOf(shape.value.shape, place, depth + 1), {
        minKeys: 1,
        maxKeys: 2,
        noNullPrototype: true,
      })
    case 'timestamp':
      return wholeSeconds
    case 'string':
      return place.xml || place.form ? textual.map((text) => `x${text}x`) : textual
    case 'boolean':
      return fc.boolean()
    case 'number':
      return fc.integer({ min: -1_000_000, max: 1_000_000 })
    case 'big-integer':
      return fc.bigInt({ min: 0n, max: 2n ** 50n })
    case 'big-decimal':
      return fc.integer({ min: 1, max: 9999 }).map((digits) => new NumericValue(String(digits), 'bigDecimal'))
    case 'blob':
      return fc.uint8Array({ minLength: 1, maxLength: 8 })
    case 'document':
      return fc.constantFrom('text', true)
    case 'unit':
      return fc.constant(undefined)
  }
}

export function structureOf(
  shape: StructureShape,
  place: Place,
  depth = 0,
): fc.Arbitrary<Record<string, unknown>> {
  if (shape.union) {
    const members = shape.members.filter((member) => depth < maxDepth || !isDeep(member.shape))
    const choices = (members.length > 0 ? members : shape.members.slice(0, 1)).map((member) =>
      memberValue(member, place, depth).map((value) => ({ [member.name]: value })),
    )
    return choices.length === 0 ? fc.constant({}) : fc.oneof(...choices)
  }
  const members = shape.members.filter(
    (member) => member.required || ((depth < maxDepth || !isDeep(member.shape)) && !isEventStream(member)),
  )
  const model: Record<string, fc.Arbitrary<unknown>> = {}
  for (const member of members) model[member.name] = memberValue(member, place, depth)
  const required = members.filter((member) => isAlwaysThere(member))
  // A nested structure without members leaves no trace in a form, and in XML none that a client reads.
  const first = members[0] ?? shape.members[0]
  if (required.length === 0 && depth > 0 && first !== undefined) {
    model[first.name] ??= memberValue(first, place, depth)
    required.push(first)
  }
  const requiredKeys = required.map(({ name }) => name)
  return fc.record(model, { requiredKeys, noNullPrototype: true }) as fc.Arbitrary<Record<string, unknown>>
}

/** Members that the SDK's own middleware reads, and refuses or rewrites when they are random text. */
const meaningful: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  Bucket: fc.constantFrom('orders-archive', 'orders-logs'),
  ExpiresString: fc.constant(undefined),
  OutpostId: fc.constant(undefined),
  SSECustomerKey: fc.constant(undefined),
  CopySourceSSECustomerKey: fc.constant(undefined),
  AccountId: fc.constant('111122223333'),
  ChecksumAlgorithm: fc.constantFrom('CRC32', 'SHA256'),
}

function memberValue(member: Member, place: Place, depth: number): fc.Arbitrary<unknown> {
  const fixed = meaningful[member.name]
  if (fixed !== undefined && depth === 0 && member.shape.kind === 'string') return fixed
  if (member.traits.httpResponseCode !== undefined) return fc.constant(200)
  const { traits, shape } = member
  const bound =
    traits.httpHeader !== undefined ||
    traits.httpLabel !== undefined ||
    traits.httpQuery !== undefined ||
    traits.httpPrefixHeaders !== undefined ||
    traits.xmlAttribute !== undefined
  if (!bound) return arbitraryOf(shape, place, depth + 1)
  if (shape.kind === 'string') return tokens
  if (shape.kind === 'list') {
    return shape.member.shape.kind === 'string'
      ? fc.array(tokens, { minLength: 1, maxLength: 3 })
      : fc.array(arbitraryOf(shape.member.shape, place, depth + 1), { minLength: 1, maxLength: 3 })
  }
  if (shape.kind === 'map')
    return fc.dictionary(fc.constantFrom('key', 'other-key'), tokens, { minKeys: 1, noNullPrototype: true })
  return arbitraryOf(shape, place, depth + 1)
}

/** The SDK fills in tokens by itself, makes `{}` of absent prefixed headers, and distrusts an empty body. */
function isAlwaysThere({ name, required, traits }: Member): boolean {
  return (
    required ||
    // S3 Control needs the account for its endpoint, though the model calls it optional.
    (name === 'AccountId' && traits.httpHeader !== undefined) ||
    traits.idempotencyToken !== undefined ||
    traits.httpPrefixHeaders !== undefined ||
    traits.httpPayload !== undefined
  )
}

const isDeep = (shape: Shape) => shape.kind === 'structure' || shape.kind === 'list' || shape.kind === 'map'

/** A streamed structure is an event stream, which the codec does not carry. */
export const isEventStream = (member: Member) =>
  member.shape.kind === 'structure' && member.traits.streaming !== undefined
