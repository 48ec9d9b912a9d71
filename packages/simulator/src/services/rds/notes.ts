/** What each RDS operation does and does not do here: the source of the behaviour document. */
export const notes: Readonly<Record<string, string>> = {
  CreateDBInstance:
    'postgres, mysql, mariadb and the Aurora engines; creating (240 s), backing-up (60 s), available. The password is checked for its length and dropped. Engine versions and classes are not checked against what AWS offers. Job fault: resource id = identifier.',
  DescribeDBInstances:
    'By identifier or ARN, filters db-instance-id, db-cluster-id, dbi-resource-id and engine, pages of 20 to 100. What an instance was restored from is not answered, as in AWS.',
  ModifyDBInstance:
    'Security groups, parameter group, protection and access at once; size, class, version, port, name and the like are pending and applied after modifying (60 s) with ApplyImmediately, otherwise they wait: the maintenance window never comes. Job fault: resource id = identifier.',
  RebootDBInstance: 'rebooting (60 s). Parameter changes that wait for a reboot take hold.',
  DeleteDBInstance:
    'Rules of final snapshots, protection and replicas; deleting (120 s), then gone. Automated snapshots go unless DeleteAutomatedBackups is false. Wording of the error for SkipFinalSnapshot together with a name is ours.',
  CreateDBInstanceReadReplica:
    'In the Region and account of the source. creating (300 s), modifying (30 s), then replicating; lag is not modelled.',
  PromoteReadReplica:
    'Only when available; modifying (60 s), rebooting (30 s), backing-up (60 s), then no source any more. Job fault: resource id = identifier.',
  RestoreDBInstanceFromDBSnapshot:
    'creating (300 s), backing-up (60 s), modifying (30 s), available; engine, size, key, user of the snapshot, defaults for whatever the request leaves open. Subnet group and parameter group must exist; security groups must once any is known (see the seeding functions). A shared encrypted snapshot is refused with InvalidDBSnapshotState; AWS documents the rule, the code and wording are ours. Job fault (for example status incompatible-restore): resource id = identifier.',
  CreateDBSnapshot:
    '90 s and 1 s per GiB; the instance is backing-up meanwhile. Job fault: resource id = identifier of the snapshot.',
  DescribeDBSnapshots:
    'Own ones; shared and public ones only with IncludeShared, IncludePublic or SnapshotType, by ARN, also when the ARN is named. Pages of 20 to 100. AWS Backup has none.',
  CopyDBSnapshot:
    'Own, or by ARN shared ones; encrypted shared ones need KmsKeyId and DescribeKey, Decrypt and CreateGrant on the source key by policy or visible grant. Identity policies are not asked about the keys, only key policies and grants. 180 s and 2 s per GiB with PercentProgress. Only within one Region. Wording of the missing-key error is ours. Job fault: resource id = target identifier.',
  DeleteDBSnapshot: 'Manual ones that are not being made. Immediate.',
  DescribeDBSnapshotAttributes: 'The restore attribute.',
  ModifyDBSnapshotAttribute:
    'Adds and removes accounts; at most 20; not for automated snapshots (code by the model, wording ours), not for the default aws/rds key, not public when encrypted.',
  CreateDBCluster:
    'Aurora engines and others as given; creating (120 s). Serverless scaling is accepted and not answered. Job fault: resource id = identifier.',
  DescribeDBClusters:
    'By identifier or ARN, filters db-cluster-id, db-cluster-resource-id and engine. The oldest instance is the writer.',
  ModifyDBCluster: 'Everything takes hold at once, modifying (30 s).',
  DeleteDBCluster: 'Not with instances in it, not when protected; final snapshot rules; deleting (120 s).',
  PromoteReadReplicaDBCluster:
    'promoting (90 s), then no replication source. Job fault: resource id = identifier.',
  RestoreDBClusterFromSnapshot:
    'As for instances, from cluster snapshots only; creating (240 s). Makes no instances. Job fault: resource id = identifier.',
  CreateDBClusterSnapshot: 'As CreateDBSnapshot.',
  DescribeDBClusterSnapshots: 'As DescribeDBSnapshots.',
  CopyDBClusterSnapshot:
    'As CopyDBSnapshot, with status copying; an unencrypted one cannot be encrypted on the way.',
  DeleteDBClusterSnapshot: 'As DeleteDBSnapshot; one that is copying too, which ends its copy.',
  DescribeDBClusterSnapshotAttributes: 'As DescribeDBSnapshotAttributes.',
  ModifyDBClusterSnapshotAttribute: 'As ModifyDBSnapshotAttribute.',
  CreateDBSubnetGroup:
    'Subnets are checked for their form and number only; the VPC is one that seeding names, else vpc-default.',
  DescribeDBSubnetGroups: 'By name, or all in pages.',
  DeleteDBSubnetGroup: 'Not while an instance or cluster uses it.',
  CreateDBParameterGroup: 'For the families of the modelled engines.',
  DescribeDBParameterGroups:
    'Own groups, and any default.<family> by its name; the defaults are not in the whole list.',
  DeleteDBParameterGroup: 'Not default ones, not while an instance uses it.',
  DescribeDBParameters:
    'A small built-in list per dialect (postgres, mysql), not the hundreds that AWS has; Source engine-default, system or user.',
  ModifyDBParameterGroup:
    'At most 20; unknown, fixed and out-of-range values refused; static parameters only with pending-reboot; the group is applying for 30 s. default.* groups are refused.',
  ResetDBParameterGroup: 'All, or those named. Applies as a modification does.',
  CreateDBClusterParameterGroup: 'As CreateDBParameterGroup.',
  DescribeDBClusterParameterGroups: 'As DescribeDBParameterGroups.',
  DeleteDBClusterParameterGroup: 'As DeleteDBParameterGroup.',
  DescribeDBClusterParameters: 'As DescribeDBParameters, with the same built-in list.',
  ModifyDBClusterParameterGroup: 'As ModifyDBParameterGroup; clusters always answer in-sync.',
  ResetDBClusterParameterGroup: 'As ResetDBParameterGroup.',
  AddTagsToResource: 'Instances, clusters, snapshots, groups of the own account, by ARN.',
  RemoveTagsFromResource: 'As AddTagsToResource.',
  ListTagsForResource: 'As AddTagsToResource.',
}
