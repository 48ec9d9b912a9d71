import type { TSchema } from 'typebox'
import type { Json } from '../../model/json.js'

/** The members of a JSON Schema node that compile reads. */
interface SchemaNode {
  readonly type?: string | readonly string[]
  readonly anyOf?: readonly SchemaNode[]
  readonly const?: Json
  readonly enum?: readonly Json[]
  readonly items?: SchemaNode
  readonly description?: string
  readonly examples?: readonly Json[]
  readonly default?: Json
}

/** Reads a TypeBox schema as the JSON Schema that it is. */
export function nodeOf(schema: TSchema): SchemaNode {
  return schema as SchemaNode
}

/** What a value of this schema is called in a table: `text`, `list of text`, `one of a, b`, `text or null`. */
export function typeWords(node: SchemaNode): string {
  if (node.const !== undefined) return JSON.stringify(node.const)
  if (node.enum !== undefined) return `one of ${node.enum.map((v) => String(v)).join(', ')}`
  if (node.anyOf !== undefined) return unionWords(node.anyOf)
  const types = typeof node.type === 'string' ? [node.type] : (node.type ?? [])
  return types.map((type) => typeWord(type, node)).join(' or ') || 'any value'
}

function unionWords(members: readonly SchemaNode[]): string {
  const constants = members.filter((m) => m.const !== undefined)
  if (constants.length > 1 && constants.length === members.length) {
    return `one of ${constants.map((m) => String(m.const)).join(', ')}`
  }
  return members.map(typeWords).join(' or ')
}

function typeWord(type: string, node: SchemaNode): string {
  switch (type) {
    case 'string':
      return 'text'
    case 'integer':
      return 'whole number'
    case 'number':
      return 'number'
    case 'boolean':
      return 'true or false'
    case 'array':
      return node.items === undefined ? 'list' : `list of ${typeWords(node.items)}`
    case 'object':
      return 'object'
    default:
      return type
  }
}

/** An example value: the schema's own, or none. */
export function exampleOf(node: SchemaNode): Json {
  return node.examples?.[0] ?? node.anyOf?.find((m) => m.examples !== undefined)?.examples?.[0] ?? null
}

/**
 * Turns the words after a flag into a value of the schema, or undefined when they cannot be one. A union takes
 * the first member that the words fit.
 */
export function fromWords(words: readonly string[], node: SchemaNode): Json | undefined {
  if (node.anyOf !== undefined) {
    for (const member of node.anyOf) {
      const value = fromWords(words, member)
      if (value !== undefined) return value
    }
    return undefined
  }
  if (node.const !== undefined) return words.length === 1 && words[0] === node.const ? node.const : undefined
  const types = typeof node.type === 'string' ? [node.type] : (node.type ?? ['string'])
  for (const type of types) {
    const value = ofType(type, words, node)
    if (value !== undefined) return value
  }
  return undefined
}

function ofType(type: string, words: readonly string[], node: SchemaNode): Json | undefined {
  const [first] = words
  const only = words.length === 1 ? first : undefined
  switch (type) {
    case 'string':
      return only
    case 'integer':
      return only !== undefined && /^-?\d+$/.test(only) ? Number(only) : undefined
    case 'number':
      return only !== undefined && /^-?\d+(\.\d+)?$/.test(only) ? Number(only) : undefined
    case 'boolean':
      return words.length === 0 || only === 'true' ? true : only === 'false' ? false : undefined
    case 'array':
      return listOf(words, node.items ?? {})
    case 'object':
      return only === undefined ? undefined : structure(only)
    default:
      return undefined
  }
}

function listOf(words: readonly string[], items: SchemaNode): Json | undefined {
  const [first] = words
  if (words.length === 1 && first?.startsWith('[') === true) return parseJson(first)
  const values = words.map((word) => fromWords([word], items))
  return words.length > 0 && values.every((value) => value !== undefined) ? values : undefined
}

/** JSON, or the AWS CLI's flat shorthand `Key=value,Other=value`. */
export function structure(text: string): Json | undefined {
  if (/^\s*[{[]/.test(text)) return parseJson(text)
  const pairs = text.split(',').map((pair) => /^([A-Za-z][A-Za-z0-9]*)=([^={}[\]]*)$/.exec(pair.trim()))
  if (pairs.some((pair) => pair === null)) return undefined
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']))
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
