import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { type TokenReader, tokenReader, tokensOf } from './lexer.js'
import { type Path, type Placeholders, placeholderValue, readPath } from './paths.js'

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'size'; readonly path: Path }

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>='

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly inner: Condition }
  | {
      readonly kind: 'compare'
      readonly comparator: Comparator
      readonly left: Operand
      readonly right: Operand
    }
  | { readonly kind: 'between'; readonly operand: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly operand: Operand; readonly list: readonly Operand[] }
  | { readonly kind: 'exists'; readonly path: Path; readonly wanted: boolean }
  | {
      readonly kind: 'begins-with' | 'contains' | 'attribute-type'
      readonly path: Path
      readonly operand: Operand
    }

const COMPARATORS: readonly Comparator[] = ['=', '<>', '<=', '>=', '<', '>']

/** Reads a condition, filter or key condition expression. */
export function parseCondition(expression: string, given: Placeholders): Condition {
  const reader = tokenReader(tokensOf(expression, given.kind), given.kind)
  const condition = readOr(reader, given)
  if (reader.peek() !== undefined) reader.fail()
  return condition
}

function readOr(reader: TokenReader, given: Placeholders): Condition {
  let left = readAnd(reader, given)
  while (reader.take('OR')) left = { kind: 'or', left, right: readAnd(reader, given) }
  return left
}

function readAnd(reader: TokenReader, given: Placeholders): Condition {
  let left = readNot(reader, given)
  while (reader.take('AND')) left = { kind: 'and', left, right: readNot(reader, given) }
  return left
}

function readNot(reader: TokenReader, given: Placeholders): Condition {
  if (reader.take('NOT')) return { kind: 'not', inner: readNot(reader, given) }
  if (reader.take('(')) {
    const inner = readOr(reader, given)
    reader.expect(')')
    return inner
  }
  return readFunction(reader, given) ?? readComparison(reader, given)
}

function readFunction(reader: TokenReader, given: Placeholders): Condition | undefined {
  const name = reader.peek()?.kind === 'word' ? reader.peek()?.text : undefined
  switch (name) {
    case 'attribute_exists':
    case 'attribute_not_exists': {
      reader.next()
      reader.expect('(')
      const path = readPath(reader, given)
      reader.expect(')')
      return { kind: 'exists', path, wanted: name === 'attribute_exists' }
    }
    case 'begins_with':
    case 'contains':
    case 'attribute_type': {
      reader.next()
      reader.expect('(')
      const path = readPath(reader, given)
      reader.expect(',')
      const operand = readOperand(reader, given)
      reader.expect(')')
      const kind =
        name === 'begins_with' ? 'begins-with' : name === 'contains' ? 'contains' : 'attribute-type'
      return { kind, path, operand }
    }
    default:
      return undefined
  }
}

function readComparison(reader: TokenReader, given: Placeholders): Condition {
  const operand = readOperand(reader, given)
  if (reader.take('BETWEEN')) {
    const low = readOperand(reader, given)
    reader.expect('AND')
    return { kind: 'between', operand, low, high: readOperand(reader, given) }
  }
  if (reader.take('IN')) {
    reader.expect('(')
    const list = [readOperand(reader, given)]
    while (reader.take(',')) list.push(readOperand(reader, given))
    reader.expect(')')
    return { kind: 'in', operand, list }
  }
  const comparator = COMPARATORS.find((symbol) => reader.take(symbol))
  if (comparator === undefined) return reader.fail()
  return { kind: 'compare', comparator, left: operand, right: readOperand(reader, given) }
}

function readOperand(reader: TokenReader, given: Placeholders): Operand {
  const token = reader.peek()
  if (token?.kind === 'value') {
    reader.next()
    return { kind: 'value', value: placeholderValue(given, token.text) }
  }
  if (token?.kind === 'word' && token.text === 'size') {
    reader.next()
    if (!reader.take('(')) return { kind: 'path', path: ['size'] }
    const path = readPath(reader, given)
    reader.expect(')')
    return { kind: 'size', path }
  }
  return { kind: 'path', path: readPath(reader, given) }
}
