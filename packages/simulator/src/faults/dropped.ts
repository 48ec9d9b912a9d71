/**
 * The connection breaks without an answer. The HTTP server destroys the socket; the in-process transport
 * rejects as the SDK's own HTTP handler would.
 */
export class ConnectionDropped extends Error {
  constructor(when: 'before' | 'after') {
    super(`the connection was dropped ${when} the effect`)
    this.name = 'ConnectionDropped'
  }
}

/** What the SDK's HTTP handler rejects with when the peer closes the connection. */
export function connectionResetError(): Error {
  return Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' })
}
