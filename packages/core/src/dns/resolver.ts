import { promises as dns } from 'node:dns'
import { isIP } from 'node:net'
import { realTimer, seconds, type Timer } from '../aws/answer-limits.js'
import { within } from '../aws/within.js'
import type { DnsAnswer, DnsResolver } from '../model/ports.js'
import { query } from './query.js'

/** How the real resolver asks. Nothing here has a hidden default: the shell decides. */
export interface DnsSettings {
  /** Public resolvers to check a change against: addresses, with `:port` or `[v6]:port` where needed. */
  readonly publicResolvers: readonly string[]
  /** How long one try to one server may take. */
  readonly timeoutMs: number
  /** How often one server is tried. */
  readonly tries: number
}

/**
 * So long one question may take in all: the look-up of the server's address, which the system bounds as it likes
 * and nobody can cancel, and every try at every address.
 */
export const QUESTION_MS = 30_000

/** Finds the addresses of a name server that is known by name. Throws when it has none. */
export type ServerLookup = (host: string) => Promise<readonly string[]>

/**
 * The real resolver, over Node.js's own `Resolver` with the server named explicitly, so that neither
 * `/etc/resolv.conf` nor a local cache can answer instead.
 *
 * @param lookup by default the system's resolver, used only to find the name servers' addresses
 */
export function nodeDnsResolver(
  settings: DnsSettings,
  lookup: ServerLookup = systemLookup,
  timer: Timer = realTimer,
): DnsResolver {
  const known = new Map<string, Promise<readonly string[]>>()
  const addressesOf = (server: string): Promise<readonly string[]> => {
    if (isAddress(server)) return Promise.resolve([server])
    const found = known.get(server) ?? lookup(server)
    known.set(server, found)
    // A failed look-up is asked again next time instead of being remembered.
    found.catch(() => known.delete(server))
    return found
  }
  return {
    publicResolvers: settings.publicResolvers,
    async resolve(name, type, server, signal): Promise<DnsAnswer> {
      const late = () => {
        // Nobody waits for a look-up that hung: the next question begins another one.
        known.delete(server)
        return new Error(`${server} did not answer about ${name} (${type}) in ${seconds(QUESTION_MS)}`)
      }
      return within({ totalMs: QUESTION_MS, timer, signal, late }, async (bounded) =>
        ask(name, type, await addressesOf(server), settings, bounded.signal),
      )
    },
  }
}

async function ask(
  name: string,
  type: string,
  addresses: readonly string[],
  settings: DnsSettings,
  signal: AbortSignal,
): Promise<DnsAnswer> {
  signal.throwIfAborted()
  const resolver = new dns.Resolver({ timeout: settings.timeoutMs, tries: settings.tries })
  resolver.setServers(addresses)
  const cancel = () => resolver.cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    return await query(resolver, name, type)
  } catch (error) {
    // Cancelled queries fail with ECANCELLED; the caller wants to know who cancelled them.
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

async function systemLookup(host: string): Promise<readonly string[]> {
  const found = await dns.lookup(host, { all: true })
  return found.map(({ address }) => address)
}

/** `192.0.2.1`, `192.0.2.1:53`, `2001:db8::1` or `[2001:db8::1]:53`. */
function isAddress(server: string): boolean {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(server)?.[1]
  return isIP(bracketed ?? server) !== 0 || isIP(server.replace(/:\d+$/, '')) === 4
}
