import type { DBClusterSnapshot, RDS } from '@aws-sdk/client-rds'
import type { AwsAccount } from '../../../aws/account.js'
import { isNotFound } from '../../../aws/classify.js'
import { partitionOf } from '../../../model/partition.js'
import { tagList, tagsOf } from '../../kit/ownership-tags.js'
import { rdsSnapshotCli, rdsSnapshotIam } from './rds-words.js'
import type { Snapshot, SnapshotStore } from './snapshot.js'

const ARN = /^arn:(aws[a-z-]*):rds:([a-z0-9-]+):(\d{12}):cluster-snapshot:(.+)$/
const WORDS = {
  resource: 'db-cluster-snapshot',
  operation: 'DBClusterSnapshot',
  plural: 'DBClusterSnapshots',
  idFlag: 'db-cluster-snapshot-identifier',
} as const

/** Snapshots of DB clusters (Aurora and Multi-AZ). */
export const clusterSnapshots: SnapshotStore = {
  kind: 'db-cluster',
  resourceType: 'AWS::RDS::DBClusterSnapshot',
  maxSharedAccounts: 20,
  arnOf: (ref, { region, accountId }) =>
    ARN.test(ref) ? ref : `arn:${partitionOf(region)}:rds:${region}:${accountId}:cluster-snapshot:${ref}`,
  idOf: (ref) => ARN.exec(ref)?.[4] ?? ref,

  describe: (account, ref, signal) => describe(account, ref, signal),
  async findCopies(account, targetIdentifier, signal) {
    const found = await describe(account, targetIdentifier, signal)
    return found === null ? [] : [found]
  },
  async sharedWith(account, id, signal) {
    const rds = await account.service('rds')
    const answer = await rds.describeDBClusterSnapshotAttributes(
      { DBClusterSnapshotIdentifier: id },
      { abortSignal: signal },
    )
    const attributes = answer.DBClusterSnapshotAttributesResult?.DBClusterSnapshotAttributes ?? []
    return attributes.find(({ AttributeName }) => AttributeName === 'restore')?.AttributeValues ?? []
  },
  async changeShare(account, id, change, withAccountId, signal) {
    const rds = await account.service('rds')
    const values = change === 'add' ? { ValuesToAdd: [withAccountId] } : { ValuesToRemove: [withAccountId] }
    await rds.modifyDBClusterSnapshotAttribute(
      { DBClusterSnapshotIdentifier: id, AttributeName: 'restore', ...values },
      { abortSignal: signal },
    )
  },
  async copy(account, request, tags, signal) {
    const rds = await account.service('rds')
    const answer = await rds.copyDBClusterSnapshot(
      {
        SourceDBClusterSnapshotIdentifier: request.sourceArn,
        TargetDBClusterSnapshotIdentifier: request.targetIdentifier,
        KmsKeyId: request.targetKmsKeyArn,
        Tags: tagList(tags),
      },
      { abortSignal: signal },
    )
    return fromRds(answer.DBClusterSnapshot ?? {}, account)
  },
  async delete(account, id, signal) {
    const rds = await account.service('rds')
    await rds.deleteDBClusterSnapshot({ DBClusterSnapshotIdentifier: id }, { abortSignal: signal })
  },
  cli: rdsSnapshotCli(WORDS),
  iam: rdsSnapshotIam(WORDS),
}

async function describe(account: AwsAccount, ref: string, signal: AbortSignal): Promise<Snapshot | null> {
  const rds: RDS = await account.service('rds')
  try {
    const shared = ARN.test(ref) ? { IncludeShared: true } : {}
    const answer = await rds.describeDBClusterSnapshots(
      { DBClusterSnapshotIdentifier: ref, ...shared },
      { abortSignal: signal },
    )
    const [snapshot] = answer.DBClusterSnapshots ?? []
    return snapshot === undefined ? null : fromRds(snapshot, account)
  } catch (error) {
    if (isNotFound(error)) return null
    throw error
  }
}

function fromRds(snapshot: DBClusterSnapshot, account: AwsAccount): Snapshot {
  const arn = snapshot.DBClusterSnapshotArn ?? ''
  return {
    kind: 'db-cluster',
    id: ARN.exec(arn)?.[4] ?? snapshot.DBClusterSnapshotIdentifier ?? '',
    arn,
    ownerAccountId: ARN.exec(arn)?.[3] ?? account.accountId,
    status: snapshot.Status ?? 'unknown',
    origin: snapshot.SnapshotType ?? 'unknown',
    encrypted: snapshot.StorageEncrypted ?? false,
    kmsKeyArn: snapshot.KmsKeyId ?? null,
    sizeGiB: snapshot.AllocatedStorage ?? null,
    takenOf: snapshot.DBClusterIdentifier ?? 'an unknown cluster',
    engine: [snapshot.Engine, snapshot.EngineVersion].filter(Boolean).join(' ') || null,
    createdAt: snapshot.SnapshotCreateTime?.toISOString() ?? null,
    copyOf: snapshot.SourceDBClusterSnapshotArn || null,
    percent: snapshot.PercentProgress ?? null,
    tags: tagsOf(snapshot.TagList),
  }
}
