import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { validation } from '../../errors.js'
import type { Item } from '../../state.js'
import { canonical } from '../values.js'
import { type TokenReader, tokenReader, tokensOf } from './lexer.js'
import { getAt, type Path, type Placeholders, placeholderValue, readPath, setAt } from './paths.js'

type Term =
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'if-not-exists'; readonly path: Path; readonly otherwise: Term }
  | { readonly kind: 'list-append'; readonly left: Term; readonly right: Term }

type Action =
  | {
      readonly kind: 'set'
      readonly path: Path
      readonly left: Term
      readonly sign: '+' | '-' | undefined
      readonly right: Term | undefined
    }
  | { readonly kind: 'remove'; readonly path: Path }
  | { readonly kind: 'add' | 'delete'; readonly path: Path; readonly value: AttributeValue }

const SECTIONS = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const

/** The paths that an update touches, and the item after it. Values are read from the item before it. */
export function applyUpdate(
  expression: string,
  given: Placeholders,
  before: Item,
): { readonly item: Item; readonly touched: readonly Path[] } {
  const actions = parse(expression, given)
  let item = before
  for (const action of actions) item = apply(action, before, item)
  return { item, touched: actions.map((action) => action.path) }
}

function parse(expression: string, given: Placeholders): Action[] {
  const reader = tokenReader(tokensOf(expression, given.kind), given.kind)
  const actions: Action[] = []
  const seen = new Set<string>()
  while (reader.peek() !== undefined) {
    const section = SECTIONS.find((word) => reader.take(word))
    if (section === undefined) return reader.fail()
    if (seen.has(section)) {
      throw validation(
        `Invalid UpdateExpression: The "${section}" section can only be used once in an update expression;`,
      )
    }
    seen.add(section)
    do actions.push(readAction(section, reader, given))
    while (reader.take(','))
  }
  return actions
}

function readAction(section: (typeof SECTIONS)[number], reader: TokenReader, given: Placeholders): Action {
  const path = readPath(reader, given)
  switch (section) {
    case 'REMOVE':
      return { kind: 'remove', path }
    case 'ADD':
    case 'DELETE': {
      const token = reader.next()
      if (token.kind !== 'value') return reader.fail()
      return { kind: section === 'ADD' ? 'add' : 'delete', path, value: placeholderValue(given, token.text) }
    }
    case 'SET': {
      reader.expect('=')
      const left = readTerm(reader, given)
      const sign = reader.take('+') ? '+' : reader.take('-') ? '-' : undefined
      return {
        kind: 'set',
        path,
        left,
        sign,
        right: sign === undefined ? undefined : readTerm(reader, given),
      }
    }
  }
}

function readTerm(reader: TokenReader, given: Placeholders): Term {
  const token = reader.peek()
  if (token?.kind === 'value') {
    reader.next()
    return { kind: 'value', value: placeholderValue(given, token.text) }
  }
  if (token?.text === 'if_not_exists') {
    reader.next()
    reader.expect('(')
    const path = readPath(reader, given)
    reader.expect(',')
    const otherwise = readTerm(reader, given)
    reader.expect(')')
    return { kind: 'if-not-exists', path, otherwise }
  }
  if (token?.text === 'list_append') {
    reader.next()
    reader.expect('(')
    const left = readTerm(reader, given)
    reader.expect(',')
    const right = readTerm(reader, given)
    reader.expect(')')
    return { kind: 'list-append', left, right }
  }
  return { kind: 'path', path: readPath(reader, given) }
}

function apply(action: Action, before: Item, item: Item): Item {
  switch (action.kind) {
    case 'remove':
      return setAt(item, action.path, undefined)
    case 'set': {
      const left = evaluate(action.left, before)
      if (action.right === undefined) return setAt(item, action.path, left)
      const factor = action.sign === '-' ? -1 : 1
      return setAt(item, action.path, sum(left, evaluate(action.right, before), factor))
    }
    case 'add': {
      const old = getAt(before, action.path)
      if (old === undefined) return setAt(item, action.path, action.value)
      return setAt(
        item,
        action.path,
        old.N === undefined ? union(old, action.value) : sum(old, action.value, 1),
      )
    }
    case 'delete': {
      const old = getAt(before, action.path)
      return old === undefined ? item : setAt(item, action.path, difference(old, action.value))
    }
  }
}

function evaluate(term: Term, item: Item): AttributeValue {
  switch (term.kind) {
    case 'value':
      return term.value
    case 'if-not-exists':
      return getAt(item, term.path) ?? evaluate(term.otherwise, item)
    case 'list-append': {
      const left = evaluate(term.left, item).L
      const right = evaluate(term.right, item).L
      if (left === undefined || right === undefined) throw wrongType()
      return { L: [...left, ...right] }
    }
    case 'path': {
      const value = getAt(item, term.path)
      if (value !== undefined) return value
      throw validation('The provided expression refers to an attribute that does not exist in the item')
    }
  }
}

function sum(left: AttributeValue, right: AttributeValue, factor: number): AttributeValue {
  if (left.N === undefined || right.N === undefined) throw wrongType()
  return { N: String(Number(left.N) + factor * Number(right.N)) }
}

function union(left: AttributeValue, right: AttributeValue): AttributeValue {
  if (left.SS !== undefined && right.SS !== undefined) return { SS: [...new Set([...left.SS, ...right.SS])] }
  if (left.NS !== undefined && right.NS !== undefined) return { NS: [...new Set([...left.NS, ...right.NS])] }
  throw wrongType()
}

function difference(left: AttributeValue, right: AttributeValue): AttributeValue | undefined {
  const gone = new Set((right.SS ?? right.NS ?? []).map((text) => canonical({ S: text })))
  const keep = (texts: string[]) => texts.filter((text) => !gone.has(canonical({ S: text })))
  const kept = keep(left.SS ?? left.NS ?? [])
  if (left.SS === undefined && left.NS === undefined) throw wrongType()
  if (kept.length === 0) return undefined
  return left.SS === undefined ? { NS: kept } : { SS: kept }
}

function wrongType() {
  return validation('An operand in the update expression has an incorrect data type')
}
