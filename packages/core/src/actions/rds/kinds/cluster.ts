import type { DBCluster, RDS } from '@aws-sdk/client-rds'
import { isNotFound } from '../../../aws/classify.js'
import { partitionOf } from '../../../model/partition.js'
import { tagList, tagsOf } from '../../kit/ownership-tags.js'
import { type Database, type DatabaseStore, pendingNames, type RestoreRequest } from './database.js'
import { CLUSTER_WORDS, restoreCli, restoreIam } from './words.js'

/** DB clusters: Aurora (which comes without instances) and Multi-AZ. */
export const clusters: DatabaseStore = {
  resourceType: 'AWS::RDS::DBCluster',
  word: 'DB cluster',
  arnOf: (id, { region, accountId }) =>
    `arn:${partitionOf(region)}:rds:${region}:${accountId}:cluster:${id.toLowerCase()}`,

  async describe(account, id, signal) {
    const rds: RDS = await account.service('rds')
    try {
      const answer = await rds.describeDBClusters({ DBClusterIdentifier: id }, { abortSignal: signal })
      const [cluster] = answer.DBClusters ?? []
      return cluster === undefined ? null : fromRds(cluster)
    } catch (error) {
      if (isNotFound(error)) return null
      throw error
    }
  },
  async parameterGroupExists(account, name, signal) {
    const rds: RDS = await account.service('rds')
    try {
      const answer = await rds.describeDBClusterParameterGroups(
        { DBClusterParameterGroupName: name },
        { abortSignal: signal },
      )
      return (answer.DBClusterParameterGroups ?? []).length > 0
    } catch (error) {
      if (isNotFound(error)) return false
      throw error
    }
  },
  async restore(account, request, tags, signal) {
    const rds: RDS = await account.service('rds')
    const answer = await rds.restoreDBClusterFromSnapshot(
      {
        DBClusterIdentifier: request.targetIdentifier,
        SnapshotIdentifier: request.snapshotRef,
        Engine: request.engine ?? undefined,
        DBSubnetGroupName: request.subnetGroupName,
        VpcSecurityGroupIds: [...request.securityGroupIds],
        DBClusterParameterGroupName: request.parameterGroupName,
        ...(request.kmsKeyArn === null ? {} : { KmsKeyId: request.kmsKeyArn }),
        ...multiAzOnly(request),
        Tags: tagList(tags),
      },
      { abortSignal: signal },
    )
    return fromRds(answer.DBCluster ?? {})
  },
  async delete(account, id, finalSnapshotId, signal) {
    const rds: RDS = await account.service('rds')
    const final =
      finalSnapshotId === null
        ? { SkipFinalSnapshot: true }
        : { SkipFinalSnapshot: false, FinalDBSnapshotIdentifier: finalSnapshotId }
    await rds.deleteDBCluster({ DBClusterIdentifier: id, ...final }, { abortSignal: signal })
  },
  misfits({ engine, instanceClass }) {
    if (engine === null) return ["Say which engine the cluster runs: set the step's engine."]
    const aurora = isAurora(engine)
    if (!aurora && instanceClass === null) {
      return ["A Multi-AZ cluster needs the class of its instances: set the step's instance_class."]
    }
    return aurora && instanceClass !== null
      ? ["An Aurora cluster is restored without instances: remove the step's instance_class."]
      : []
  },
  cli: (request, facts) => restoreCli(CLUSTER_WORDS, request, facts),
  iam: (request, facts) => restoreIam(CLUSTER_WORDS, request, facts),
}

export function isAurora(engine: string | null): boolean {
  return engine?.startsWith('aurora') ?? false
}

/** Aurora keeps these with its instances, and refuses them on the cluster. */
function multiAzOnly(request: RestoreRequest) {
  if (isAurora(request.engine) || request.instanceClass === null) return {}
  return {
    DBClusterInstanceClass: request.instanceClass,
    PubliclyAccessible: request.publiclyAccessible,
  }
}

function fromRds(cluster: DBCluster): Database {
  const percent = Number.parseInt(cluster.PercentProgress ?? '', 10)
  return {
    id: cluster.DBClusterIdentifier ?? '',
    arn: cluster.DBClusterArn ?? '',
    status: cluster.Status ?? 'unknown',
    pendingChanges: pendingNames(cluster.PendingModifiedValues),
    subnetGroup: cluster.DBSubnetGroup ?? null,
    securityGroupIds: (cluster.VpcSecurityGroups ?? []).map((group) => group.VpcSecurityGroupId ?? ''),
    parameterGroup: cluster.DBClusterParameterGroup ?? null,
    instanceClass: cluster.DBClusterInstanceClass ?? null,
    multiAz: cluster.MultiAZ ?? null,
    publiclyAccessible: cluster.PubliclyAccessible ?? null,
    kmsKeyArn: cluster.KmsKeyId ?? null,
    createdAt: cluster.ClusterCreateTime?.toISOString() ?? null,
    percent: Number.isNaN(percent) ? null : percent,
    tags: tagsOf(cluster.TagList),
  }
}
