/** The tag of a parameter group that is being frozen: whose freeze it is, and what was there before. */
export const MARKER_KEY = 'cutover:freeze'

/** What the group said of the parameter before the freeze: a value of its own, or null for the engine's. */
export interface FreezeMarker {
  readonly token: string
  readonly previous: string | null
}

/** Tag values take no braces (`{TrueIfReplica}`), hence base64url. */
export function markerText({ token, previous }: FreezeMarker): string {
  return previous === null
    ? `${token} default`
    : `${token} user ${Buffer.from(previous).toString('base64url')}`
}

/** Null for a text that no freeze has written. */
export function readMarker(text: string | undefined): FreezeMarker | null {
  const [, token, , encoded] = /^(\S+) (default|user ([\w-]*))$/.exec(text ?? '') ?? []
  if (token === undefined) return null
  return { token, previous: encoded === undefined ? null : Buffer.from(encoded, 'base64url').toString() }
}
