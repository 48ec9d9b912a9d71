import type { Fault, FaultMatch, FaultRule, RequestRecord, WorldState } from '@cutover/simulator'
import type { Random } from './random.js'

/** What goes wrong in AWS during one seed. Everything is drawn beforehand, so that it does not depend on how. */
export interface Chaos {
  readonly rules: readonly FaultRule[]
  /** Somebody else changes the accounts, or a job fails: what was done once may rightly be done again. */
  readonly meddling: boolean
  /** What happens in the accounts while the operator thinks about a step; null: nothing ever. */
  readonly whileThinking: ((world: WorldState) => void) | null
}

export function chaosOf(random: Random): Chaos {
  const rules: FaultRule[] = []
  let meddling = false
  for (let left = random.between(0, 5); left > 0; left -= 1) {
    const kind = random.weighted<keyof typeof FAULTS>(WEIGHTS)
    if (kind === 'job' || kind === 'change') meddling = true
    rules.push({
      match: matchOf(random),
      fault: FAULTS[kind](random),
      times: kind === 'deny' ? random.between(1, 6) : random.between(1, 2),
    })
  }
  const whileThinking = random.chance(0.3) ? random.pick(CHANGES) : null
  return { rules, meddling: meddling || whileThinking !== null, whileThinking }
}

const WEIGHTS = {
  throttle: 3,
  deny: 2,
  'expire-credentials': 2,
  'drop-before': 3,
  'drop-after': 4,
  'fail-before': 2,
  'fail-after': 2,
  timeout: 2,
  slow: 1,
  job: 1,
  change: 3,
} as const

const FAULTS: Readonly<Record<keyof typeof WEIGHTS, (random: Random) => Fault>> = {
  throttle: () => ({ kind: 'throttle' }),
  deny: () => ({ kind: 'deny' }),
  'expire-credentials': () => ({ kind: 'expire-credentials' }),
  'drop-before': () => ({ kind: 'drop', when: 'before' }),
  'drop-after': () => ({ kind: 'drop', when: 'after' }),
  'fail-before': () => ({ kind: 'fail', code: 'InternalFailure', httpStatus: 500, when: 'before' }),
  'fail-after': () => ({ kind: 'fail', code: 'InternalFailure', httpStatus: 500, when: 'after' }),
  timeout: () => ({ kind: 'fail', code: 'RequestTimeout', httpStatus: 400, when: 'before' }),
  slow: (random) => ({ kind: 'slow', ms: random.between(1, 20) * 60_000 }),
  job: () => ({ kind: 'job', fault: { kind: 'fail' } }),
  change: (random) => ({ kind: 'change', change: changeOf(random) }),
}

function matchOf(random: Random): FaultMatch {
  const place = random.weighted({ write: 6, read: 3, any: 1 })
  return {
    ...(place === 'any' ? {} : { readOnly: place === 'read' }),
    fromNth: place === 'write' ? random.between(1, 6) : random.between(1, 60),
  }
}

/** A change behind the operator's back, to things that several kinds of steps look at. */
function changeOf(random: Random): (world: WorldState, request: RequestRecord) => void {
  const what = random.pick(CHANGES)
  return (world) => what(world)
}

const CHANGES: readonly ((world: WorldState) => void)[] = [
  setPolicy,
  dropPolicy,
  unshare,
  shareWithTarget,
  moveRecord,
]

const THEIRS = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Theirs',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObjectAcl',
      Resource: 'arn:aws:s3:::x/*',
    },
  ],
})

function buckets(world: WorldState): readonly { policy?: string }[] {
  const all = world.shared['s3-buckets'] as Map<string, { policy?: string }> | undefined
  return all === undefined ? [] : [...all.values()]
}
function setPolicy(world: WorldState): void {
  for (const bucket of buckets(world)) bucket.policy = THEIRS
}
function dropPolicy(world: WorldState): void {
  for (const bucket of buckets(world)) delete bucket.policy
}

type Shared = { sharedWith: string[] }
function snapshots(world: WorldState): readonly Shared[] {
  return Object.values(world.accounts).flatMap((services) => {
    const rds = services.rds as {
      snapshots?: Record<string, Shared>
      clusterSnapshots?: Record<string, Shared>
    }
    return [...Object.values(rds?.snapshots ?? {}), ...Object.values(rds?.clusterSnapshots ?? {})]
  })
}
function unshare(world: WorldState): void {
  for (const snapshot of snapshots(world)) snapshot.sharedWith = []
}
function shareWithTarget(world: WorldState): void {
  for (const snapshot of snapshots(world)) snapshot.sharedWith = ['222222222222']
}

type Zone = { records: readonly { type: string; values: readonly string[] }[] }
function moveRecord(world: WorldState): void {
  for (const services of Object.values(world.accounts))
    for (const zone of Object.values(
      (services.route53 as { zones: Record<string, Zone> } | undefined)?.zones ?? {},
    ))
      zone.records = zone.records.map((record) =>
        record.type === 'A' ? { ...record, values: ['192.0.2.99'] } : record,
      )
}
