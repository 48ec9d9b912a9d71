import type { promises } from 'node:dns'
import type { DnsAnswer } from '../model/ports.js'
import { canonicalDnsValues, quoteText } from './values.js'

type Resolver = InstanceType<typeof promises.Resolver>

/** Codes that mean "asked, and there is no such record". */
const EMPTY_CODES: ReadonlySet<unknown> = new Set(['ENODATA', 'ENOTFOUND'])
const NO_RECORD: DnsAnswer = { values: [], ttlSeconds: null }

/**
 * Asks one question and spells the answer as Route 53 would.
 * @throws the resolver's own error when nobody answered, or for a type that Node.js cannot ask for
 */
export async function query(resolver: Resolver, name: string, type: string): Promise<DnsAnswer> {
  try {
    const { values, ttlSeconds } = await asked(resolver, name.replace(/\.$/, ''), type)
    return { values: canonicalDnsValues(type, values), ttlSeconds }
  } catch (error) {
    if (EMPTY_CODES.has((error as NodeJS.ErrnoException).code)) return NO_RECORD
    throw error
  }
}

async function asked(resolver: Resolver, name: string, type: string): Promise<DnsAnswer> {
  switch (type) {
    case 'A':
      return withTtl(await resolver.resolve4(name, { ttl: true }))
    case 'AAAA':
      return withTtl(await resolver.resolve6(name, { ttl: true }))
    case 'CNAME':
      return withoutTtl(await resolver.resolveCname(name))
    case 'NS':
      return withoutTtl(await resolver.resolveNs(name))
    case 'PTR':
      return withoutTtl(await resolver.resolvePtr(name))
    case 'TXT':
      return withoutTtl((await resolver.resolveTxt(name)).map((chunks) => quoteText(chunks.join(''))))
    case 'MX':
      return withoutTtl((await resolver.resolveMx(name)).map((mx) => `${mx.priority} ${mx.exchange}`))
    case 'SRV':
      return withoutTtl(
        (await resolver.resolveSrv(name)).map((srv) =>
          [srv.priority, srv.weight, srv.port, srv.name].join(' '),
        ),
      )
    default:
      throw new RangeError(`records of type ${type} cannot be asked for; check them by hand`)
  }
}

function withTtl(records: readonly { readonly address: string; readonly ttl: number }[]): DnsAnswer {
  const ttls = records.map((record) => record.ttl)
  return {
    values: records.map((record) => record.address),
    ttlSeconds: ttls.length === 0 ? null : Math.min(...ttls),
  }
}

/** Node.js tells the TTL of addresses only. */
function withoutTtl(values: readonly string[]): DnsAnswer {
  return { values, ttlSeconds: null }
}
