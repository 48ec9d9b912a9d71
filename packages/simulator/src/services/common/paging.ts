import type { AwsError } from '../../kernel/error.js'

/** One page of a listing, and the marker of the next one when there is more. */
export interface Page<T> {
  readonly items: T[]
  readonly next: string | undefined
}

/** Which page of a listing is wanted. */
export interface WantedPage {
  readonly limit: number
  readonly marker: string | undefined
  /** Thrown when the marker was not made by `page`. */
  readonly invalidMarker: () => AwsError
}

/**
 * Cuts a page out of a listing. The marker names the last item of the page before, so that items which come
 * and go between two pages neither repeat nor hide others.
 * @param all every item, in any order; answered sorted by `keyOf`
 */
export function page<T>(
  all: readonly T[],
  keyOf: (item: T) => string,
  { limit, marker, invalidMarker }: WantedPage,
): Page<T> {
  const sorted = [...all].sort((a, b) => compareText(keyOf(a), keyOf(b)))
  const after = marker === undefined ? undefined : decodeMarker(marker, invalidMarker)
  const rest = after === undefined ? sorted : sorted.filter((item) => compareText(keyOf(item), after) > 0)
  const items = rest.slice(0, limit)
  const last = items.at(-1)
  const next = rest.length > items.length && last !== undefined ? encodeMarker(keyOf(last)) : undefined
  return { items, next }
}

/** Code unit order, independent of any locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function encodeMarker(key: string): string {
  return Buffer.from(`after:${key}`, 'utf8').toString('base64url')
}

function decodeMarker(marker: string, invalidMarker: () => AwsError): string {
  const text = Buffer.from(marker, 'base64url').toString('utf8')
  if (!text.startsWith('after:')) throw invalidMarker()
  return text.slice('after:'.length)
}
