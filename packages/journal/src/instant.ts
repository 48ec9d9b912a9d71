import { Type } from 'typebox'

/** ISO-8601, UTC, milliseconds, of a time that a clock can show: whatever passes it, `Date.parse` can read. */
export const INSTANT = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/

/** The same as a schema. */
export const Instant = Type.String({ pattern: INSTANT.source, description: 'ISO-8601, UTC, milliseconds' })
