/** The names along a JSON pointer. */
export function pointerParts(pointer: string): readonly string[] {
  if (pointer === '') return []
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The `id` of the innermost object along a pointer that has one: people know items by it, not by position. */
export function itemName(document: unknown, pointer: string): string | null {
  let value = document
  let name: string | null = null
  for (const part of pointerParts(pointer)) {
    if (typeof value !== 'object' || value === null) return name
    value = (value as Readonly<Record<string, unknown>>)[part]
    const id = (value as { id?: unknown } | null | undefined)?.id
    if (typeof id === 'string') name = id
  }
  return name
}
