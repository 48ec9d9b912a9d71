import type { ErrorObject } from 'ajv'

/** Enumerations longer than this are cut in messages; the published schema has them all. */
const LIST_LIMIT = 24
const TEXT_LIMIT = 80

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
}

const FORMAT_WORDS: Readonly<Record<string, string>> = {
  'date-time': 'a date and time such as 2026-03-14T09:30:00Z',
  date: 'a date such as 2026-03-14',
  ipv4: 'an IPv4 address such as 192.0.2.10',
}

const PATTERN_WORDS: Readonly<Record<string, string>> = {
  '^[0-9]{12}$': 'a 12-digit AWS account id, as text in quotes',
}

/** What the schema wanted, as words that follow "expected". */
export function expectation(error: ErrorObject): string {
  const params = error.params as Readonly<Record<string, unknown>>
  switch (error.keyword) {
    case 'required':
      return `an object with "${params.missingProperty}"`
    case 'type':
      return typeWords(params.type)
    case 'enum':
      return oneOfWords(params.allowedValues)
    case 'const':
      return JSON.stringify(params.allowedValue)
    case 'pattern':
      return PATTERN_WORDS[String(params.pattern)] ?? `text that matches ${params.pattern}`
    case 'format':
      return FORMAT_WORDS[String(params.format)] ?? `a ${params.format}`
    case 'minimum':
    case 'exclusiveMinimum':
      return `a number ${params.comparison === '>' ? 'above' : 'of at least'} ${params.limit}`
    case 'maximum':
    case 'exclusiveMaximum':
      return `a number ${params.comparison === '<' ? 'below' : 'of at most'} ${params.limit}`
    case 'minItems':
    case 'maxItems':
      return itemCountWords(error)
    case 'minLength':
      return `text of at least ${params.limit} characters`
    case 'maxLength':
      return `text of at most ${params.limit} characters`
    case 'additionalProperties':
      return `no member called "${params.additionalProperty}"`
    case 'anyOf':
    case 'oneOf':
      return unionWords(error.schema)
    default:
      return error.message ?? `what ${error.keyword} demands`
  }
}

/** What stands there, as words that follow "found". */
export function foundWords(error: ErrorObject): string {
  if (error.keyword === 'required') return 'an object without it'
  if (error.keyword === 'additionalProperties') return 'one'
  return describeValue(error.data)
}

/** A value as an operator would say it. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (typeof value === 'string') return value === '' ? 'empty text' : `the text ${quoted(value)}`
  if (typeof value === 'number') return `the number ${value}`
  if (typeof value === 'boolean') return String(value)
  if (Array.isArray(value))
    return value.length === 1 ? 'a list of 1 entry' : `a list of ${value.length} entries`
  return 'an object'
}

function quoted(text: string): string {
  return JSON.stringify(text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT)}…` : text)
}

function typeWords(type: unknown): string {
  const types = Array.isArray(type) ? type : String(type).split(',')
  return types.map((name) => TYPE_WORDS[String(name)] ?? String(name)).join(' or ')
}

function oneOfWords(values: unknown): string {
  const all = Array.isArray(values) ? values : []
  const shown = all.slice(0, LIST_LIMIT).map((value) => (value === null ? 'null' : String(value)))
  const more = all.length > LIST_LIMIT ? `, … (${all.length} in all)` : ''
  return all.length === 1 ? JSON.stringify(all[0]) : `one of ${shown.join(', ')}${more}`
}

/** A range that allows one length only is said as that length. */
function itemCountWords(error: ErrorObject): string {
  const limits = (error.parentSchema ?? {}) as { minItems?: number; maxItems?: number }
  const { minItems, maxItems } = limits
  if (minItems !== undefined && minItems === maxItems) return `a list of exactly ${minItems} entries`
  return error.keyword === 'minItems'
    ? `a list of at least ${minItems} entries`
    : `a list of at most ${maxItems} entries`
}

function unionWords(schema: unknown): string {
  const branches = (Array.isArray(schema) ? schema : []) as readonly { const?: unknown }[]
  if (branches.length > 0 && branches.every((branch) => branch.const !== undefined))
    return oneOfWords(branches.map((branch) => branch.const))
  return `one of the ${branches.length} allowed shapes`
}
