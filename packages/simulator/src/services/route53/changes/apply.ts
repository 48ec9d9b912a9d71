import type { CallContext } from '../../../kernel/service.js'
import { isWithin } from '../names.js'
import { type RecordSet, route53, type Zone } from '../state.js'
import { recordProblems } from './rules.js'

export interface Applied {
  readonly records: readonly RecordSet[]
  /** In the words of Route 53; empty when all is well. */
  readonly problems: readonly string[]
}

/** One change on the records as the changes before it have left them. */
export function applyChange(
  call: CallContext,
  zone: Zone,
  records: readonly RecordSet[],
  { action, wanted }: { readonly action: string; readonly wanted: RecordSet },
): Applied {
  const existing = records.find((record) => isSame(record, wanted))
  const refuse = (problem: string): Applied => ({ records, problems: [problem] })
  if (!isWithin(wanted.name, zone.name)) {
    return refuse(`RRSet with DNS name ${wanted.name} is not permitted in zone ${zone.name}`)
  }
  if (action === 'DELETE') {
    const tried = `Tried to delete resource record set [${label(wanted)}] but`
    if (existing === undefined) return refuse(`${tried} it was not found`)
    if (!hasSameValues(existing, wanted)) {
      return refuse(`${tried} the values provided do not match the current values`)
    }
    return { records: records.filter((record) => record !== existing), problems: [] }
  }
  if (action === 'CREATE' && existing !== undefined) {
    return refuse(`Tried to create resource record set [${label(wanted)}] but it already exists`)
  }
  const others = records.filter((record) => record !== existing)
  const problems = [
    ...recordProblems(zone.name, others, wanted),
    ...aliasProblems(call, zone, others, wanted),
  ]
  return problems.length > 0 ? { records, problems } : { records: [...others, wanted], problems: [] }
}

/** Whether two record sets are the same one: by name, type and set identifier. */
function isSame(a: RecordSet, b: RecordSet): boolean {
  return a.name === b.name && a.type === b.type && a.routing?.setIdentifier === b.routing?.setIdentifier
}

/** Values in any order; everything else must be equal. */
function hasSameValues(existing: RecordSet, given: RecordSet): boolean {
  return comparable(existing) === comparable(given)
}

function comparable(record: RecordSet): string {
  const { alias, routing } = record
  return JSON.stringify([
    record.ttlSeconds ?? null,
    [...record.values].sort(),
    alias === undefined ? null : [alias.zoneId, alias.dnsName, alias.evaluateTargetHealth],
    routing === undefined
      ? null
      : [routing.weight, routing.region, routing.failover, routing.multiValue, routing.geo],
    record.healthCheckId ?? null,
  ])
}

function label(record: RecordSet): string {
  const set = record.routing === undefined ? '' : `, set identifier='${record.routing.setIdentifier}'`
  return `name='${record.name}', type='${record.type}'${set}`
}

/** Targets are looked up in simulated zones only; those of load balancers and the like are taken as they are. */
function aliasProblems(
  call: CallContext,
  zone: Zone,
  others: readonly RecordSet[],
  wanted: RecordSet,
): string[] {
  const { alias } = wanted
  if (alias === undefined) return []
  const targetZone = route53.all(call.world).flatMap(([, state]) => state.zones[alias.zoneId] ?? [])[0]
  if (targetZone === undefined) return []
  const tried = `Tried to create an alias that targets ${alias.dnsName}, type ${wanted.type} in zone ${alias.zoneId}, but`
  if (!isWithin(alias.dnsName, targetZone.name)) {
    return [`${tried} the alias target name does not lie within the target zone`]
  }
  const candidates = targetZone.id === zone.id ? others : targetZone.records
  const found = candidates.some((record) => record.name === alias.dnsName && record.type === wanted.type)
  return found ? [] : [`${tried} that target was not found`]
}
