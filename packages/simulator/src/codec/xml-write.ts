import { writeText } from './scalar.js'
import type { Member, Shape, StructureShape } from './shape.js'

/** An element; `attributes` is either empty or starts with a space. */
export function element(tag: string, inner: string, attributes = ''): string {
  return inner === '' ? `<${tag}${attributes}/>` : `<${tag}${attributes}>${inner}</${tag}>`
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
  '\n': '&#xA;',
}

export function escapeXml(raw: string): string {
  return /[&<>"\r\n]/.test(raw) ? raw.replaceAll(/[&<>"\r\n]/g, (char) => escapes[char] ?? char) : raw
}

export function xmlnsAttribute(uri: string | undefined): string {
  return uri === undefined ? '' : ` xmlns="${escapeXml(uri)}"`
}

/** The children of a structure's element, without the element itself. */
export function structureChildren(shape: StructureShape, value: Record<string, unknown>): string {
  let out = ''
  for (const member of shape.members) {
    if (member.traits.xmlAttribute !== undefined) continue
    out += memberXml(member, value[member.name])
  }
  return out
}

/** One member of a structure under its own name; nothing when it has no value. */
export function memberXml(member: Member, value: unknown): string {
  if (value === undefined || value === null) return ''
  const tag = member.memberXmlName ?? member.name
  if (member.traits.xmlFlattened !== undefined) {
    if (member.shape.kind === 'list') return listItems(member.shape.member, value, tag)
    if (member.shape.kind === 'map') return mapEntriesXml(member.shape, value, tag)
  }
  return valueXml(member.shape, value, tag, member.traits.xmlNamespace)
}

/** A value as an element of the given name. */
export function valueXml(
  shape: Shape,
  value: unknown,
  tag: string,
  namespace?: readonly [prefix: string, uri: string],
): string {
  const xmlns = namespaceAttribute(namespace)
  switch (shape.kind) {
    case 'structure': {
      const source = value as Record<string, unknown>
      return element(tag, structureChildren(shape, source), xmlns + xmlAttributes(shape, source))
    }
    case 'list':
      return element(tag, listItems(shape.member, value, shape.member.traits.xmlName ?? 'member'), xmlns)
    case 'map':
      return element(tag, mapEntriesXml(shape, value, 'entry'), xmlns)
    default:
      return element(tag, escapeXml(writeText(shape, value, 'date-time')), xmlns)
  }
}

function listItems(member: Member, value: unknown, tag: string): string {
  let out = ''
  for (const item of value as Iterable<unknown>) {
    if (item !== undefined && item !== null)
      out += valueXml(member.shape, item, tag, member.traits.xmlNamespace)
  }
  return out
}

function mapEntriesXml(shape: { key: Member; value: Member }, value: unknown, tag: string): string {
  const keyTag = shape.key.traits.xmlName ?? 'key'
  const valueTag = shape.value.traits.xmlName ?? 'value'
  let out = ''
  for (const [key, item] of Object.entries(value as Record<string, unknown>)) {
    if (item === undefined || item === null) continue
    out += element(tag, element(keyTag, escapeXml(key)) + valueXml(shape.value.shape, item, valueTag))
  }
  return out
}

function xmlAttributes(shape: StructureShape, value: Record<string, unknown>): string {
  let out = ''
  for (const member of shape.members) {
    const item = value[member.name]
    if (member.traits.xmlAttribute === undefined || item === undefined || item === null) continue
    out += ` ${member.memberXmlName ?? member.name}="${escapeXml(String(item))}"`
  }
  return out
}

function namespaceAttribute(namespace: readonly [prefix: string, uri: string] | undefined): string {
  if (namespace === undefined) return ''
  const [prefix, uri] = namespace
  return ` ${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${escapeXml(uri)}"`
}
