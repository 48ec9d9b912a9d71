import { bareId } from '../services/route53/names.js'
import { resolveRecord } from '../services/route53/records/resolve.js'
import type { Simulator } from '../simulator.js'
import type { DnsResolver } from './core-types.js'

/** DNS as the simulated zones serve it: public resolvers answer what the authoritative servers do. */
export function simulatedResolver(simulator: Simulator): DnsResolver {
  const publicResolvers = ['192.0.2.53', '192.0.2.54']
  return {
    publicResolvers,
    async resolve(name, type, server) {
      const asked = publicResolvers.includes(server) ? {} : { nameServer: bareId(server) }
      const found = resolveRecord(simulator.world, { name, type }, simulator.clock.nowMs(), asked)
      return found.kind === 'answer'
        ? { values: [...found.values].sort(), ttlSeconds: found.ttlSeconds }
        : { values: [], ttlSeconds: null }
    },
  }
}
