import type { Check, PollResult, ReadContext } from '../../kit/definition.js'
import { type KeyFacts, targetKeyBlockers } from '../../kms/key.js'
import { readiness, type Snapshot } from '../kinds/snapshot.js'
import type { CopyParams } from './look.js'

/** Whether a snapshot is what this step promises, whoever made it. */
export function isPromised(params: CopyParams, copy: Snapshot, key: KeyFacts | null): boolean {
  return copy.copyOf === params.source_snapshot_arn && key !== null && copy.kmsKeyArn === key.arn
}

export function blockersOf(
  params: CopyParams,
  ctx: ReadContext,
  source: Snapshot | null,
  key: KeyFacts | null,
  existing: Snapshot | null,
): readonly string[] {
  const blockers = [...targetKeyBlockers(params.target_kms_key_arn, key)]
  if (source === null) {
    blockers.push(
      `${params.source_snapshot_arn} does not exist or is not shared with account ${ctx.target.accountId}. ` +
        'Share it first.',
    )
  } else if (readiness(source) !== 'ready') {
    blockers.push(`${source.arn} is ${source.status}. Wait until it is complete.`)
  }
  if (source?.encrypted === false && params.snapshot_kind === 'db-cluster') {
    blockers.push(
      `${source.arn} is not encrypted, and RDS cannot encrypt a cluster snapshot by copying it. ` +
        'Restore the shared snapshot directly and name the key there.',
    )
  }
  if (existing !== null) {
    blockers.push(
      `There is a snapshot ${existing.arn} already (${existing.status}, ` +
        `${existing.copyOf === null ? 'not a copy' : `a copy of ${existing.copyOf}`}). ` +
        'Choose another target_snapshot_identifier, or delete it.',
    )
  }
  return blockers
}

export function pollOf(copy: Snapshot | null): PollResult {
  if (copy === null) {
    return { status: 'not found', outcome: 'unknown', progress: null, message: 'The copy is not to be seen.' }
  }
  const progress = copy.percent === null ? null : { percent: copy.percent, unit: 'percent' as const }
  const outcome = { ready: 'succeeded', busy: 'running', failed: 'failed' } as const
  return { status: copy.status, outcome: outcome[readiness(copy)], progress, message: null }
}

export function checksOf(params: CopyParams, copy: Snapshot | null, key: KeyFacts | null): readonly Check[] {
  const found = copy === null ? 'no such snapshot' : copy.status
  const expectedKey = key?.arn ?? params.target_kms_key_arn
  return [
    {
      name: 'the copy is complete',
      ok: copy !== null && readiness(copy) === 'ready',
      expected: params.snapshot_kind === 'ebs' ? 'completed' : 'available',
      found,
    },
    {
      name: 'it is a copy of the shared snapshot',
      ok: copy?.copyOf === params.source_snapshot_arn,
      expected: params.source_snapshot_arn,
      found: copy?.copyOf ?? 'unknown',
    },
    {
      name: 'it is encrypted with the target key',
      ok: copy?.kmsKeyArn === expectedKey,
      expected: expectedKey,
      found: copy?.kmsKeyArn ?? 'not encrypted',
    },
  ]
}
