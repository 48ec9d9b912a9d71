import type { DBSnapshot, RDS } from '@aws-sdk/client-rds'
import type { AwsAccount } from '../../../aws/account.js'
import { isNotFound } from '../../../aws/classify.js'
import { partitionOf } from '../../../model/partition.js'
import { tagList, tagsOf } from '../../kit/ownership-tags.js'
import { rdsSnapshotCli, rdsSnapshotIam } from './rds-words.js'
import type { Snapshot, SnapshotStore } from './snapshot.js'

const ARN = /^arn:(aws[a-z-]*):rds:([a-z0-9-]+):(\d{12}):snapshot:(.+)$/
const WORDS = {
  resource: 'db-snapshot',
  operation: 'DBSnapshot',
  plural: 'DBSnapshots',
  idFlag: 'db-snapshot-identifier',
} as const

/** Snapshots of DB instances. */
export const instanceSnapshots: SnapshotStore = {
  kind: 'db-instance',
  resourceType: 'AWS::RDS::DBSnapshot',
  maxSharedAccounts: 20,
  arnOf: (ref, { region, accountId }) =>
    ARN.test(ref) ? ref : `arn:${partitionOf(region)}:rds:${region}:${accountId}:snapshot:${ref}`,
  idOf: (ref) => ARN.exec(ref)?.[4] ?? ref,

  describe: (account, ref, signal) => describe(account, ref, signal),
  async findCopies(account, targetIdentifier, signal) {
    const found = await describe(account, targetIdentifier, signal)
    return found === null ? [] : [found]
  },
  async sharedWith(account, id, signal) {
    const rds = await account.service('rds')
    const answer = await rds.describeDBSnapshotAttributes(
      { DBSnapshotIdentifier: id },
      { abortSignal: signal },
    )
    const attributes = answer.DBSnapshotAttributesResult?.DBSnapshotAttributes ?? []
    return attributes.find(({ AttributeName }) => AttributeName === 'restore')?.AttributeValues ?? []
  },
  async changeShare(account, id, change, withAccountId, signal) {
    const rds = await account.service('rds')
    const values = change === 'add' ? { ValuesToAdd: [withAccountId] } : { ValuesToRemove: [withAccountId] }
    await rds.modifyDBSnapshotAttribute(
      { DBSnapshotIdentifier: id, AttributeName: 'restore', ...values },
      { abortSignal: signal },
    )
  },
  async copy(account, request, tags, signal) {
    const rds = await account.service('rds')
    const answer = await rds.copyDBSnapshot(
      {
        SourceDBSnapshotIdentifier: request.sourceArn,
        TargetDBSnapshotIdentifier: request.targetIdentifier,
        KmsKeyId: request.targetKmsKeyArn,
        Tags: tagList(tags),
      },
      { abortSignal: signal },
    )
    return fromRds(answer.DBSnapshot ?? {}, account)
  },
  async delete(account, id, signal) {
    const rds = await account.service('rds')
    await rds.deleteDBSnapshot({ DBSnapshotIdentifier: id }, { abortSignal: signal })
  },
  cli: rdsSnapshotCli(WORDS),
  iam: rdsSnapshotIam(WORDS),
}

async function describe(account: AwsAccount, ref: string, signal: AbortSignal): Promise<Snapshot | null> {
  const rds: RDS = await account.service('rds')
  try {
    // A snapshot of another account is answered only to those who ask for shared ones, and only by ARN.
    const shared = ARN.test(ref) ? { IncludeShared: true } : {}
    const answer = await rds.describeDBSnapshots(
      { DBSnapshotIdentifier: ref, ...shared },
      { abortSignal: signal },
    )
    const [snapshot] = answer.DBSnapshots ?? []
    return snapshot === undefined ? null : fromRds(snapshot, account)
  } catch (error) {
    if (isNotFound(error)) return null
    throw error
  }
}

function fromRds(snapshot: DBSnapshot, account: AwsAccount): Snapshot {
  const arn = snapshot.DBSnapshotArn ?? ''
  return {
    kind: 'db-instance',
    id: ARN.exec(arn)?.[4] ?? snapshot.DBSnapshotIdentifier ?? '',
    arn,
    ownerAccountId: ARN.exec(arn)?.[3] ?? account.accountId,
    status: snapshot.Status ?? 'unknown',
    origin: snapshot.SnapshotType ?? 'unknown',
    encrypted: snapshot.Encrypted ?? false,
    kmsKeyArn: snapshot.KmsKeyId ?? null,
    sizeGiB: snapshot.AllocatedStorage ?? null,
    takenOf: snapshot.DBInstanceIdentifier ?? 'an unknown instance',
    engine: [snapshot.Engine, snapshot.EngineVersion].filter(Boolean).join(' ') || null,
    createdAt: (snapshot.OriginalSnapshotCreateTime ?? snapshot.SnapshotCreateTime)?.toISOString() ?? null,
    copyOf: snapshot.SourceDBSnapshotIdentifier || null,
    percent: snapshot.PercentProgress ?? null,
    tags: tagsOf(snapshot.TagList),
  }
}
