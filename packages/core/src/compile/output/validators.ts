import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

interface Validator {
  Check(value: unknown): boolean
  Errors(value: unknown): readonly { readonly instancePath: string; readonly message: string }[]
}

/** Schemas are module constants, so each is compiled once in a process. */
const COMPILED = new WeakMap<object, Validator>()

function validatorOf(schema: TSchema): Validator {
  const known = COMPILED.get(schema)
  if (known !== undefined) return known
  const made: Validator = Compile(schema)
  COMPILED.set(schema, made)
  return made
}

export function matches(schema: TSchema, value: unknown): boolean {
  return validatorOf(schema).Check(value)
}

/** What does not match, one sentence fragment each: `must be string`, `/ttl must be integer`. */
export function mismatches(schema: TSchema, value: unknown): readonly string[] {
  const validator = validatorOf(schema)
  if (validator.Check(value)) return []
  return validator
    .Errors(value)
    .map((e) => (e.instancePath === '' ? e.message : `${e.instancePath} ${e.message}`))
}
