import type { OperationModel, ServiceModel } from './model.js'
import type { StructureShape } from './shape.js'
import { decodePercent, type RoutedOperation, type WireRequest } from './wire.js'

interface Route {
  readonly operation: string
  readonly method: string
  readonly segments: readonly Segment[]
  readonly staticQuery: readonly (readonly [key: string, value: string])[]
  readonly requiredQuery: readonly string[]
  readonly requiredHeaders: readonly string[]
  readonly needsBucket: boolean
}

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'label'; readonly name: string }
  | { readonly kind: 'greedy'; readonly name: string }

/** Finds the operation of a REST request by method, path, fixed query keys and required members. */
export type Router = (request: WireRequest) => RoutedOperation | undefined

export function routerFor(model: ServiceModel): Router {
  const routes = [...model.operations.values()].flatMap(routeOf)
  return (request) => {
    const target = model.isS3 ? splitBucket(request) : { bucket: undefined, path: request.path }
    const raw = target.path.split('/').slice(1)
    let best: { routed: RoutedOperation; score: number } | undefined
    for (const route of routes) {
      if (route.method !== request.method) continue
      if (model.isS3 && route.needsBucket !== (target.bucket !== undefined)) continue
      const labels = matchPath(route.segments, raw)
      const score = labels === undefined ? undefined : scoreOf(route, request)
      if (labels === undefined || score === undefined || (best !== undefined && best.score >= score)) continue
      if (target.bucket !== undefined) labels.Bucket = target.bucket
      best = { routed: { name: route.operation, labels }, score }
    }
    return best?.routed
  }
}

function routeOf(operation: OperationModel): Route[] {
  const http = operation.traits.http
  if (http === undefined) return []
  const [method, uri] = http
  const at = uri.indexOf('?')
  const path = at < 0 ? uri : uri.slice(0, at)
  const members = operation.input.kind === 'structure' ? (operation.input as StructureShape).members : []
  const required = members.filter((member) => member.required)
  const segments = path.split('/').slice(1).map(segmentOf)
  const inPath = new Set(segments.map((segment) => (segment.kind === 'literal' ? '' : segment.name)))
  return [
    {
      operation: operation.name,
      method,
      segments,
      staticQuery: at < 0 ? [] : staticQueryOf(uri.slice(at + 1)),
      requiredQuery: required.flatMap(({ traits }) => traits.httpQuery ?? []),
      requiredHeaders: required.flatMap(({ traits }) => traits.httpHeader?.toLowerCase() ?? []),
      needsBucket: members.some(
        ({ name, traits }) => name === 'Bucket' && traits.httpLabel !== undefined && !inPath.has(name),
      ),
    },
  ]
}

function segmentOf(raw: string): Segment {
  if (!raw.startsWith('{')) return { kind: 'literal', text: raw }
  const greedy = raw.endsWith('+}')
  return { kind: greedy ? 'greedy' : 'label', name: raw.slice(1, greedy ? -2 : -1) }
}

/** `x-id` only documents the operation; botocore does not send it. */
function staticQueryOf(raw: string): (readonly [string, string])[] {
  return raw
    .split('&')
    .map((pair) => {
      const [key = '', value = ''] = pair.split('=')
      return [key, value] as const
    })
    .filter(([key]) => key !== 'x-id')
}

/** A greedy label takes as many segments as the literals after it leave. */
function matchPath(segments: readonly Segment[], raw: readonly string[]): Record<string, string> | undefined {
  const labels: Record<string, string> = {}
  // A trailing slash means nothing, except inside a greedy label at the end (S3 keys may end in one).
  const endsGreedy = segments.at(-1)?.kind === 'greedy'
  const parts = !endsGreedy && raw.length > 1 && raw.at(-1) === '' ? raw.slice(0, -1) : raw
  const wanted = segments.length > 1 ? trimmed(segments) : segments
  let index = 0
  for (const [position, segment] of wanted.entries()) {
    if (segment.kind === 'greedy') {
      const end = parts.length - (wanted.length - position - 1)
      const value = parts.slice(index, end).join('/')
      if (value === '') return undefined
      labels[segment.name] = decodePercent(value)
      index = end
      continue
    }
    const part = parts[index]
    if (part === undefined) return undefined
    if (segment.kind === 'literal') {
      if (part !== segment.text) return undefined
    } else {
      if (part === '') return undefined
      labels[segment.name] = decodePercent(part)
    }
    index += 1
  }
  return index === parts.length ? labels : undefined
}

/** Route 53 writes some of its paths with a slash at the end. */
function trimmed(segments: readonly Segment[]): readonly Segment[] {
  const last = segments.at(-1)
  return last?.kind === 'literal' && last.text === '' ? segments.slice(0, -1) : segments
}

/** How specific the match is; undefined when something required is missing. */
function scoreOf(route: Route, request: WireRequest): number | undefined {
  for (const [key, value] of route.staticQuery) {
    const found = request.query.get(key)
    if (found === undefined || (value !== '' && !found.includes(value))) return undefined
  }
  if (!route.requiredQuery.every((key) => request.query.has(key))) return undefined
  if (!route.requiredHeaders.every((name) => request.headers[name] !== undefined)) return undefined
  const literals = route.segments.filter(({ kind }) => kind === 'literal').length
  return (
    literals * 100 +
    route.staticQuery.length * 10 +
    (route.requiredQuery.length + route.requiredHeaders.length) * 3
  )
}

/** S3's two addressing styles: the bucket is the first path segment, or the first labels of the host name. */
function splitBucket(request: WireRequest): { bucket: string | undefined; path: string } {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '')
  const virtual = /^(.+?)\.(?:s3[.-]|localhost$)/.exec(host)?.[1]
  if (virtual !== undefined && virtual !== 's3') return { bucket: virtual, path: request.path }
  const [, bucket = '', ...key] = request.path.split('/')
  return bucket === ''
    ? { bucket: undefined, path: '/' }
    : { bucket: decodePercent(bucket), path: `/${key.join('/')}` }
}
