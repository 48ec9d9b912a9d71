import type { DnsResolver } from '../model/ports.js'
import { markSimulated } from '../model/simulated.js'

/**
 * The DNS of a rehearsal, around a function of this process that answers from a simulated world.
 * @example simulatedDns(simulatorFor(plan).dns)
 */
export function simulatedDns(answers: DnsResolver): DnsResolver {
  const publicResolvers = [...answers.publicResolvers]
  return markSimulated({
    publicResolvers,
    resolve: (name, type, server, signal) => answers.resolve(name, type, server, signal),
  })
}
