import type { WorldState } from '@cutover/simulator'
import type { StepFacts } from '../../src/model/action-facts.js'
import type { ExecutionStep } from '../../src/model/step.js'

/** What somebody else does to what a step is about, between the operator's yes and the execution. */
export interface Meddling {
  /** For people: what happens. */
  readonly who: string
  /** @returns how to put it right again */
  readonly change: (world: WorldState, step: ExecutionStep, facts: StepFacts) => () => void
  /** What the difference that is shown has to say. */
  readonly says: RegExp
}

/**
 * One row per action of the registry; `terraform` changes under a saved plan, which is its own
 * compare-and-swap, and `no AWS` has no state that could change.
 */
export const MEDDLING: Readonly<Record<string, Meddling | 'terraform' | 'no AWS'>> = {
  'terraform-apply': 'terraform',
  'manual-decision': 'no AWS',
  'kms-grant': {
    who: 'somebody disables the key',
    change: (world, _step, { source }) => disableKeys(world, source.accountId),
    says: /^key\.state: "Enabled" → "Disabled"$/,
  },
  'snapshot-share': {
    who: 'somebody shares the snapshot',
    change(world, step, { source, target }) {
      const snapshots = slice<Rds>(world, source.accountId, 'rds')
      const all = [...Object.values(snapshots.snapshots), ...Object.values(snapshots.clusterSnapshots)]
      const found = all.filter(({ arn }) => arn.endsWith(`:${String(step.params.snapshot_identifier)}`))
      for (const snapshot of found) snapshot.sharedWith.push(target.accountId)
      return () => {
        for (const snapshot of found) snapshot.sharedWith = []
      }
    },
    says: /^shared_with_target: false → true$/,
  },
  'snapshot-copy': {
    who: 'somebody disables the target’s key',
    change: (world, _step, { target }) => disableKeys(world, target.accountId),
    says: /^target_key\.state: "Enabled" → "Disabled"$/,
  },
  'snapshot-restore': {
    who: 'somebody disables the key of the copy',
    change: (world, _step, { target }) => disableKeys(world, target.accountId),
    says: /^key\.state: "Enabled" → "Disabled"$/,
  },
  'secret-put-value': {
    who: 'somebody marks the secret for deletion',
    change(world, step, { target }) {
      const { secrets } = slice<Secrets>(world, target.accountId, 'secretsmanager')
      const found = Object.values(secrets).filter(({ arn, name }) =>
        [arn, name].includes(String(step.params.secret_id)),
      )
      for (const secret of found) secret.deletion = { markedMs: 0, goneMs: Number.MAX_SAFE_INTEGER }
      return () => {
        for (const secret of found) secret.deletion = undefined
      }
    },
    says: /^deleted: false → true$/,
  },
  'dynamodb-export': {
    who: 'somebody turns point-in-time recovery off',
    change(world, step, { source }) {
      const table = slice<Dynamo>(world, source.accountId, 'dynamodb').tables[String(step.params.table_arn)]
      if (table === undefined) throw new Error('the table is not there')
      const before = table.pitrSinceMs
      table.pitrSinceMs = undefined
      return () => {
        table.pitrSinceMs = before
      }
    },
    says: /^recovery: true → false$/,
  },
  'dynamodb-import': {
    who: 'somebody gives the source table a time to live, which an import does not carry',
    change(world, step, { source }) {
      const { tables } = slice<Dynamo>(world, source.accountId, 'dynamodb')
      const table = tables[String(step.params.source_table_arn)]
      if (table === undefined) throw new Error('the table is not there')
      const before = table.ttl
      table.ttl = { attribute: 'theirs', sinceMs: 0 }
      return () => {
        table.ttl = before
      }
    },
    says: /^not_carried: .*theirs/,
  },
  'freeze-writes': { who: 'somebody edits the bucket’s policy', change: editPolicy, says: /Theirs/ },
  'release-freeze': { who: 'somebody edits the frozen bucket’s policy', change: editPolicy, says: /Theirs/ },
  'route53-change': {
    who: 'somebody changes the record',
    change(world, step, { target }) {
      const { zones } = slice<Route53>(world, target.accountId, 'route53')
      const zone = zones[String(step.params.hosted_zone_id)]
      if (zone === undefined) throw new Error('the zone is not there')
      const before = zone.records
      zone.records = before.map((record) =>
        record.type === step.params.record_type ? { ...record, values: ['203.0.113.99'] } : record,
      )
      return () => {
        zone.records = before
      }
    },
    says: /203\.0\.113\.99/,
  },
}

/** The parts of the simulated state that are meddled with. */
interface Kms {
  keys: Record<string, { lifecycle: { kind: string }; manager: string }>
}
interface Shared {
  arn: string
  sharedWith: string[]
}
interface Rds {
  snapshots: Record<string, Shared>
  clusterSnapshots: Record<string, Shared>
}
interface Secrets {
  secrets: Record<string, { arn: string; name: string; deletion: object | undefined }>
}
interface Dynamo {
  tables: Record<
    string,
    { pitrSinceMs: number | undefined; ttl: { attribute: string; sinceMs: number } | undefined }
  >
}
interface Route53 {
  zones: Record<string, { records: readonly { type: string; values: readonly string[] }[] }>
}

function slice<T>(world: WorldState, accountId: string, service: string): T {
  return world.accounts[accountId]?.[service] as T
}

function disableKeys(world: WorldState, accountId: string): () => void {
  const keys = Object.values(slice<Kms>(world, accountId, 'kms').keys)
  const before = keys.map(({ lifecycle }) => lifecycle)
  for (const key of keys) key.lifecycle = { kind: 'disabled' }
  return () => {
    for (const [index, key] of keys.entries()) key.lifecycle = before[index] ?? { kind: 'enabled' }
  }
}

function editPolicy(world: WorldState, step: ExecutionStep): () => void {
  const name = String(step.params.datastore_arn).split(':::')[1] ?? ''
  const bucket = (world.shared['s3-buckets'] as Map<string, { policy?: string | undefined }>).get(name)
  if (bucket === undefined) throw new Error('the bucket is not there')
  const before = bucket.policy
  const document = JSON.parse(before ?? '{"Version":"2012-10-17","Statement":[]}') as { Statement: object[] }
  document.Statement.push({
    Sid: 'Theirs',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:DeleteBucket',
    Resource: `arn:aws:s3:::${name}`,
  })
  bucket.policy = JSON.stringify(document)
  return () => {
    if (before === undefined) delete bucket.policy
    else bucket.policy = before
  }
}
