import type { Json } from '../../model/json.js'

/**
 * What stands between a block's braces: arguments and nested blocks by name, without a prototype. Values that
 * are no literals are texts (`${var.x}`). A nested block is a list of bodies, below its labels where it has some.
 */
export type Body = Readonly<Record<string, Json>>

/** Copies JSON into objects that have no prototype: no name in a file finds anything but what the file says. */
export function withoutPrototypes(value: unknown): Json {
  if (Array.isArray(value)) return value.map(withoutPrototypes)
  if (typeof value !== 'object' || value === null) return value as Json
  const copy: Record<string, Json> = Object.create(null)
  for (const [name, item] of Object.entries(value)) copy[name] = withoutPrototypes(item)
  return copy
}

export function bodyOf(value: Json | undefined): Body | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : null
}

/** A block with its labels. */
export interface Labelled {
  readonly labels: readonly string[]
  readonly body: Body
}

/**
 * The blocks under a name, in both syntaxes: in JSON every level may be an object or a list of objects, and one
 * body may stand without a list.
 */
export function blocksOf(value: Json | undefined, labels: number): readonly Labelled[] {
  if (Array.isArray(value)) return value.flatMap((item) => blocksOf(item as Json, labels))
  const body = bodyOf(value)
  if (body === null) return []
  if (labels === 0) return [{ labels: [], body }]
  return Object.entries(body)
    .filter(([label]) => label !== '//')
    .flatMap(([label, inner]) =>
      blocksOf(inner, labels - 1).map((block) => ({ ...block, labels: [label, ...block.labels] })),
    )
}

/** Nested blocks of a body, written out or made by `dynamic`. Never compares a value: is there one at all? */
export function isSet(body: Body, name: string): boolean {
  return name in body || blocksOf(body.dynamic, 1).some(({ labels }) => labels[0] === name)
}

const TEMPLATE = /(?<!\$)(?:\$\$)*\$\{|(?<!%)(?:%%)*%\{/

/** A text as it is written, or null where it is computed. */
export function literalText(value: Json | undefined): string | null {
  if (typeof value !== 'string' || TEMPLATE.test(value)) return null
  return value.replaceAll(/([$%])\1\{/g, '$1{')
}

/** An expression without the braces that the parser puts around it. */
export function expressionText(value: Json): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  return /^\$\{((?:[^{}"]|"[^"]*")*)\}$/s.exec(value)?.[1] ?? value
}
