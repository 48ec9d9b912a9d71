import type { Condition } from './document.js'
import { matchesArn, matchesPattern } from './wildcard.js'

/** Condition keys in lower case, each with the values that the request has; an absent key is not in it. */
export type RequestContext = Readonly<Record<string, readonly string[]>>

/** Compares one request value with one policy value. */
type Compare = (actual: string, wanted: string) => boolean

interface Operator {
  readonly compare: Compare
  readonly negated: boolean
}

const equals: Compare = (actual, wanted) => actual === wanted
const equalsIgnoreCase: Compare = (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase()
const like: Compare = (actual, wanted) => matchesPattern(wanted, actual)
const arnLike: Compare = (actual, wanted) => matchesArn(wanted, actual)
const number = (relation: (a: number, b: number) => boolean): Compare => {
  return (actual, wanted) => relation(Number(actual), Number(wanted))
}
const date = (relation: (a: number, b: number) => boolean): Compare => {
  return (actual, wanted) => relation(timeOf(actual), timeOf(wanted))
}
const timeOf = (text: string) => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text))

const positive: Readonly<Record<string, Compare>> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: equalsIgnoreCase,
  StringLike: like,
  ArnEquals: arnLike,
  ArnLike: arnLike,
  Bool: equalsIgnoreCase,
  BinaryEquals: equals,
  NumericEquals: number((a, b) => a === b),
  NumericLessThan: number((a, b) => a < b),
  NumericLessThanEquals: number((a, b) => a <= b),
  NumericGreaterThan: number((a, b) => a > b),
  NumericGreaterThanEquals: number((a, b) => a >= b),
  DateEquals: date((a, b) => a === b),
  DateLessThan: date((a, b) => a < b),
  DateLessThanEquals: date((a, b) => a <= b),
  DateGreaterThan: date((a, b) => a > b),
  DateGreaterThanEquals: date((a, b) => a >= b),
  IpAddress: inRange,
}

const negative: Readonly<Record<string, Compare>> = {
  StringNotEquals: equals,
  StringNotEqualsIgnoreCase: equalsIgnoreCase,
  StringNotLike: like,
  ArnNotEquals: arnLike,
  ArnNotLike: arnLike,
  NumericNotEquals: number((a, b) => a === b),
  DateNotEquals: date((a, b) => a === b),
  NotIpAddress: inRange,
}

/**
 * Whether one condition of a statement holds (IAM's rules for missing keys, several values, `…IfExists`,
 * `ForAllValues:` and `ForAnyValue:`). An operator that IAM does not have never holds.
 */
export function conditionHolds(condition: Condition, context: RequestContext): boolean {
  const [, quantifier, bare = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(.+?)(IfExists)?$/.exec(condition.operator) ?? []
  const actual = context[condition.key]
  if (bare === 'Null')
    return condition.values.some((value) => (value.toLowerCase() === 'true') === (actual === undefined))
  const operator = operatorOf(bare)
  if (operator === undefined) return false
  if (actual === undefined || actual.length === 0) {
    return (
      ifExists !== undefined ||
      quantifier === 'ForAllValues' ||
      (operator.negated && quantifier !== 'ForAnyValue')
    )
  }
  const fits = (value: string) => {
    const matches = condition.values.some((wanted) => {
      const filled = substitute(wanted, context)
      return filled !== undefined && operator.compare(value, filled)
    })
    return operator.negated ? !matches : matches
  }
  if (quantifier === 'ForAllValues') return actual.every(fits)
  // Without a set operator, several request values match like ForAnyValue, and a negation must hold for all.
  return operator.negated && quantifier === undefined ? actual.every(fits) : actual.some(fits)
}

function operatorOf(name: string): Operator | undefined {
  const compare = positive[name]
  if (compare !== undefined) return { compare, negated: false }
  const negated = negative[name]
  return negated === undefined ? undefined : { compare: negated, negated: true }
}

/**
 * Fills policy variables: `${aws:PrincipalTag/team}`, `${aws:username, 'default'}`, `${*}`.
 * @returns undefined when a variable has no value: then nothing can match
 */
export function substitute(pattern: string, context: RequestContext): string | undefined {
  if (!pattern.includes('${')) return pattern
  let missing = false
  const filled = pattern.replaceAll(/\$\{([^}]*)\}/g, (_whole, inner: string) => {
    if (inner === '*' || inner === '?' || inner === '$') return inner
    const [name = '', fallback] = inner.split(',').map((part) => part.trim())
    const value = context[name.toLowerCase()]?.[0] ?? fallback?.replace(/^'(.*)'$/, '$1')
    if (value === undefined) missing = true
    return value ?? ''
  })
  return missing ? undefined : filled
}

function inRange(actual: string, wanted: string): boolean {
  const [network = '', bits = '32'] = wanted.split('/')
  const shift = 32 - Number(bits)
  const [a, b] = [ipv4(actual), ipv4(network)]
  if (a === undefined || b === undefined) return actual === wanted
  return Math.floor(a / 2 ** shift) === Math.floor(b / 2 ** shift)
}

function ipv4(text: string): number | undefined {
  const parts = text.split('.').map(Number)
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) return undefined
  return parts.reduce((sum, part) => sum * 256 + part, 0)
}
