import type { Check, PollResult, ReadContext, Verification } from '../../kit/definition.js'
import { contentWords, keyWords, sameRecordSet } from '../record-set.js'
import type { SentChange } from './look.js'
import { look } from './look.js'
import { askServers, notResolvable, oldTtlSeconds, type ServerAnswer } from './propagation.js'
import { type Swap, swapsOf } from './swap.js'

/** What resolvers may be late beyond the TTL: Route 53's own propagation (usually within 60 s) and clocks. */
const MARGIN_SECONDS = 120

/** How a step is waited for: AWS's own words, and `RESOLVING` while resolvers still answer the old record. */
export const CHANGE_STATES = {
  pending: 'PENDING',
  resolving: 'RESOLVING',
  inSync: 'INSYNC',
  ttlPassed: 'TTL_PASSED',
} as const

/** Route 53 in sync, then every server that can be asked answers the new record or has had the time to. */
export async function pollChange(
  sent: SentChange,
  maxWaitSeconds: number | null,
  ctx: ReadContext,
): Promise<PollResult> {
  const status = await changeStatus(sent.changeId, ctx)
  if (status !== null && status !== CHANGE_STATES.inSync) {
    const message = 'Route 53 has not applied the change to all of its servers yet'
    return { status, outcome: 'running', progress: null, message }
  }
  const swaps = swapsOf(sent.batch)
  const answers = await provable(swaps, sent, ctx)
  const late = answers.filter((answer) => answer.outcome !== 'matches')
  if (late.length === 0) {
    return { status: CHANGE_STATES.inSync, outcome: 'succeeded', progress: null, message: null }
  }
  const waitMs = (maxWaitSeconds ?? oldTtlSeconds(swaps) + MARGIN_SECONDS) * 1000
  const leftMs = sent.submittedAtMs + waitMs - ctx.clock.now()
  const progress = { done: answers.length - late.length, total: answers.length }
  const message = late.map(({ server, what, found }) => `${server} answers ${found} for ${what}`).join('; ')
  if (leftMs > 0) {
    const etaSeconds = Math.ceil(leftMs / 1000)
    return {
      status: CHANGE_STATES.resolving,
      outcome: 'running',
      progress: { ...progress, etaSeconds },
      message,
    }
  }
  // Waiting longer proves nothing more. Whether this is good enough is for the verification to say.
  return { status: CHANGE_STATES.ttlPassed, outcome: 'succeeded', progress, message }
}

/**
 * The zone holds the new records, Route 53 is in sync, the zone's own servers and the public resolvers answer
 * them. A resolver that cannot be reached from here proves nothing either way and is listed; but at least one
 * of the zone's own servers has to answer.
 */
export async function verifyChange(
  hostedZoneId: string,
  swaps: readonly Swap[],
  sent: SentChange | null,
  ctx: ReadContext,
): Promise<Verification> {
  const seen = await look(hostedZoneId, swaps, ctx)
  const inZone = seen.swaps.map(
    ({ key, current, next }): Check => ({
      name: `${keyWords(key)} in the zone`,
      ok: sameRecordSet(current, next),
      expected: contentWords(next),
      found: contentWords(current),
    }),
  )
  const status = await changeStatus(sent?.changeId ?? null, ctx)
  const answers = await provable(swaps, { zone: seen.zone }, ctx)
  const unreachable = answers.filter((answer) => answer.outcome === 'unreachable')
  return {
    checks: [
      ...inZone,
      ...(status === null ? [] : [inSyncCheck(status)]),
      ...authoritativeChecks(answers),
      ...answers.filter(isPublicAnswer).map(publicCheck),
    ],
    observed: {
      unreachable_servers: [...new Set(unreachable.map(({ server, found }) => `${server}: ${found}`))],
    },
  }
}

/** A private zone answers only inside its VPCs, and some records cannot be proven by DNS at all. */
async function provable(
  swaps: readonly Swap[],
  { zone }: Pick<SentChange, 'zone'>,
  ctx: ReadContext,
): Promise<readonly ServerAnswer[]> {
  if (zone.isPrivate) return []
  return askServers(
    swaps.filter((swap) => notResolvable(swap) === null),
    zone.nameServers,
    ctx,
  )
}

async function changeStatus(changeId: string | null, ctx: ReadContext): Promise<string | null> {
  if (changeId === null) return null
  const route53 = await ctx.target.service('route53')
  const { ChangeInfo } = await route53.getChange({ Id: changeId }, { abortSignal: ctx.signal })
  return ChangeInfo?.Status ?? 'unknown'
}

function inSyncCheck(status: string): Check {
  const expected = CHANGE_STATES.inSync
  return { name: 'the change is on all Route 53 servers', ok: status === expected, expected, found: status }
}

/** One check per record: all of the zone's servers that answered agree, and one did. */
function authoritativeChecks(answers: readonly ServerAnswer[]): readonly Check[] {
  const own = answers.filter((answer) => answer.isAuthoritative)
  return [...new Set(own.map((answer) => answer.what))].map((what): Check => {
    const asked = own.filter((answer) => answer.what === what)
    const heard = asked.filter((answer) => answer.outcome !== 'unreachable')
    return {
      name: `${what} on the zone's own name servers`,
      ok: heard.length > 0 && heard.every((answer) => answer.outcome === 'matches'),
      expected: asked[0]?.expected ?? '',
      found: [...new Set((heard.length > 0 ? heard : asked).map((answer) => answer.found))].join(' | '),
    }
  })
}

function isPublicAnswer(answer: ServerAnswer): boolean {
  return !answer.isAuthoritative && answer.outcome !== 'unreachable'
}

function publicCheck({ what, server, outcome, expected, found }: ServerAnswer): Check {
  return { name: `${what} at public resolver ${server}`, ok: outcome === 'matches', expected, found }
}
