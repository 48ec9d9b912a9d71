import type { EC2, Snapshot as Ec2Snapshot } from '@aws-sdk/client-ec2'
import type { AwsAccount } from '../../../aws/account.js'
import { isNotFound } from '../../../aws/classify.js'
import { allItems } from '../../../aws/pages.js'
import { partitionOf } from '../../../model/partition.js'
import { tagList, tagsOf } from '../../kit/ownership-tags.js'
import { ebsSnapshotCli, ebsSnapshotIam } from './ebs-words.js'
import type { Snapshot, SnapshotStore } from './snapshot.js'

const ARN = /^arn:(aws[a-z-]*):ec2:([a-z0-9-]+):\d*:snapshot\/(snap-[0-9a-f]+)$/
/** EC2 answers no origin for a copy, so it is written down where it can be read again. */
export const SOURCE_TAG = 'cutover:source'

/** EBS snapshots. AWS names a copy itself; the wanted identifier becomes its `Name` tag. */
export const ebsSnapshots: SnapshotStore = {
  kind: 'ebs',
  resourceType: 'AWS::EC2::Snapshot',
  maxSharedAccounts: null,
  arnOf: (ref, { region }) =>
    ARN.test(ref) ? ref : `arn:${partitionOf(region)}:ec2:${region}::snapshot/${ref}`,
  idOf,

  async describe(account, ref, signal) {
    const ec2: EC2 = await account.service('ec2')
    try {
      const answer = await ec2.describeSnapshots({ SnapshotIds: [idOf(ref)] }, { abortSignal: signal })
      const [snapshot] = answer.Snapshots ?? []
      return snapshot === undefined ? null : fromEc2(snapshot, account)
    } catch (error) {
      if (isNotFound(error)) return null
      throw error
    }
  },
  async findCopies(account, targetIdentifier, signal) {
    const ec2: EC2 = await account.service('ec2')
    return allItems('ec2:DescribeSnapshots', async (from: string | undefined) => {
      const answer = await ec2.describeSnapshots(
        {
          OwnerIds: ['self'],
          Filters: [{ Name: 'tag:Name', Values: [targetIdentifier] }],
          ...(from === undefined ? {} : { NextToken: from }),
        },
        { abortSignal: signal },
      )
      const items = (answer.Snapshots ?? []).map((snapshot) => fromEc2(snapshot, account))
      return { items, next: answer.NextToken }
    })
  },
  async sharedWith(account, id, signal) {
    const ec2 = await account.service('ec2')
    const answer = await ec2.describeSnapshotAttribute(
      { SnapshotId: id, Attribute: 'createVolumePermission' },
      { abortSignal: signal },
    )
    const permissions = answer.CreateVolumePermissions ?? []
    return permissions.flatMap(({ UserId, Group }) => UserId ?? Group ?? [])
  },
  async changeShare(account, id, change, withAccountId, signal) {
    const ec2 = await account.service('ec2')
    await ec2.modifySnapshotAttribute(
      {
        SnapshotId: id,
        Attribute: 'createVolumePermission',
        OperationType: change,
        UserIds: [withAccountId],
      },
      { abortSignal: signal },
    )
  },
  async copy(account, request, tags, signal) {
    const ec2 = await account.service('ec2')
    const allTags = { ...tags, Name: request.targetIdentifier, [SOURCE_TAG]: request.sourceArn }
    const answer = await ec2.copySnapshot(
      {
        SourceRegion: request.sourceRegion,
        SourceSnapshotId: idOf(request.sourceArn),
        Encrypted: true,
        KmsKeyId: request.targetKmsKeyArn,
        TagSpecifications: [{ ResourceType: 'snapshot', Tags: tagList(allTags) }],
      },
      { abortSignal: signal },
    )
    const started = { SnapshotId: answer.SnapshotId, State: 'pending', Encrypted: true } as const
    return { ...fromEc2(started, account), kmsKeyArn: request.targetKmsKeyArn, tags: allTags }
  },
  async delete(account, id, signal) {
    const ec2 = await account.service('ec2')
    await ec2.deleteSnapshot({ SnapshotId: id }, { abortSignal: signal })
  },
  cli: ebsSnapshotCli(idOf),
  iam: ebsSnapshotIam,
}

function idOf(ref: string): string {
  return ARN.exec(ref)?.[3] ?? ref
}

function fromEc2(snapshot: Ec2Snapshot, account: AwsAccount): Snapshot {
  const tags = tagsOf(snapshot.Tags)
  const id = snapshot.SnapshotId ?? ''
  const percent = Number.parseInt(snapshot.Progress ?? '', 10)
  return {
    kind: 'ebs',
    id,
    arn: `arn:${partitionOf(account.region)}:ec2:${account.region}::snapshot/${id}`,
    ownerAccountId: snapshot.OwnerId ?? account.accountId,
    status: snapshot.State ?? 'unknown',
    origin: 'manual',
    encrypted: snapshot.Encrypted ?? false,
    kmsKeyArn: snapshot.KmsKeyId ?? null,
    sizeGiB: snapshot.VolumeSize ?? null,
    takenOf: snapshot.VolumeId ?? 'an unknown volume',
    engine: null,
    createdAt: snapshot.StartTime?.toISOString() ?? null,
    copyOf: tags[SOURCE_TAG] ?? null,
    percent: Number.isNaN(percent) ? null : percent,
    tags,
  }
}
