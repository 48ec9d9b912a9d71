/**
 * Route 53 hosted zones of one account.
 *
 * Z1. `records` is what the API lists: everything accepted, pending or not.
 * Z2. `served` is what name servers have: one entry per accepted batch, in force from its `insyncAtMs` on.
 * Z3. Names are stored as Route 53 answers them: lower case, with a final dot, `*` as `\052`.
 */
import { nextHex, slice, type WorldState } from '../../kernel/world.js'
import { nextBase36 } from '../common/ids.js'
import type { Tags } from '../common/tags.js'
import { zoneName } from './names.js'

/** How long a change realistically takes to reach all name servers; AWS says "generally within 60 seconds". */
export const INSYNC_AFTER_MS = 30_000

export interface AliasTarget {
  readonly zoneId: string
  readonly dnsName: string
  readonly evaluateTargetHealth: boolean
}

/** The routing of a record set beside others of its name and type. */
export interface Routing {
  readonly setIdentifier: string
  readonly weight: number | undefined
  readonly region: string | undefined
  readonly failover: string | undefined
  readonly multiValue: boolean
  /** Location members, as given. */
  readonly geo: Readonly<Record<string, string | undefined>> | undefined
}

export interface RecordSet {
  readonly name: string
  readonly type: string
  readonly ttlSeconds: number | undefined
  readonly values: readonly string[]
  readonly alias: AliasTarget | undefined
  readonly routing: Routing | undefined
  readonly healthCheckId: string | undefined
}

export interface Served {
  readonly insyncAtMs: number
  readonly records: readonly RecordSet[]
}

export interface Zone {
  readonly id: string
  readonly name: string
  readonly accountId: string
  readonly callerReference: string
  readonly comment: string
  readonly isPrivate: boolean
  readonly vpc: { readonly id: string; readonly region: string } | undefined
  readonly createdMs: number
  readonly nameServers: readonly string[]
  records: readonly RecordSet[]
  served: Served[]
  lastChangeMs: number | undefined
  dnssec: 'NOT_SIGNING' | 'SIGNING'
  tags: Tags
}

export interface Change {
  readonly id: string
  readonly submittedMs: number
  /** Infinite for one that was planned never to arrive. */
  readonly insyncAtMs: number
  readonly comment: string | undefined
}

export interface Route53State {
  zones: Record<string, Zone>
  changes: Record<string, Change>
  /**
   * While positive, a change that follows another one of the same zone within this time is refused with
   * `PriorRequestNotComplete`. 0 by default: AWS does this rarely.
   */
  priorRequestWindowMs: number
}

export const route53 = slice<Route53State>('route53', () => ({
  zones: {},
  changes: {},
  priorRequestWindowMs: 0,
}))

export interface NewZone {
  readonly accountId: string
  readonly name: string
  /** Fixed by a seed that must keep an id from its input; else made up. */
  readonly zoneId?: string
  readonly callerReference?: string
  readonly comment?: string
  readonly vpc?: Zone['vpc']
  readonly nowMs: number
  readonly records?: readonly RecordSet[]
  readonly tags?: Tags
}

/** Puts a zone, with its NS and SOA records, into an account; everything in it is in sync. */
export function putZone(world: WorldState, wanted: NewZone): Zone {
  const id = wanted.zoneId ?? `Z${nextBase36(world, 20)}`
  const name = zoneName(wanted.name)
  const nameServers = nameServersFor(world)
  const records = [...apexRecords(name, nameServers), ...(wanted.records ?? [])]
  const zone: Zone = {
    id,
    name,
    accountId: wanted.accountId,
    callerReference: wanted.callerReference ?? id,
    comment: wanted.comment ?? '',
    isPrivate: wanted.vpc !== undefined,
    vpc: wanted.vpc,
    createdMs: wanted.nowMs,
    nameServers,
    records,
    served: [{ insyncAtMs: wanted.nowMs, records }],
    lastChangeMs: undefined,
    dnssec: 'NOT_SIGNING',
    tags: wanted.tags ?? {},
  }
  route53.of(world, wanted.accountId).zones[id] = zone
  return zone
}

/** A record set with one value or several, as a seed writes it. */
export function simpleRecord(
  name: string,
  type: string,
  ttlSeconds: number,
  ...values: readonly string[]
): RecordSet {
  return {
    name: zoneName(name),
    type,
    ttlSeconds,
    values,
    alias: undefined,
    routing: undefined,
    healthCheckId: undefined,
  }
}

/** Makes changes in quick succession be refused in that account; 0 switches it off. */
export function refuseWithin(world: WorldState, accountId: string, windowMs: number): void {
  route53.of(world, accountId).priorRequestWindowMs = windowMs
}

function nameServersFor(world: WorldState): string[] {
  const hex = nextHex(world, 16)
  return ['com', 'net', 'org', 'co.uk'].map((top, index) => {
    const number = index * 512 + (Number.parseInt(hex.slice(index * 4, index * 4 + 3), 16) % 512)
    const group = Number.parseInt(hex.slice(index * 4 + 2, index * 4 + 4), 16) % 64
    return `ns-${number}.awsdns-${String(group).padStart(2, '0')}.${top}`
  })
}

function apexRecords(name: string, nameServers: readonly string[]): RecordSet[] {
  const soa = `${nameServers[0] ?? ''}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`
  return [
    simpleRecord(name, 'NS', 172_800, ...nameServers.map((server) => `${server}.`)),
    simpleRecord(name, 'SOA', 900, soa),
  ]
}
