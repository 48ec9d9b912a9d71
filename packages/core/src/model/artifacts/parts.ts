import { type Static, type TProperties, type TSchema, Type } from 'typebox'

/**
 * The vocabulary that the artifact schemas are written in. It emits plain draft 2020-12 (`type`, `enum`,
 * `additionalProperties`) rather than unions of constants, because the validator's messages are made from it.
 *
 * Objects never forbid further members: the planner adds fields from one version to the next.
 */
interface Words {
  readonly description?: string
  readonly default?: unknown
}

/** A string that has to be one of `values`. */
export function oneOf<const V extends readonly string[]>(values: V, words: Words = {}) {
  return Type.Unsafe<V[number]>({ type: 'string', enum: [...values], ...words })
}

/** An operation type: the planner's, or one of an action that somebody added, which begins with `x-`. */
export function operationType<const V extends readonly string[]>(values: V, description: string) {
  return Type.Unsafe<V[number] | `x-${string}`>({
    type: 'string',
    description: `${description} What begins with x- is an operation of your own.`,
    if: { type: 'string', pattern: '^x-[a-z0-9-]+$' },
    else: { enum: [...values] },
  })
}

/** A string or null. */
export function textOrNull(description?: string, more: { format?: string; pattern?: string } = {}) {
  return Type.Unsafe<string | null>({ type: ['string', 'null'], ...said(description), ...more })
}

/** A number or null. */
export function numberOrNull(
  type: 'integer' | 'number',
  more: { minimum?: number; description?: string } = {},
) {
  return Type.Unsafe<number | null>({ type: [type, 'null'], ...more })
}

/** An object used as a map from any name to `values`. */
export function mapOf<T extends TSchema>(values: T, words: Words = {}) {
  return Type.Unsafe<Record<string, Static<T>>>({ type: 'object', additionalProperties: values, ...words })
}

/** A list of strings. */
export function texts(description?: string) {
  return Type.Array(Type.String(), said(description))
}

/** A whole number of at least zero. */
export function count(description?: string) {
  return Type.Integer({ minimum: 0, ...said(description) })
}

/** A number of at least zero. */
export function amount(description?: string) {
  return Type.Number({ minimum: 0, ...said(description) })
}

/** A 12-digit AWS account id. */
export function accountId(description?: string) {
  return Type.String({ pattern: '^[0-9]{12}$', ...said(description) })
}

const said = (description: string | undefined) => (description === undefined ? {} : { description })

const SOURCE_ONLY = {
  captured_at: Type.String({
    format: 'date-time',
    description: 'When the planner looked at the accounts. Older than 14 days halts the run.',
  }),
  source_account_id: accountId('The account that is migrated away from.'),
  run_id: Type.String({ description: 'Names the migration run; the same in every artifact.' }),
  plugin_version: Type.String({ description: 'Version of the planner that wrote the file.' }),
}

/** Metadata of artifacts that know only the source account. */
export function sourceMetadata<P extends TProperties>(more: P) {
  return Type.Object({ ...SOURCE_ONLY, ...more })
}

/** Metadata of artifacts that know both accounts. */
export function bothMetadata<P extends TProperties>(more: P) {
  return Type.Object({
    ...SOURCE_ONLY,
    target_account_id: accountId('The account that is migrated into.'),
    ...more,
  })
}

/** A decision of named people between phases. */
export const GoNoGoGateSchema = Type.Object(
  {
    criteria: Type.Optional(texts('What has to be true to go on.')),
    approvers: Type.Optional(texts('Who decides.')),
  },
  { description: 'The decision at the end of the phase.' },
)

const DRAFT = 'https://json-schema.org/draft/2020-12/schema'

/** `$schema`, `$id` and titles of one published schema. `name` is its file name without `.schema.json`. */
export function published(name: string, title: string, description: string) {
  return { $schema: DRAFT, $id: schemaId(name), title, description }
}

/** The `$id` of a published schema. */
export function schemaId(name: string): string {
  return `urn:cutover:schema:${name}`
}
