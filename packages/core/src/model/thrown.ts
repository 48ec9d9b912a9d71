/**
 * What a host's code throws is of any kind: a text, nothing, an object whose members throw when they are read.
 *
 * U1. To read what was thrown never throws.
 */
export function thrownMember(thrown: unknown, name: string): unknown {
  if (typeof thrown !== 'object' || thrown === null) return undefined
  try {
    return (thrown as Readonly<Record<string, unknown>>)[name]
  } catch {
    return undefined
  }
}

/** Its message; else itself as a text. */
export function thrownText(thrown: unknown): string {
  const message = thrownMember(thrown, 'message')
  if (typeof message === 'string') return message
  try {
    return String(thrown)
  } catch {
    return 'something was thrown that cannot be read'
  }
}

/** What was thrown; an error of our own in its place where looking at it throws. */
export function legible(thrown: unknown): unknown {
  try {
    if (thrown instanceof Error) void [thrown.name, thrown.message, thrown.stack]
    else if (typeof thrown === 'object' && thrown !== null) void Object.entries(thrown)
    return thrown ?? new Error('something was thrown that says nothing')
  } catch {
    return new Error(thrownText(thrown))
  }
}
