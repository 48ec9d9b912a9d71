import type { DBInstance, RDS } from '@aws-sdk/client-rds'
import { isNotFound } from '../../../aws/classify.js'
import { partitionOf } from '../../../model/partition.js'
import { tagList, tagsOf } from '../../kit/ownership-tags.js'
import { type Database, type DatabaseStore, pendingNames } from './database.js'
import { INSTANCE_WORDS, restoreCli, restoreIam } from './words.js'

/** DB instances. */
export const instances: DatabaseStore = {
  resourceType: 'AWS::RDS::DBInstance',
  word: 'DB instance',
  arnOf: (id, { region, accountId }) =>
    `arn:${partitionOf(region)}:rds:${region}:${accountId}:db:${id.toLowerCase()}`,

  async describe(account, id, signal) {
    const rds: RDS = await account.service('rds')
    try {
      const answer = await rds.describeDBInstances({ DBInstanceIdentifier: id }, { abortSignal: signal })
      const [instance] = answer.DBInstances ?? []
      return instance === undefined ? null : fromRds(instance)
    } catch (error) {
      if (isNotFound(error)) return null
      throw error
    }
  },
  async parameterGroupExists(account, name, signal) {
    const rds: RDS = await account.service('rds')
    try {
      const answer = await rds.describeDBParameterGroups(
        { DBParameterGroupName: name },
        { abortSignal: signal },
      )
      return (answer.DBParameterGroups ?? []).length > 0
    } catch (error) {
      if (isNotFound(error)) return false
      throw error
    }
  },
  async restore(account, request, tags, signal) {
    const rds: RDS = await account.service('rds')
    const answer = await rds.restoreDBInstanceFromDBSnapshot(
      {
        DBInstanceIdentifier: request.targetIdentifier,
        DBSnapshotIdentifier: request.snapshotRef,
        ...(request.instanceClass === null ? {} : { DBInstanceClass: request.instanceClass }),
        DBSubnetGroupName: request.subnetGroupName,
        VpcSecurityGroupIds: [...request.securityGroupIds],
        DBParameterGroupName: request.parameterGroupName,
        ...(request.multiAz === null ? {} : { MultiAZ: request.multiAz }),
        PubliclyAccessible: request.publiclyAccessible,
        Tags: tagList(tags),
      },
      { abortSignal: signal },
    )
    return fromRds(answer.DBInstance ?? {})
  },
  async delete(account, id, finalSnapshotId, signal) {
    const rds: RDS = await account.service('rds')
    const final =
      finalSnapshotId === null
        ? { SkipFinalSnapshot: true }
        : { SkipFinalSnapshot: false, FinalDBSnapshotIdentifier: finalSnapshotId }
    await rds.deleteDBInstance({ DBInstanceIdentifier: id, ...final }, { abortSignal: signal })
  },
  misfits: ({ instanceClass }) =>
    instanceClass === null ? ["Say which class the instance gets: set the step's instance_class."] : [],
  cli: (request, facts) => restoreCli(INSTANCE_WORDS, request, facts),
  iam: (request, facts) => restoreIam(INSTANCE_WORDS, request, facts),
}

function fromRds(instance: DBInstance): Database {
  const percent = Number.parseInt(instance.PercentProgress ?? '', 10)
  return {
    id: instance.DBInstanceIdentifier ?? '',
    arn: instance.DBInstanceArn ?? '',
    status: instance.DBInstanceStatus ?? 'unknown',
    pendingChanges: pendingNames(instance.PendingModifiedValues),
    subnetGroup: instance.DBSubnetGroup?.DBSubnetGroupName ?? null,
    securityGroupIds: (instance.VpcSecurityGroups ?? []).map((group) => group.VpcSecurityGroupId ?? ''),
    parameterGroup: instance.DBParameterGroups?.[0]?.DBParameterGroupName ?? null,
    instanceClass: instance.DBInstanceClass ?? null,
    multiAz: instance.MultiAZ ?? null,
    publiclyAccessible: instance.PubliclyAccessible ?? null,
    kmsKeyArn: instance.KmsKeyId ?? null,
    createdAt: instance.InstanceCreateTime?.toISOString() ?? null,
    percent: Number.isNaN(percent) ? null : percent,
    tags: tagsOf(instance.TagList),
  }
}
