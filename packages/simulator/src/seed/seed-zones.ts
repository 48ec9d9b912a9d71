import type { WorldState } from '../kernel/world.js'
import { putZone, type RecordSet, route53, simpleRecord } from '../services/route53/state.js'
import { type SeedPlan, stepsWith, text } from './plan.js'

interface Values {
  readonly ttl?: unknown
  readonly values?: unknown
}

/** The target's hosted zones with the records that the swaps expect to find. */
export function seedTargetZones(world: WorldState, plan: SeedPlan, nowMs: number): void {
  const { accountId } = plan.facts.target
  const wanted = new Map<string, { names: string[]; records: RecordSet[] }>()
  for (const step of stepsWith(plan, 'hosted_zone_id', 'record_name')) {
    const zoneId = text(step, 'hosted_zone_id')?.replace('/hostedzone/', '') ?? null
    const name = text(step, 'record_name')
    const type = text(step, 'record_type')
    if (zoneId === null || name === null || type === null) continue
    const zone = wanted.get(zoneId) ?? { names: [], records: [] }
    zone.names.push(name)
    const record = oldRecord(name, type, step.params.old as Values | null | undefined)
    if (record !== null) zone.records.push(record)
    wanted.set(zoneId, zone)
  }
  for (const [zoneId, { names, records }] of wanted)
    if (route53.of(world, accountId).zones[zoneId] === undefined)
      putZone(world, { accountId, zoneId, name: zoneFor(names), nowMs, records })
}

function oldRecord(name: string, type: string, old: Values | null | undefined): RecordSet | null {
  if (old === null || old === undefined || !Array.isArray(old.values)) return null
  return simpleRecord(name, type, Number(old.ttl ?? 300), ...old.values.map(String))
}

/** The plan names records, not zones: the zone is the longest name that all of them end in, below the first label. */
function zoneFor(names: readonly string[]): string {
  const labels = names.map((name) => name.replace(/\.$/, '').split('.').slice(1).reverse())
  const [first = [], ...others] = labels
  const common = first.filter((label, i) => others.every((other) => other[i] === label))
  return common.reverse().join('.')
}
