/** The part of the SDK's request that is used here. */
export interface SentRequest {
  readonly method: string
  readonly protocol?: string
  readonly hostname: string
  readonly port?: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

/**
 * The operation and where it was sent, as far as the request says: JSON protocols name it in a header, the query
 * protocol in the body, some of S3's in the query; else method and path stand for it.
 */
export function whatIsAsked(request: SentRequest): string {
  const { hostname, port } = request
  return `${operationOf(request)} at ${hostname}${port === undefined ? '' : `:${port}`}`
}

function operationOf({ method, path, headers, query, body }: SentRequest): string {
  const target = headers['x-amz-target']?.split('.').at(-1)
  if (target !== undefined) return target
  const action = typeof body === 'string' ? /^(?:[^&]*&)?Action=(\w+)/.exec(body)?.[1] : undefined
  if (action !== undefined) return action
  const id = query?.['x-id']
  return typeof id === 'string' ? id : `${method} ${path}`
}

/** The bytes of an object in S3, as long as it is one and not an error about it. */
export function isObjectBody({ query }: SentRequest, statusCode: number): boolean {
  return query?.['x-id'] === 'GetObject' && statusCode >= 200 && statusCode < 300
}

const LONG_OPERATIONS: ReadonlySet<unknown> = new Set([
  'CopyObject',
  'PutObject',
  'UploadPart',
  'UploadPartCopy',
])

/** S3 answers a copy of gigabytes only when it is done, and an upload lasts as long as its bytes need. */
export function mayTakeLong({ method, query }: SentRequest): boolean {
  if (LONG_OPERATIONS.has(query?.['x-id'])) return true
  // CompleteMultipartUpload: S3 puts the parts together first.
  return method === 'POST' && query?.uploadId !== undefined
}
