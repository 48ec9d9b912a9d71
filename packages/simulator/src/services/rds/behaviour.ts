import { modelled, type ServiceBehaviour } from '../../kernel/service.js'
import { createDBCluster, describeDBClusters, modifyDBCluster } from './clusters/clusters.js'
import { deleteDBCluster, restoreDBClusterFromSnapshot } from './clusters/restore.js'
import { deleteDBInstance } from './instances/delete.js'
import { createDBInstance, describeDBInstances, rebootDBInstance } from './instances/instances.js'
import { modifyDBInstance } from './instances/modify.js'
import {
  createDBInstanceReadReplica,
  promoteReadReplica,
  promoteReadReplicaDBCluster,
} from './instances/replicas.js'
import { restoreDBInstanceFromDBSnapshot } from './instances/restore.js'
import {
  createDBClusterParameterGroup,
  createDBParameterGroup,
  deleteDBClusterParameterGroup,
  deleteDBParameterGroup,
  describeDBClusterParameterGroups,
  describeDBParameterGroups,
} from './parameters/groups.js'
import {
  describeDBClusterParameters,
  describeDBParameters,
  modifyDBClusterParameterGroup,
  modifyDBParameterGroup,
  resetDBClusterParameterGroup,
  resetDBParameterGroup,
} from './parameters/parameters.js'
import { permissions } from './permissions.js'
import { copyDBClusterSnapshot, copyDBSnapshot } from './snapshots/copy.js'
import {
  createDBClusterSnapshot,
  createDBSnapshot,
  deleteDBClusterSnapshot,
  deleteDBSnapshot,
} from './snapshots/create.js'
import { describeDBClusterSnapshots, describeDBSnapshots } from './snapshots/describe.js'
import {
  describeDBClusterSnapshotAttributes,
  describeDBSnapshotAttributes,
  modifyDBClusterSnapshotAttribute,
  modifyDBSnapshotAttribute,
} from './snapshots/share.js'
import { createDBSubnetGroup, deleteDBSubnetGroup, describeDBSubnetGroups } from './subnet-groups.js'
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from './tags.js'

/** Relational Database Service: instances, Aurora clusters, their snapshots and groups. */
export const behaviour: ServiceBehaviour = {
  signingName: 'rds',
  operations: {
    CreateDBInstance: modelled(
      createDBInstance,
      'postgres, mysql, mariadb and the Aurora engines; creating (240 s), backing-up (60 s), available. The password is checked for its length and dropped. Engine versions and classes are not checked against what AWS offers. Job fault: resource id = identifier.',
    ),
    DescribeDBInstances: modelled(
      describeDBInstances,
      'By identifier or ARN, filters db-instance-id, db-cluster-id, dbi-resource-id and engine, pages of 20 to 100. What an instance was restored from is not answered, as in AWS.',
    ),
    ModifyDBInstance: modelled(
      modifyDBInstance,
      'Security groups, parameter group, protection and access at once; size, class, version, port, name and the like are pending and applied after modifying (60 s) with ApplyImmediately, otherwise they wait: the maintenance window never comes. Job fault: resource id = identifier.',
    ),
    RebootDBInstance: modelled(
      rebootDBInstance,
      'rebooting (60 s). Parameter changes that wait for a reboot take hold.',
    ),
    DeleteDBInstance: modelled(
      deleteDBInstance,
      'Rules of final snapshots, protection and replicas; deleting (120 s), then gone. Automated snapshots go unless DeleteAutomatedBackups is false. Wording of the error for SkipFinalSnapshot together with a name is ours.',
    ),
    CreateDBInstanceReadReplica: modelled(
      createDBInstanceReadReplica,
      'In the Region and account of the source. creating (300 s), modifying (30 s), then replicating; lag is not modelled.',
    ),
    PromoteReadReplica: modelled(
      promoteReadReplica,
      'Only when available; modifying (60 s), rebooting (30 s), backing-up (60 s), then no source any more. Job fault: resource id = identifier.',
    ),
    RestoreDBInstanceFromDBSnapshot: modelled(
      restoreDBInstanceFromDBSnapshot,
      'creating (300 s), backing-up (60 s), modifying (30 s), available; engine, size, key, user of the snapshot, defaults for whatever the request leaves open. Subnet group and parameter group must exist; security groups must once any is known (see the seeding functions). A shared encrypted snapshot is refused with InvalidDBSnapshotState; AWS documents the rule, the code and wording are ours. Job fault (for example status incompatible-restore): resource id = identifier.',
    ),
    CreateDBSnapshot: modelled(
      createDBSnapshot,
      '90 s and 1 s per GiB; the instance is backing-up meanwhile. Job fault: resource id = identifier of the snapshot.',
    ),
    DescribeDBSnapshots: modelled(
      describeDBSnapshots,
      'Own ones; shared and public ones only with IncludeShared, IncludePublic or SnapshotType, by ARN, also when the ARN is named. Pages of 20 to 100. AWS Backup has none.',
    ),
    CopyDBSnapshot: modelled(
      copyDBSnapshot,
      'Own, or by ARN shared ones; encrypted shared ones need KmsKeyId and DescribeKey, Decrypt and CreateGrant on the source key by policy or visible grant. Identity policies are not asked about the keys, only key policies and grants. 180 s and 2 s per GiB with PercentProgress. Only within one Region. Wording of the missing-key error is ours. Job fault: resource id = target identifier.',
    ),
    DeleteDBSnapshot: modelled(deleteDBSnapshot, 'Manual ones that are not being made. Immediate.'),
    DescribeDBSnapshotAttributes: modelled(describeDBSnapshotAttributes, 'The restore attribute.'),
    ModifyDBSnapshotAttribute: modelled(
      modifyDBSnapshotAttribute,
      'Adds and removes accounts; at most 20; not for automated snapshots (code by the model, wording ours), not for the default aws/rds key, not public when encrypted.',
    ),
    CreateDBCluster: modelled(
      createDBCluster,
      'Aurora engines and others as given; creating (120 s). Serverless scaling is accepted and not answered. Job fault: resource id = identifier.',
    ),
    DescribeDBClusters: modelled(
      describeDBClusters,
      'By identifier or ARN, filters db-cluster-id, db-cluster-resource-id and engine. The oldest instance is the writer.',
    ),
    ModifyDBCluster: modelled(modifyDBCluster, 'Everything takes hold at once, modifying (30 s).'),
    DeleteDBCluster: modelled(
      deleteDBCluster,
      'Not with instances in it, not when protected; final snapshot rules; deleting (120 s).',
    ),
    PromoteReadReplicaDBCluster: modelled(
      promoteReadReplicaDBCluster,
      'promoting (90 s), then no replication source. Job fault: resource id = identifier.',
    ),
    RestoreDBClusterFromSnapshot: modelled(
      restoreDBClusterFromSnapshot,
      'As for instances, from cluster snapshots only; creating (240 s). Makes no instances. Job fault: resource id = identifier.',
    ),
    CreateDBClusterSnapshot: modelled(createDBClusterSnapshot, 'As CreateDBSnapshot.'),
    DescribeDBClusterSnapshots: modelled(describeDBClusterSnapshots, 'As DescribeDBSnapshots.'),
    CopyDBClusterSnapshot: modelled(
      copyDBClusterSnapshot,
      'As CopyDBSnapshot, with status copying; an unencrypted one cannot be encrypted on the way.',
    ),
    DeleteDBClusterSnapshot: modelled(
      deleteDBClusterSnapshot,
      'As DeleteDBSnapshot; one that is copying too, which ends its copy.',
    ),
    DescribeDBClusterSnapshotAttributes: modelled(
      describeDBClusterSnapshotAttributes,
      'As DescribeDBSnapshotAttributes.',
    ),
    ModifyDBClusterSnapshotAttribute: modelled(
      modifyDBClusterSnapshotAttribute,
      'As ModifyDBSnapshotAttribute.',
    ),
    CreateDBSubnetGroup: modelled(
      createDBSubnetGroup,
      'Subnets are checked for their form and number only; the VPC is one that seeding names, else vpc-default.',
    ),
    DescribeDBSubnetGroups: modelled(describeDBSubnetGroups, 'By name, or all in pages.'),
    DeleteDBSubnetGroup: modelled(deleteDBSubnetGroup, 'Not while an instance or cluster uses it.'),
    CreateDBParameterGroup: modelled(createDBParameterGroup, 'For the families of the modelled engines.'),
    DescribeDBParameterGroups: modelled(
      describeDBParameterGroups,
      'Own groups, and any default.<family> by its name; the defaults are not in the whole list.',
    ),
    DeleteDBParameterGroup: modelled(
      deleteDBParameterGroup,
      'Not default ones, not while an instance uses it.',
    ),
    DescribeDBParameters: modelled(
      describeDBParameters,
      'A small built-in list per dialect (postgres, mysql), not the hundreds that AWS has; Source engine-default, system or user.',
    ),
    ModifyDBParameterGroup: modelled(
      modifyDBParameterGroup,
      'At most 20; unknown, fixed and out-of-range values refused; static parameters only with pending-reboot; the group is applying for 30 s. default.* groups are refused.',
    ),
    ResetDBParameterGroup: modelled(
      resetDBParameterGroup,
      'All, or those named. Applies as a modification does.',
    ),
    CreateDBClusterParameterGroup: modelled(createDBClusterParameterGroup, 'As CreateDBParameterGroup.'),
    DescribeDBClusterParameterGroups: modelled(
      describeDBClusterParameterGroups,
      'As DescribeDBParameterGroups.',
    ),
    DeleteDBClusterParameterGroup: modelled(deleteDBClusterParameterGroup, 'As DeleteDBParameterGroup.'),
    DescribeDBClusterParameters: modelled(
      describeDBClusterParameters,
      'As DescribeDBParameters, with the same built-in list.',
    ),
    ModifyDBClusterParameterGroup: modelled(
      modifyDBClusterParameterGroup,
      'As ModifyDBParameterGroup; clusters always answer in-sync.',
    ),
    ResetDBClusterParameterGroup: modelled(resetDBClusterParameterGroup, 'As ResetDBParameterGroup.'),
    AddTagsToResource: modelled(
      addTagsToResource,
      'Instances, clusters, snapshots, groups of the own account, by ARN.',
    ),
    RemoveTagsFromResource: modelled(removeTagsFromResource, 'As AddTagsToResource.'),
    ListTagsForResource: modelled(listTagsForResource, 'As AddTagsToResource.'),
  },
  permissions,
}
