/** Reading of JSON that another program wrote: every step may find something else than expected. */
export type JsonRecord = Readonly<Record<string, unknown>>

export function recordOf(value: unknown): JsonRecord | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : null
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function recordsOf(value: unknown): readonly JsonRecord[] {
  return listOf(value).flatMap((item): readonly JsonRecord[] => {
    const record = recordOf(item)
    return record === null ? [] : [record]
  })
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** Undefined when the text is not JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
