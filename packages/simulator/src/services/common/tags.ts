/** Tags in the order in which they were first put; a repeated key overwrites. */
export type Tags = Record<string, string>

interface TagPair {
  readonly Key?: string | undefined
  readonly Value?: string | undefined
}

/** From the list form of requests. A tag without a value has an empty one. */
export function tagsFrom(pairs: readonly TagPair[] | undefined, onto: Tags = {}): Tags {
  const tags = { ...onto }
  for (const { Key, Value } of pairs ?? []) {
    if (Key !== undefined) tags[Key] = Value ?? ''
  }
  return tags
}

/** The list form that most services answer. */
export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

export function withoutTags(tags: Tags, keys: readonly string[] | undefined): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !(keys ?? []).includes(key)))
}
