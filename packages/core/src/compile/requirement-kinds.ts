import type { Draft } from './draft.js'

/** Operations that move data. */
const TRANSFERS: ReadonlySet<string> = new Set([
  'snapshot-copy',
  'snapshot-restore',
  'datasync-start',
  'dms-start-replication-task',
  's3-sync',
  's3-batch-replication-job',
  'dynamodb-export',
  'dynamodb-import',
  'ecr-push',
])
const PROMOTIONS: ReadonlySet<string> = new Set(['dms-promote', 'rds-promote-read-replica'])
const TRAFFIC: ReadonlySet<string> = new Set(['route53-change', 'traffic-shift'])

export const isTransfer = (draft: Draft) => TRANSFERS.has(draft.operation)
export const isPromotion = (draft: Draft) => PROMOTIONS.has(draft.operation)
export const isTraffic = (draft: Draft) => TRAFFIC.has(draft.operation)

/** Place of a draft's phase over both planes: control 0–6, data 7–11. */
export function phaseOrdinal(draft: Draft): number {
  return draft.plane === 'control' ? draft.phase.number : 6 + draft.phase.number
}

/** Lists by key, in the order of insertion. */
export function groupBy<T>(
  values: Iterable<T>,
  key: (value: T) => string | null,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const value of values) {
    const name = key(value)
    if (name === null) continue
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [value])
    else group.push(value)
  }
  return groups
}
