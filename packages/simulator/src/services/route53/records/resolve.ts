/** DNS as the name servers of the simulated zones answer it: what the rehearsal's resolver asks. */
import type { WorldState } from '../../../kernel/world.js'
import { isWithin, zoneName } from '../names.js'
import { type RecordSet, route53, type Zone } from '../state.js'

export type DnsAnswer =
  | {
      readonly kind: 'answer'
      readonly zoneId: string
      readonly type: string
      readonly ttlSeconds: number
      readonly values: readonly string[]
      /** The names that CNAME records led through, the asked one first. */
      readonly chain: readonly string[]
    }
  /** The name exists with other types only. */
  | { readonly kind: 'no-data'; readonly zoneId: string }
  | { readonly kind: 'no-such-name'; readonly zoneId: string }
  /** No simulated zone holds the name. */
  | { readonly kind: 'no-zone' }

/** Which servers are asked, where several zones have the same name (an old one and its successor). */
export interface AskedServer {
  readonly zoneId?: string
  readonly nameServer?: string
}

/** Alias answers carry no TTL of their own; those for load balancers have this one. */
const ALIAS_TTL_SECONDS = 60
const MAX_CHAIN = 8

/**
 * What authoritative servers answer at `nowMs`: changes that are not in sync yet do not count. Of weighted sets
 * one is drawn, from the world's seed and the second.
 * @param asked unset, the zone with the longest matching name, the oldest one where several have it
 */
export function resolveRecord(
  world: WorldState,
  { name, type }: { readonly name: string; readonly type: string },
  nowMs: number,
  asked: AskedServer = {},
): DnsAnswer {
  const chain: string[] = []
  const drawOf = (total: number) => draw(world.seed, nowMs) % total
  let current = zoneName(name)
  let zone = zoneFor(world, current, asked)
  while (zone !== undefined && chain.length < MAX_CHAIN) {
    chain.push(current)
    const records = servedBy(zone, nowMs)
    const owner = ownerOf(records, current, zone.name)
    if (owner === undefined) return { kind: 'no-such-name', zoneId: zone.id }
    const found = pick(records, { name: owner, type }, drawOf)
    if (found !== undefined) return answerOf(world, found, nowMs, { zone, chain })
    const cname = pick(records, { name: owner, type: 'CNAME' }, drawOf)
    if (cname === undefined) return { kind: 'no-data', zoneId: zone.id }
    const target = zoneName(cname.values[0] ?? '')
    const next = zoneFor(world, target, { zoneId: zone.id }) ?? zoneFor(world, target, {})
    if (next === undefined) return addressAnswer(type, target, cname.ttlSeconds ?? 0, { zone, chain })
    zone = next
    current = target
  }
  return { kind: 'no-zone' }
}

/** How an answer was come to: the zone that gave it, and the names on the way there. */
interface Way {
  readonly zone: Zone
  readonly chain: readonly string[]
}

/** A stable address for a name that no simulated zone holds, such as a load balancer's (TEST-NET-2). */
export function addressOf(dnsName: string): string {
  let hash = 0
  for (const char of zoneName(dnsName)) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) >>> 0
  return `198.51.100.${(hash % 254) + 1}`
}

function zoneFor(world: WorldState, name: string, asked: AskedServer): Zone | undefined {
  const server = asked.nameServer?.replace(/\.$/, '').toLowerCase()
  return route53
    .all(world)
    .flatMap(([, state]) => Object.values(state.zones))
    .filter(
      (zone) =>
        isWithin(name, zone.name) &&
        !zone.isPrivate &&
        (asked.zoneId === undefined || zone.id === asked.zoneId) &&
        (server === undefined || zone.nameServers.includes(server)),
    )
    .sort((a, b) => b.name.length - a.name.length || a.createdMs - b.createdMs)[0]
}

function servedBy(zone: Zone, nowMs: number): readonly RecordSet[] {
  return zone.served.findLast((entry) => entry.insyncAtMs <= nowMs)?.records ?? []
}

function pick(
  records: readonly RecordSet[],
  { name, type }: { readonly name: string; readonly type: string },
  drawOf: (total: number) => number,
): RecordSet | undefined {
  const sets = records.filter((record) => record.name === name && record.type === type)
  const weights = sets.map((record) => record.routing?.weight ?? 1)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (total === 0) return sets[0]
  let drawn = drawOf(total)
  return sets.find((_, index) => {
    drawn -= weights[index] ?? 0
    return drawn < 0
  })
}

/**
 * Whose records answer for a name: its own when it exists (or anything below it does), else those of the wildcard
 * right below the closest ancestor that exists.
 */
function ownerOf(records: readonly RecordSet[], name: string, zone: string): string | undefined {
  const exists = (candidate: string) => records.some((record) => isWithin(record.name, candidate))
  if (exists(name)) return name
  let ancestor = parentOf(name)
  while (ancestor !== zone && !exists(ancestor)) ancestor = parentOf(ancestor)
  const wildcard = `\\052.${ancestor}`
  return records.some((record) => record.name === wildcard) ? wildcard : undefined
}

function parentOf(name: string): string {
  return name.slice(name.indexOf('.') + 1)
}

function draw(seed: number, nowMs: number): number {
  const x = Math.imul((seed ^ Math.floor(nowMs / 1_000)) >>> 0, 0x9e3779b1) >>> 0
  return (x ^ (x >>> 15)) >>> 0
}

function answerOf(world: WorldState, record: RecordSet, nowMs: number, way: Way): DnsAnswer {
  const { zone, chain } = way
  const { alias, type } = record
  if (alias === undefined) {
    const { values, ttlSeconds } = record
    return { kind: 'answer', zoneId: zone.id, type, ttlSeconds: ttlSeconds ?? 0, values, chain }
  }
  const target = resolveRecord(world, { name: alias.dnsName, type }, nowMs, { zoneId: alias.zoneId })
  if (target.kind === 'answer') return { ...target, zoneId: zone.id, chain }
  return addressAnswer(type, alias.dnsName, ALIAS_TTL_SECONDS, way)
}

function addressAnswer(type: string, target: string, ttlSeconds: number, { zone, chain }: Way): DnsAnswer {
  if (type !== 'A') return { kind: 'no-data', zoneId: zone.id }
  return { kind: 'answer', zoneId: zone.id, type, ttlSeconds, values: [addressOf(target)], chain }
}
