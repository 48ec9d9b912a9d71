import { NormalizedSchema } from '@smithy/core/schema'
import type { SchemaRef } from '@smithy/types'

/** The Smithy traits that change how a value is written on the wire, as the SDK's schemas carry them. */
export interface Traits {
  readonly http?: readonly [method: string, uri: string, status: number]
  readonly httpLabel?: number
  readonly httpQuery?: string
  readonly httpQueryParams?: number
  readonly httpHeader?: string
  readonly httpPrefixHeaders?: string
  readonly httpPayload?: number
  readonly httpResponseCode?: number
  readonly httpError?: number
  readonly awsQueryError?: readonly [code: string, status: number]
  readonly error?: string
  readonly idempotencyToken?: number
  readonly sensitive?: number
  readonly streaming?: number
  readonly sparse?: number
  readonly mediaType?: string
  readonly jsonName?: string
  readonly ec2QueryName?: string
  readonly xmlName?: string
  readonly xmlFlattened?: number
  readonly xmlAttribute?: number
  readonly xmlNamespace?: readonly [prefix: string, uri: string]
}

export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds'

/** A member of a structure, or the value of a list or map, seen from where it is used. */
export interface Member {
  readonly name: string
  readonly shape: Shape
  /** Traits of the use site laid over those of the target. */
  readonly traits: Traits
  /** The `xmlName` of the use site alone: a target's own name does not rename a member. */
  readonly memberXmlName: string | undefined
  readonly required: boolean
}

export interface StructureShape {
  readonly kind: 'structure'
  readonly name: string
  readonly union: boolean
  readonly traits: Traits
  readonly members: readonly Member[]
}

export interface ListShape {
  readonly kind: 'list'
  readonly member: Member
}

export interface MapShape {
  readonly kind: 'map'
  readonly key: Member
  readonly value: Member
}

export interface TimestampShape {
  readonly kind: 'timestamp'
  readonly format: TimestampFormat | undefined
}

export interface ScalarShape {
  readonly kind:
    | 'string'
    | 'boolean'
    | 'number'
    | 'big-integer'
    | 'big-decimal'
    | 'blob'
    | 'document'
    | 'unit'
}

/** One Smithy shape, resolved from the SDK's compact run-time form. Recursive shapes are resolved lazily. */
export type Shape = StructureShape | ListShape | MapShape | TimestampShape | ScalarShape

const known = new WeakMap<object, Shape>()

/** The shape behind a schema reference of an SDK client; cached, so that recursion ends. */
export function shapeOf(schema: NormalizedSchema): Shape {
  const raw: unknown = schema.getSchema()
  if (typeof raw !== 'object' || raw === null) return freshShape(schema)
  let shape = known.get(raw)
  if (shape === undefined) {
    shape = freshShape(schema)
    known.set(raw, shape)
  }
  return shape
}

/** The shape of a reference as operations and error registries hold it. */
export function shapeOfRef(ref: SchemaRef): Shape {
  return shapeOf(NormalizedSchema.of(ref))
}

function freshShape(schema: NormalizedSchema): Shape {
  if (schema.isUnitSchema()) return { kind: 'unit' }
  if (schema.isStructSchema()) return structureOf(schema)
  if (schema.isListSchema())
    return lazily({ kind: 'list' }, { member: () => memberOf('member', schema.getValueSchema()) })
  if (schema.isMapSchema()) {
    return lazily(
      { kind: 'map' },
      {
        key: () => memberOf('key', schema.getKeySchema()),
        value: () => memberOf('value', schema.getValueSchema()),
      },
    )
  }
  if (schema.isTimestampSchema()) return { kind: 'timestamp', format: timestampFormat(schema.getSchema()) }
  return { kind: scalarKind(schema) }
}

function scalarKind(schema: NormalizedSchema): ScalarShape['kind'] {
  if (schema.isStringSchema()) return 'string'
  if (schema.isBooleanSchema()) return 'boolean'
  if (schema.isNumericSchema()) return 'number'
  if (schema.isBlobSchema()) return 'blob'
  if (schema.isBigIntegerSchema()) return 'big-integer'
  if (schema.isBigDecimalSchema()) return 'big-decimal'
  return 'document'
}

/** Smithy's compact forms 5, 6, 7 carry the timestamp format; 4 leaves it to the protocol and the binding. */
function timestampFormat(raw: unknown): TimestampFormat | undefined {
  if (raw === 5) return 'date-time'
  if (raw === 6) return 'http-date'
  return raw === 7 ? 'epoch-seconds' : undefined
}

function structureOf(schema: NormalizedSchema): StructureShape {
  const raw = schema.getSchema() as unknown as readonly unknown[]
  // The seventh element counts the required members; the generator lists those first.
  const requiredCount = typeof raw[6] === 'number' ? raw[6] : 0
  return lazily(
    {
      kind: 'structure',
      name: schema.getName() ?? 'Structure',
      union: schema.isUnionSchema(),
      traits: schema.getOwnTraits() as Traits,
    },
    {
      members: () =>
        Array.from(schema.structIterator(), ([name, member], index) =>
          memberOf(name, member, index < requiredCount),
        ),
    },
  )
}

function memberOf(name: string, schema: NormalizedSchema, required = false): Member {
  const traits = schema.getMergedTraits() as Traits
  const own = schema.getMemberTraits() as Traits
  return lazily({ name, traits, memberXmlName: own.xmlName, required }, { shape: () => shapeOf(schema) })
}

/** Adds properties that are computed on first use and then stay. */
function lazily<A extends object, B extends Record<string, () => unknown>>(
  base: A,
  thunks: B,
): A & { [K in keyof B]: ReturnType<B[K]> } {
  for (const [key, thunk] of Object.entries(thunks)) {
    Object.defineProperty(base, key, {
      configurable: true,
      enumerable: true,
      get() {
        const value = thunk()
        Object.defineProperty(base, key, { value, enumerable: true })
        return value
      },
    })
  }
  return base as A & { [K in keyof B]: ReturnType<B[K]> }
}
