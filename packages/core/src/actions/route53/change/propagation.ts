import { errorData } from '../../../aws/classify.js'
import { canonicalDnsValues, RESOLVABLE_TYPES } from '../../../dns/values.js'
import type { ReadContext } from '../../kit/definition.js'
import { aliasNameOf, keyOf, keyWords, type RecordSet, ttlOf, valuesOf } from '../record-set.js'
import type { Swap } from './swap.js'

/** What one server answered about one record. */
export interface ServerAnswer {
  readonly what: string
  readonly server: string
  readonly isAuthoritative: boolean
  readonly outcome: 'matches' | 'differs' | 'unreachable'
  readonly expected: string
  readonly found: string
}

/** Resolvers keep "there is no such name" for up to 900 s: the negative TTL of a Route 53 zone's SOA record. */
const NEGATIVE_TTL_SECONDS = 900
/** Aliases have the TTL of their target; for load balancers and the other usual targets that is 60 s. */
const ALIAS_TTL_SECONDS = 60

/** How long resolvers may go on answering what was there before the change. */
export function oldTtlSeconds(swaps: readonly Swap[]): number {
  return Math.max(
    0,
    ...swaps.map(({ expected }) => {
      if (expected === 'as-found' || expected === null) return NEGATIVE_TTL_SECONDS
      return ttlOf(expected) ?? ALIAS_TTL_SECONDS
    }),
  )
}

/** Why DNS cannot prove a record, or null. */
export function notResolvable(swap: Swap): string | null {
  const { type, setIdentifier } = swap.key
  if (setIdentifier !== null) {
    return `${keyWords(swap.key)}: with a routing policy every answer may come from another record; only the zone itself is checked.`
  }
  return RESOLVABLE_TYPES.has(type)
    ? null
    : `${keyWords(swap.key)}: records of this type are not looked up; only the zone itself is checked.`
}

/** Asks every server about every record that DNS can prove. A server that does not answer is told, not thrown. */
export async function askServers(
  swaps: readonly Swap[],
  nameServers: readonly string[],
  ctx: ReadContext,
): Promise<readonly ServerAnswer[]> {
  const servers = [
    ...nameServers.map((server) => ({ server, isAuthoritative: true })),
    ...ctx.dns.publicResolvers.map((server) => ({ server, isAuthoritative: false })),
  ]
  const asked = swaps
    .filter((swap) => notResolvable(swap) === null)
    .flatMap((swap) => servers.map((at) => askServer(swap, at, ctx)))
  return Promise.all(asked)
}

async function askServer(
  { key, next }: Swap,
  at: { readonly server: string; readonly isAuthoritative: boolean },
  ctx: ReadContext,
): Promise<ServerAnswer> {
  const answer = { what: keyWords(key), ...at }
  try {
    const { values } = await ctx.dns.resolve(key.name, key.type, at.server, ctx.signal)
    const { expected, matches } = await expectation(next, at.server, values, ctx)
    const found = values.length === 0 ? 'no record' : values.join(', ')
    return { ...answer, outcome: matches ? 'matches' : 'differs', expected, found }
  } catch (error) {
    ctx.signal.throwIfAborted()
    const found = `no answer: ${errorData(error).message}`
    return { ...answer, outcome: 'unreachable', expected: expectedWords(next), found }
  }
}

async function expectation(
  next: RecordSet | null,
  server: string,
  found: readonly string[],
  ctx: ReadContext,
): Promise<{ readonly expected: string; readonly matches: boolean }> {
  const expected = expectedWords(next)
  const alias = next === null ? null : aliasNameOf(next)
  if (next === null || alias === null) {
    const wanted = next === null ? [] : canonicalDnsValues(next.Type, valuesOf(next))
    const values = next === null ? found : canonicalDnsValues(next.Type, found)
    return { expected, matches: wanted.join('\n') === values.join('\n') }
  }
  // An alias answers with addresses of its target, which change by themselves and differ from place to place:
  // one address in common proves that it points there. The zone's servers do not know other zones' names.
  const ask = [...new Set([server, ...ctx.dns.publicResolvers])]
  const addresses = await Promise.allSettled(
    ask.map((at) => ctx.dns.resolve(alias, keyOf(next).type, at, ctx.signal)),
  )
  const wanted = new Set(addresses.flatMap((one) => (one.status === 'fulfilled' ? one.value.values : [])))
  return { expected, matches: found.some((value) => wanted.has(value)) }
}

function expectedWords(next: RecordSet | null): string {
  if (next === null) return 'no record'
  const alias = aliasNameOf(next)
  return alias === null ? canonicalDnsValues(next.Type, valuesOf(next)).join(', ') : `an address of ${alias}`
}
