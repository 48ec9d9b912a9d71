import type { Json } from '../model/json.js'

/** One top-level `resource "<type>" "<name>"` block, as far as it can be read without evaluating anything. */
export interface ResourceBlock {
  readonly type: string
  readonly name: string
  /** Attributes of the block itself whose value is written out: texts, numbers, truth values, lists of them. */
  readonly attributes: Readonly<Record<string, Json>>
  /** The others as they are written, for example `aws_kms_key.data.key_id`. */
  readonly expressions: Readonly<Record<string, string>>
  /** Attributes of nested blocks are not kept, only which blocks there are. */
  readonly blocks: readonly string[]
}

/**
 * The resource blocks of an HCL text. Comments, strings and here-documents are skipped as such, so braces in
 * them do not count. Expressions are not evaluated: terraform does that, this does not pretend to.
 * @returns null when brackets do not match
 */
export function resourceBlocks(hcl: string): readonly ResourceBlock[] | null {
  const tokens = tokenize(hcl)
  const blocks: ResourceBlock[] = []
  let index = 0
  while (index < tokens.length) {
    const body = bodyStart(tokens, index)
    if (body === null) {
      index += 1
      continue
    }
    const end = closing(tokens, body)
    if (end === null) return null
    const [keyword, type, name] = tokens.slice(index, body)
    if (keyword === 'resource' && type !== undefined && name !== undefined)
      blocks.push({ type: unquoted(type), name: unquoted(name), ...readBody(tokens.slice(body + 1, end)) })
    index = end + 1
  }
  return blocks
}

/** Comments vanish; line ends stay, since they end an attribute. */
const TOKEN =
  /(#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/|[ \t\r]+)|(<<-?(\w+)\r?\n[\s\S]*?\n[ \t]*\3(?=\r?\n|$)|"(?:[^"\\\n]|\\.)*"|[A-Za-z_][\w.-]*|\d+(?:\.\d+)?|\n|[\s\S])/g
const OPENING = new Set(['{', '[', '('])
const CLOSING = new Set(['}', ']', ')'])

function tokenize(hcl: string): readonly string[] {
  return [...hcl.matchAll(TOKEN)].flatMap((match) => (match[2] === undefined ? [] : [match[2]]))
}

/** Index of the `{` when a block header (`word "label"… {`) begins here. */
function bodyStart(tokens: readonly string[], from: number): number | null {
  if (!/^[A-Za-z_]/.test(tokens[from] ?? '')) return null
  let index = from + 1
  while (/^(?:"|[A-Za-z_])/.test(tokens[index] ?? '')) index += 1
  return tokens[index] === '{' ? index : null
}

function closing(tokens: readonly string[], open: number): number | null {
  let depth = 0
  for (let index = open; index < tokens.length; index += 1) {
    const token = tokens[index] ?? ''
    if (OPENING.has(token)) depth += 1
    else if (CLOSING.has(token)) depth -= 1
    if (depth === 0) return index
  }
  return null
}

function readBody(tokens: readonly string[]): Pick<ResourceBlock, 'attributes' | 'expressions' | 'blocks'> {
  const attributes: Record<string, Json> = {}
  const expressions: Record<string, string> = {}
  const blocks = new Set<string>()
  let index = 0
  while (index < tokens.length) {
    const name = tokens[index] ?? ''
    const body = bodyStart(tokens, index)
    if (body !== null) {
      blocks.add(name)
      index = (closing(tokens, body) ?? tokens.length) + 1
    } else if (/^[A-Za-z_]/.test(name) && tokens[index + 1] === '=') {
      const end = expressionEnd(tokens, index + 2)
      const expression = tokens.slice(index + 2, end)
      const value = literal(expression)
      if (value === undefined) expressions[name] = expression.filter((token) => token !== '\n').join(' ')
      else attributes[name] = value
      index = end + 1
    } else index += 1
  }
  return { attributes, expressions, blocks: [...blocks] }
}

/** An expression goes on over line ends while a bracket is open. */
function expressionEnd(tokens: readonly string[], from: number): number {
  let depth = 0
  let index = from
  for (; index < tokens.length; index += 1) {
    const token = tokens[index] ?? ''
    if (depth === 0 && token === '\n') break
    if (OPENING.has(token)) depth += 1
    else if (CLOSING.has(token)) depth -= 1
  }
  return index
}

function literal(tokens: readonly string[]): Json | undefined {
  const [first, ...rest] = tokens
  if (first === undefined) return undefined
  if (rest.length === 0) return scalar(first)
  if (first !== '[' || rest.at(-1) !== ']') return undefined
  const items = rest.slice(0, -1).filter((token) => token !== ',' && token !== '\n')
  const values = items.map(scalar)
  return values.every((value): value is string | number | boolean => value !== undefined) ? values : undefined
}

function scalar(token: string): string | number | boolean | undefined {
  if (token === 'true' || token === 'false') return token === 'true'
  if (/^\d/.test(token)) return Number(token)
  if (!token.startsWith('"') || /(^|[^$%])[$%]\{/.test(token)) return undefined
  try {
    return JSON.parse(token) as string
  } catch {
    return undefined
  }
}

function unquoted(token: string): string {
  return token.replace(/^"|"$/g, '')
}
