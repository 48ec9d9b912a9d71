import { XMLParser } from 'fast-xml-parser'
import { malformed, readText } from './scalar.js'
import type { ListShape, MapShape, Member, Shape, StructureShape } from './shape.js'

/** What the parser makes of an element: text alone, or an object of children, attributes and text. */
type Node = string | { readonly [name: string]: Node | readonly Node[] }

const attribute = '@'

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: attribute,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  htmlEntities: true,
})

/**
 * The typed value of an XML document whose root element stands for `shape`.
 * @throws AwsError MalformedXML when the text is no well-formed document
 */
export function readXmlDocument(shape: Shape, xml: string): unknown {
  const root = Object.values(parse(xml)).at(-1)
  return root === undefined ? undefined : readNode(shape, root as Node)
}

function parse(xml: string): Record<string, unknown> {
  try {
    return parser.parse(xml, true) as Record<string, unknown>
  } catch {
    throw malformed('the request body is not well-formed XML')
  }
}

function readNode(shape: Shape, node: Node): unknown {
  switch (shape.kind) {
    case 'structure':
      return readStructure(shape, node)
    case 'list':
      return readList(shape, children(node, shape.member.traits.xmlName ?? 'member'))
    case 'map':
      return readMap(shape, children(node, 'entry'))
    default:
      return readText(shape, textOf(node))
  }
}

export function readStructure(shape: StructureShape, node: Node): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const member of shape.members) {
    const value = readMember(member, node)
    if (value !== undefined) out[member.name] = value
  }
  return out
}

function readMember(member: Member, parent: Node): unknown {
  const tag = member.memberXmlName ?? member.name
  if (member.traits.xmlAttribute !== undefined) {
    const found = children(parent, attribute + tag)[0]
    return found === undefined ? undefined : readNode(member.shape, found)
  }
  const nodes = children(parent, tag)
  const first = nodes[0]
  if (first === undefined) return undefined
  if (member.traits.xmlFlattened !== undefined) {
    if (member.shape.kind === 'list') return readList(member.shape, nodes)
    if (member.shape.kind === 'map') return readMap(member.shape, nodes)
  }
  return readNode(member.shape, first)
}

function readList(shape: ListShape, nodes: readonly Node[]): unknown[] {
  return nodes.map((node) => readNode(shape.member.shape, node))
}

function readMap(shape: MapShape, entries: readonly Node[]): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const entry of entries) {
    const key = children(entry, shape.key.traits.xmlName ?? 'key')[0]
    const value = children(entry, shape.value.traits.xmlName ?? 'value')[0]
    if (key !== undefined && value !== undefined) out[textOf(key)] = readNode(shape.value.shape, value)
  }
  return out
}

function children(node: Node, tag: string): readonly Node[] {
  if (typeof node === 'string') return []
  const found = Object.hasOwn(node, tag) ? node[tag] : undefined
  if (found === undefined) return []
  return Array.isArray(found) ? (found as readonly Node[]) : [found as Node]
}

function textOf(node: Node): string {
  if (typeof node === 'string') return node
  const inner = node['#text']
  return typeof inner === 'string' ? inner : ''
}
