/** Attribute values: their sizes, their order, and their form in JSON files. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { compareText } from '../../common/paging.js'
import type { Item } from '../state.js'

/** The type letter of a value: `S`, `N`, `B`, `M` … */
export function typeOf(value: AttributeValue): string {
  return (
    Object.keys(value).find((key) => (value as unknown as Record<string, unknown>)[key] !== undefined) ?? ''
  )
}

/** What is inside a value, whatever its type. */
export function contentOf(value: AttributeValue): unknown {
  return (value as unknown as Record<string, unknown>)[typeOf(value)]
}

/** DynamoDB's size of an item: names and values, roughly as the developer guide counts them. */
export function itemBytes(item: Item): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value),
    0,
  )
}

/** Numbers by value, text by UTF-8 bytes, bytes by bytes; undefined for types that have no order. */
export function compareValues(a: AttributeValue, b: AttributeValue): number | undefined {
  const type = typeOf(a)
  if (type !== typeOf(b)) return undefined
  switch (type) {
    case 'N':
      return compareNumbers(String(contentOf(a)), String(contentOf(b)))
    case 'S':
      return Buffer.compare(Buffer.from(String(contentOf(a))), Buffer.from(String(contentOf(b))))
    case 'B':
      return Buffer.compare(contentOf(a) as Uint8Array, contentOf(b) as Uint8Array)
    default:
      return undefined
  }
}

/** Equality as expressions see it: sets in any order, numbers by value. */
export function isEqual(a: AttributeValue, b: AttributeValue): boolean {
  return canonical(a) === canonical(b)
}

/** One text for equal values. */
export function canonical(value: AttributeValue): string {
  return JSON.stringify(canonicalForm(value))
}

/** With bytes in base64: how exports write items, and how JSON bodies carry them. */
export function toJson(value: AttributeValue): unknown {
  const type = typeOf(value)
  const content = contentOf(value)
  switch (type) {
    case 'B':
      return { B: base64(content as Uint8Array) }
    case 'BS':
      return { BS: (content as Uint8Array[]).map(base64) }
    case 'L':
      return { L: (content as AttributeValue[]).map(toJson) }
    case 'M':
      return { M: itemToJson(content as Item) }
    default:
      return { [type]: content }
  }
}

export function itemToJson(item: Item): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toJson(value)]))
}

/** @throws Error when the text is not an attribute value */
export function fromJson(json: unknown): AttributeValue {
  const entries = typeof json === 'object' && json !== null ? Object.entries(json) : []
  const [type, content] = entries[0] ?? []
  if (entries.length !== 1 || type === undefined) throw new Error('an attribute value has exactly one type')
  switch (type) {
    case 'S':
    case 'N':
      if (typeof content === 'string') return json as AttributeValue
      break
    case 'B':
      if (typeof content === 'string') return { B: bytes(content) }
      break
    case 'BS':
      return { BS: (content as string[]).map(bytes) }
    case 'L':
      return { L: (content as unknown[]).map(fromJson) }
    case 'M':
      return { M: itemFromJson(content) }
    case 'BOOL':
    case 'NULL':
    case 'SS':
    case 'NS':
      return json as AttributeValue
  }
  throw new Error(`not an attribute value of type ${type}`)
}

/** @throws Error when it is not an item */
export function itemFromJson(json: unknown): Item {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Error('not an item')
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, fromJson(value)]))
}

function valueBytes(value: AttributeValue): number {
  const content = contentOf(value)
  switch (typeOf(value)) {
    case 'S':
      return Buffer.byteLength(String(content))
    case 'N':
      return Math.ceil(String(content).replace(/[^0-9]/g, '').length / 2) + 1
    case 'B':
      return (content as Uint8Array).length
    case 'M':
      return 3 + itemBytes(content as Item) + Object.keys(content as Item).length
    case 'L':
      return 3 + (content as AttributeValue[]).reduce((sum, element) => sum + 1 + valueBytes(element), 0)
    case 'SS':
    case 'NS':
      return (content as string[]).reduce((sum, text) => sum + Buffer.byteLength(text), 0)
    case 'BS':
      return (content as Uint8Array[]).reduce((sum, part) => sum + part.length, 0)
    default:
      return 1
  }
}

function canonicalForm(value: AttributeValue): unknown {
  const type = typeOf(value)
  const content = contentOf(value)
  switch (type) {
    case 'N':
      return { N: normalNumber(String(content)) }
    case 'NS':
      return { NS: (content as string[]).map(normalNumber).sort(compareText) }
    case 'SS':
      return { SS: [...(content as string[])].sort(compareText) }
    case 'BS':
      return { BS: (content as Uint8Array[]).map(base64).sort(compareText) }
    case 'L':
      return { L: (content as AttributeValue[]).map(canonicalForm) }
    case 'M':
      return {
        M: Object.entries(content as Item)
          .sort(([a], [b]) => compareText(a, b))
          .map(([name, inner]) => [name, canonicalForm(inner)]),
      }
    default:
      return toJson(value)
  }
}

/** Numbers have up to 38 digits, more than a double holds: compared as sign, exponent and digits. */
function compareNumbers(a: string, b: string): number {
  const difference = Number(a) - Number(b)
  if (difference !== 0 && Number.isFinite(difference)) return difference
  return normalNumber(a) === normalNumber(b) ? 0 : compareText(normalNumber(a), normalNumber(b))
}

function normalNumber(text: string): string {
  const match = /^\s*([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?\s*$/.exec(text)
  if (match === null) return text
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  const trimmed = digits.replace(/0+$/, '')
  if (trimmed === '') return '0'
  const scale = Number(exponent) - fraction.length + (digits.length - trimmed.length)
  return `${sign === '-' ? '-' : ''}${trimmed}e${scale}`
}

function base64(content: Uint8Array): string {
  return Buffer.from(content).toString('base64')
}

function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'))
}
