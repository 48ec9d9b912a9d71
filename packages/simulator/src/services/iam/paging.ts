import { AwsError } from '../../kernel/error.js'

export interface PageInput {
  readonly Marker?: string
  readonly MaxItems?: number
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly IsTruncated: boolean
  readonly Marker?: string
}

/** One page of a list; the marker is the position, which stays right as long as nothing is removed. */
export function page<T>(all: readonly T[], { Marker, MaxItems }: PageInput): Page<T> {
  const start = Marker === undefined ? 0 : Number.parseInt(Marker, 10)
  if (Number.isNaN(start)) throw new AwsError('ValidationError', 'Invalid Marker.', 400)
  const end = start + (MaxItems ?? 100)
  const IsTruncated = end < all.length
  return { items: all.slice(start, end), IsTruncated, ...(IsTruncated ? { Marker: String(end) } : {}) }
}
