import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { validation } from '../../errors.js'
import type { Item } from '../../state.js'
import type { TokenReader } from './lexer.js'

/** Steps into an item: attribute names, and indexes into lists. */
export type Path = readonly (string | number)[]

/** The `#names` and `:values` that come with an expression. */
export interface Placeholders {
  readonly names: Readonly<Record<string, string>> | undefined
  readonly values: Readonly<Record<string, AttributeValue>> | undefined
  /** `ConditionExpression` and so on, for errors. */
  readonly kind: string
}

export function readPath(reader: TokenReader, given: Placeholders): Path {
  const path: (string | number)[] = [readName(reader, given)]
  for (;;) {
    if (reader.take('.')) path.push(readName(reader, given))
    else if (reader.take('[')) {
      path.push(Number(reader.next().text))
      reader.expect(']')
    } else return path
  }
}

export function placeholderValue(given: Placeholders, name: string): AttributeValue {
  const value = given.values?.[name]
  if (value !== undefined) return value
  throw validation(
    `Invalid ${given.kind}: An expression attribute value used in expression is not defined; attribute value: ${name}`,
  )
}

/** What is at a path, or undefined. */
export function getAt(item: Item, path: Path): AttributeValue | undefined {
  let current: AttributeValue | undefined = { M: item }
  for (const step of path) {
    if (current === undefined) return undefined
    current = typeof step === 'number' ? current.L?.[step] : current.M?.[step]
  }
  return current
}

/** A copy of the item with the value at a path set, or removed when it is undefined. */
export function setAt(item: Item, path: Path, value: AttributeValue | undefined): Item {
  const root = setIn({ M: item }, path, value)
  return root.M ?? {}
}

function setIn(within: AttributeValue, path: Path, value: AttributeValue | undefined): AttributeValue {
  const [step, ...rest] = path
  if (typeof step === 'string' && within.M !== undefined) {
    const members = { ...within.M }
    const next = rest.length === 0 ? value : setIn(existing(members[step]), rest, value)
    if (next === undefined) delete members[step]
    else members[step] = next
    return { M: members }
  }
  if (typeof step === 'number' && within.L !== undefined) {
    const elements = [...within.L]
    const next = rest.length === 0 ? value : setIn(existing(elements[step]), rest, value)
    if (next === undefined) elements.splice(step, 1)
    else elements[Math.min(step, elements.length)] = next
    return { L: elements }
  }
  throw invalidPath()
}

function existing(value: AttributeValue | undefined): AttributeValue {
  if (value === undefined) throw invalidPath()
  return value
}

function invalidPath() {
  return validation('The document path provided in the update expression is invalid for update')
}

function readName(reader: TokenReader, given: Placeholders): string {
  const token = reader.next()
  if (token.kind === 'word') return token.text
  if (token.kind !== 'name') return reader.fail()
  const name = given.names?.[token.text]
  if (name !== undefined) return name
  throw validation(
    `Invalid ${given.kind}: An expression attribute name used in the document path is not defined; attribute name: ${token.text}`,
  )
}
