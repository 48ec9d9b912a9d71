/**
 * Which ports cannot reach an account.
 *
 * K1. Only core marks a port, and only one that it built itself around a function of this process: no flag, type
 *     or member makes a real one simulated. A marked port is frozen, and what is wrapped around it is not marked.
 */
const simulated = new WeakSet<object>()

/** For core's own makers of simulated ports; not part of the public surface. */
export function markSimulated<T extends object>(port: T): T {
  simulated.add(Object.freeze(port))
  return port
}

export function isSimulated(port: object): boolean {
  return simulated.has(port)
}
