/**
 * The state of every simulated account. Invariants owned here:
 *
 * W1. The whole state survives `structuredClone`: plain objects, arrays, Maps, Uint8Arrays, strings, numbers
 *     (times are milliseconds since the epoch). No functions, no class instances, no timers.
 * W2. A service touches another service's state only through that service's exported functions.
 * W3. Statuses that change by themselves are derived from stored start times and the virtual clock at read
 *     time; nothing runs in the background.
 */
export interface WorldState {
  /** Drives every generated id and pseudo-random choice: same seed, same requests → same world. */
  seed: number
  /** Counts generated ids. */
  sequence: number
  /** account id → service name → that service's state in that account. */
  accounts: Record<string, Record<string, unknown>>
  /** State with no owner account or shared by all (S3's bucket namespace, access keys). */
  shared: Record<string, unknown>
}

/** Typed access to one service's slice of the world. Created empty on first use. */
export interface Slice<T> {
  /** This account's slice. */
  of(world: WorldState, accountId: string): T
  /** Every account's slice that exists, for cross-account look-ups. */
  all(world: WorldState): ReadonlyArray<readonly [accountId: string, state: T]>
}

export function slice<T>(service: string, initial: () => T): Slice<T> {
  return {
    of(world, accountId) {
      world.accounts[accountId] ??= {}
      const account = world.accounts[accountId] as Record<string, unknown>
      account[service] ??= initial()
      return account[service] as T
    },
    all(world) {
      return Object.entries(world.accounts)
        .filter(([, services]) => service in services)
        .map(([accountId, services]) => [accountId, services[service] as T] as const)
    },
  }
}

/** Like {@link slice}, for state that belongs to no single account. */
export function sharedSlice<T>(name: string, initial: () => T): (world: WorldState) => T {
  return (world) => {
    world.shared[name] ??= initial()
    return world.shared[name] as T
  }
}

export function emptyWorld(seed: number): WorldState {
  return { seed, sequence: 0, accounts: {}, shared: {} }
}

/** A deterministic lower-case hexadecimal string, unlike every other one this world has made. */
export function nextHex(world: WorldState, length: number): string {
  world.sequence += 1
  let out = ''
  let x = (world.seed ^ Math.imul(world.sequence, 0x9e3779b1)) >>> 0
  while (out.length < length) {
    x = Math.imul(x ^ (x >>> 16), 0x45d9f3b) >>> 0
    x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d) >>> 0
    x = (x ^ (x >>> 12) ^ Math.imul(out.length + 1, 0x27d4eb2f)) >>> 0
    out += x.toString(16).padStart(8, '0')
  }
  return out.slice(0, length)
}
