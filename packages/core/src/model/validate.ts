import type { ErrorObject, ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormatsModule from 'ajv-formats'
import type { TSchema } from 'typebox'
import { expectation, foundWords } from './validation-words.js'

/** One thing that does not fit its schema, in an operator's words. */
export interface SchemaProblem {
  /** JSON pointer of the value; the empty string is the whole document. */
  readonly pointer: string
  /** What the schema wants there, for example `a 12-digit number in quotes`. */
  readonly expected: string
  /** What stands there, for example `the text "4711"` or `an object without it`. */
  readonly found: string
}

// ajv-formats is a CommonJS default export, which NodeNext types as a namespace.
const addFormats = addFormatsModule as unknown as (ajv: Ajv2020) => void

const compiled = new WeakMap<object, ValidateFunction>()

/**
 * Everything that is wrong with a value, in document order of the schema; an empty list when it is valid. Of a
 * document that is another kind of thing altogether, the first few thousand findings and how many more there are.
 * Each schema object is compiled once, when it is first used.
 */
export function validate(schema: TSchema, value: unknown): readonly SchemaProblem[] {
  const check = validator(schema)
  if (check(value)) return []
  const errors = check.errors ?? []
  const found = withoutBranches(errors.slice(0, ERROR_LIMIT)).map((error) => toProblem(error))
  return errors.length > ERROR_LIMIT ? [...found, more(errors.length - ERROR_LIMIT)] : found
}

/** Nobody reads more; and what they have to do with each other is looked at in pairs. */
const ERROR_LIMIT = 5_000

function more(count: number): SchemaProblem {
  return { pointer: '', expected: `at most ${ERROR_LIMIT} mistakes to be listed`, found: `${count} more` }
}

let instance: Ajv2020 | null = null

function validator(schema: TSchema): ValidateFunction {
  const known = compiled.get(schema)
  if (known) return known
  instance ??= newInstance()
  const check = instance.compile(schema)
  compiled.set(schema, check)
  return check
}

function newInstance(): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    verbose: true,
    // Two schema objects may carry the same $id (a test's registry beside the real one).
    addUsedSchema: false,
    // Our own schemas are held against the meta-schema by a test, not at every start.
    validateSchema: false,
  })
  addFormats(ajv)
  return ajv
}

function toProblem(error: ErrorObject): SchemaProblem {
  return { pointer: error.instancePath, expected: expectation(error), found: foundWords(error) }
}

/**
 * A union reports every branch that did not fit. Of "X or null" only X is of interest; of a union of constants
 * the list of them (see {@link expectation}); of anything else that nothing fitted.
 */
function withoutBranches(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  // "if" only repeats that something below its "then" did not fit.
  const dropped = new Set<ErrorObject>(errors.filter((error) => error.keyword === 'if'))
  const unions = errors.filter((error) => error.keyword === 'anyOf' || error.keyword === 'oneOf')
  for (const union of unions) {
    const inside = errors.filter(
      (error) =>
        error !== union &&
        error.schemaPath.startsWith(`${union.schemaPath}/`) &&
        error.instancePath.startsWith(union.instancePath),
    )
    const telling = inside.filter((error) => !isNullBranch(error))
    const onlyNullLeftOut = branchCount(union) === 2 && telling.length < inside.length
    if (onlyNullLeftOut && telling.length > 0) {
      dropped.add(union)
      for (const error of inside) if (isNullBranch(error)) dropped.add(error)
    } else for (const error of inside) dropped.add(error)
  }
  return errors.filter((error) => !dropped.has(error))
}

function isNullBranch(error: ErrorObject): boolean {
  return error.keyword === 'type' && (error.params as { type?: unknown }).type === 'null'
}

function branchCount(error: ErrorObject): number {
  return Array.isArray(error.schema) ? error.schema.length : 0
}
