/**
 * The outside world, as ports. The core never reads the environment, never prints and never asks a terminal;
 * whoever calls it injects these (defaults with real effects live in run/, aws/, terraform/ and dns/).
 */

/** Time. `sleep` resolves early, without error, when `signal` aborts. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** One answer of a name server. */
export interface DnsAnswer {
  /** Sorted values as Route 53 writes them (A: addresses; CNAME: names with trailing dot). Empty: no record. */
  readonly values: readonly string[]
  readonly ttlSeconds: number | null
}

export interface DnsResolver {
  /**
   * @param server an address or host name; the question goes to that server only
   * @throws when the server cannot be reached (a missing record is an empty answer, not an error)
   */
  resolve(name: string, type: string, server: string, signal: AbortSignal): Promise<DnsAnswer>
  /** The public resolvers to check, as configured. */
  readonly publicResolvers: readonly string[]
}
