import type { Member, Shape, StructureShape } from './shape.js'

/** Where each member of a REST structure travels; computed once per structure. */
export interface Bindings {
  readonly labels: readonly Member[]
  readonly queries: readonly Member[]
  readonly queryParams: Member | undefined
  readonly headers: readonly Member[]
  readonly prefixHeaders: readonly Member[]
  readonly statusCode: Member | undefined
  readonly payload: Member | undefined
  /** The structure reduced to what travels in the document. */
  readonly body: StructureShape
}

const known = new WeakMap<StructureShape, Bindings>()

/** @param direction in answers, labels and query members are ordinary body members */
export function bindingsOf(shape: Shape, direction: 'request' | 'response'): Bindings | undefined {
  if (shape.kind !== 'structure') return undefined
  let bindings = known.get(shape)
  if (bindings === undefined) {
    bindings = compute(shape, direction)
    known.set(shape, bindings)
  }
  return bindings
}

function compute(shape: StructureShape, direction: 'request' | 'response'): Bindings {
  const labels: Member[] = []
  const queries: Member[] = []
  const headers: Member[] = []
  const prefixHeaders: Member[] = []
  const body: Member[] = []
  let queryParams: Member | undefined
  let statusCode: Member | undefined
  let payload: Member | undefined
  for (const member of shape.members) {
    const { traits } = member
    if (traits.httpPayload !== undefined) payload = member
    else if (traits.httpHeader !== undefined) headers.push(member)
    else if (traits.httpPrefixHeaders !== undefined) prefixHeaders.push(member)
    else if (traits.httpResponseCode !== undefined) statusCode = member
    else if (direction === 'request' && traits.httpLabel !== undefined) labels.push(member)
    else if (direction === 'request' && traits.httpQuery !== undefined) queries.push(member)
    else if (direction === 'request' && traits.httpQueryParams !== undefined) queryParams = member
    else body.push(member)
  }
  const reduced: StructureShape = { ...shape, members: body }
  return { labels, queries, queryParams, headers, prefixHeaders, statusCode, payload, body: reduced }
}
