import { canonicalDnsName } from '../../../dns/values.js'
import { type Preview, preview, type ReadContext } from '../../kit/definition.js'
import { contentWords, keyWords, ttlOf } from '../record-set.js'
import { type Look, look, lookObservation, wantedSwaps } from './look.js'
import type { Route53ChangeInput } from './params.js'
import { notResolvable } from './propagation.js'
import { type SeenSwap, swapBlockers } from './swap.js'

/** Above this, resolvers keep the old answer noticeably long. */
const COMFORTABLE_TTL_SECONDS = 60

/** What the zone holds, what becomes of it, and why it must not be changed now. */
export async function previewChange(params: Route53ChangeInput, ctx: ReadContext): Promise<Preview> {
  const swaps = await wantedSwaps(params, ctx)
  if (swaps === null) return nothingToChange(params)
  const seen = await look(params.hosted_zone_id, swaps, ctx)
  return preview({
    observation: lookObservation(seen),
    before: [
      `hosted zone ${seen.zone.name}${seen.zone.isPrivate ? ' (private)' : ''}`,
      ...seen.swaps.map(({ key, current }) => `${keyWords(key)}: ${contentWords(current)}`),
    ],
    after: seen.swaps.map(({ key, next }) => `${keyWords(key)}: ${contentWords(next)}`),
    blockers: [...outsideZone(seen), ...swapBlockers(seen.swaps, seen.inZone)],
    warnings: [...seen.swaps.flatMap(warningsOf), ...zoneWarnings(seen, ctx)],
    alreadyDone: seen.swaps.every((swap) => swap.state === 'done'),
  })
}

function nothingToChange(params: Route53ChangeInput): Preview {
  const found = params.new === null ? 'neither "new" nor "change_batch_file"' : 'both'
  return preview({
    observation: { wanted: null },
    before: [`the parameters have ${found}`],
    after: ['nothing would be changed'],
    blockers: [
      `Give either "new" (with "old") or "change_batch_file" in step-inputs.json; the parameters have ${found}.`,
    ],
  })
}

function outsideZone({ zone, swaps }: Look): readonly string[] {
  const zoneName = canonicalDnsName(zone.name)
  return swaps
    .filter(({ key }) => !`.${canonicalDnsName(key.name)}`.endsWith(`.${zoneName}`))
    .map(
      ({ key }) => `${keyWords(key)} does not belong to the hosted zone ${zoneName}. Correct hosted_zone_id.`,
    )
}

function warningsOf(swap: SeenSwap): readonly string[] {
  if (swap.state === 'done') return []
  const what = keyWords(swap.key)
  const ttl = swap.current === null ? null : ttlOf(swap.current)
  const unproven = notResolvable(swap)
  return [
    ...(ttl !== null && ttl > COMFORTABLE_TTL_SECONDS
      ? [
          `${what} has a TTL of ${ttl} s: for up to ${ttl} s after the swap resolvers still send people to the ` +
            `old address. To shorten that, lower the TTL to ${COMFORTABLE_TTL_SECONDS} first and wait ${ttl} s.`,
        ]
      : []),
    ...(swap.expected === 'as-found'
      ? [
          `${what}: the file says UPSERT; it is sent as DELETE of the record shown here and CREATE of the new one.`,
        ]
      : []),
    ...(unproven === null ? [] : [unproven]),
  ]
}

function zoneWarnings({ zone }: Look, ctx: ReadContext): readonly string[] {
  if (zone.isPrivate) {
    return ['The zone is private: its answers are seen only inside its VPCs and are not looked up from here.']
  }
  return ctx.dns.publicResolvers.length === 0 ? ['No public resolver is configured, so none is asked.'] : []
}
