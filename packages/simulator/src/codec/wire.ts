/** A request as it arrived, over a socket or in process; the codec sees nothing else. */
export interface WireRequest {
  readonly method: string
  /** Percent-encoded as sent, without the query. */
  readonly path: string
  /** Decoded; a key without `=` has the value ''. */
  readonly query: ReadonlyMap<string, readonly string[]>
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export interface WireResponse {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: Uint8Array
}

/** How one protocol reads requests and writes answers. */
export interface ServerProtocol {
  /** The operation's name, or undefined when the request names none that the service has. */
  operationOf(request: WireRequest): RoutedOperation | undefined
  decodeInput(routed: RoutedOperation, request: WireRequest): Record<string, unknown>
  encodeOutput(operation: string, output: Record<string, unknown>, requestId: string): WireResponse
  encodeError(error: WireError, requestId: string): WireResponse
}

export interface RoutedOperation {
  readonly name: string
  /** Path labels, percent-decoded, for REST protocols. */
  readonly labels: Readonly<Record<string, string>>
}

/** An error ready for the wire: code and status resolved against the service's model. */
export interface WireError {
  readonly code: string
  readonly message: string
  readonly httpStatus: number
  readonly members: Readonly<Record<string, unknown>>
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export const utf8 = (text: string): Uint8Array => encoder.encode(text)
export const text = (bytes: Uint8Array): string => decoder.decode(bytes)

/** Reads a raw query string into {@link WireRequest.query}. */
export function parseQuery(raw: string): Map<string, string[]> {
  const query = new Map<string, string[]>()
  for (const pair of raw.split('&')) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const key = decodeForm(at < 0 ? pair : pair.slice(0, at))
    const value = at < 0 ? '' : decodeForm(pair.slice(at + 1))
    const values = query.get(key)
    if (values === undefined) query.set(key, [value])
    else values.push(value)
  }
  return query
}

/** Form decoding: `+` is a space. Text that is not valid percent-encoding stays as it is. */
export function decodeForm(encoded: string): string {
  return decodePercent(encoded.includes('+') ? encoded.replaceAll('+', ' ') : encoded)
}

export function decodePercent(encoded: string): string {
  if (!encoded.includes('%')) return encoded
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded
  }
}
