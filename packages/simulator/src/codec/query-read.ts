import { readText } from './scalar.js'
import type { Member, Shape, StructureShape } from './shape.js'

/** A Query form's dotted names as a tree: `Tags.member.1.Key=a` is four levels deep. */
export interface FormNode {
  value: string | undefined
  readonly children: Map<string, FormNode>
}

export function formTree(pairs: ReadonlyMap<string, readonly string[]>): FormNode {
  const root: FormNode = { value: undefined, children: new Map() }
  for (const [name, values] of pairs) {
    let node = root
    for (const part of name.split('.')) {
      let child = node.children.get(part)
      if (child === undefined) {
        child = { value: undefined, children: new Map() }
        node.children.set(part, child)
      }
      node = child
    }
    node.value = values[0]
  }
  return root
}

/** EC2's dialect: all lists are flat and names are capitalised, unless `ec2QueryName` says otherwise. */
export interface QueryDialect {
  readonly ec2: boolean
}

export function readFormStructure(
  shape: StructureShape,
  node: FormNode,
  dialect: QueryDialect,
): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const member of shape.members) {
    const child = node.children.get(formName(member, dialect))
    if (child === undefined) continue
    const value = readFormValue(member.shape, child, dialect, isFlat(member, dialect))
    if (value !== undefined) out[member.name] = value
  }
  return out
}

function formName(member: Member, dialect: QueryDialect): string {
  const name = member.memberXmlName ?? member.name
  if (!dialect.ec2) return name
  return member.traits.ec2QueryName ?? name.charAt(0).toUpperCase() + name.slice(1)
}

function isFlat(member: Member, dialect: QueryDialect): boolean {
  return member.traits.xmlFlattened !== undefined || (dialect.ec2 && member.shape.kind === 'list')
}

function readFormValue(shape: Shape, node: FormNode, dialect: QueryDialect, flat: boolean): unknown {
  switch (shape.kind) {
    case 'structure':
      return readFormStructure(shape, node, dialect)
    case 'list': {
      const items = flat ? node : (node.children.get(shape.member.traits.xmlName ?? 'member') ?? node)
      return numbered(items).map((item) =>
        readFormValue(
          shape.member.shape,
          item,
          dialect,
          dialect.ec2 || shape.member.traits.xmlFlattened !== undefined,
        ),
      )
    }
    case 'map':
      return readFormMap(shape.key, shape.value, flat ? node : node.children.get('entry'), dialect)
    default:
      return node.value === undefined ? undefined : readText(shape, node.value)
  }
}

function readFormMap(
  keyMember: Member,
  valueMember: Member,
  node: FormNode | undefined,
  dialect: QueryDialect,
): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  if (node === undefined) return out
  for (const entry of numbered(node)) {
    const key = entry.children.get(keyMember.traits.xmlName ?? 'key')?.value
    const value = entry.children.get(valueMember.traits.xmlName ?? 'value')
    if (key !== undefined && value !== undefined) {
      out[key] = readFormValue(valueMember.shape, value, dialect, false)
    }
  }
  return out
}

/** The children named 1, 2, 3 … in that order; clients may leave gaps. */
function numbered(node: FormNode): FormNode[] {
  return [...node.children]
    .filter(([name]) => /^\d+$/.test(name))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child)
}
