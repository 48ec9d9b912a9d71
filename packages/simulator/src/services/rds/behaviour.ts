import type { ServiceBehaviour } from '../../kernel/service.js'
import { deleteDBCluster, restoreDBClusterFromSnapshot } from './cluster-restore.js'
import { createDBCluster, describeDBClusters, modifyDBCluster } from './clusters.js'
import { deleteDBInstance } from './instance-delete.js'
import { modifyDBInstance } from './instance-modify.js'
import { restoreDBInstanceFromDBSnapshot } from './instance-restore.js'
import { createDBInstance, describeDBInstances, rebootDBInstance } from './instances.js'
import { notes } from './notes.js'
import {
  createDBClusterParameterGroup,
  createDBParameterGroup,
  deleteDBClusterParameterGroup,
  deleteDBParameterGroup,
  describeDBClusterParameterGroups,
  describeDBParameterGroups,
} from './parameter-groups.js'
import {
  describeDBClusterParameters,
  describeDBParameters,
  modifyDBClusterParameterGroup,
  modifyDBParameterGroup,
  resetDBClusterParameterGroup,
  resetDBParameterGroup,
} from './parameters.js'
import { permissions } from './permissions.js'
import { createDBInstanceReadReplica, promoteReadReplica, promoteReadReplicaDBCluster } from './replicas.js'
import { copyDBClusterSnapshot, copyDBSnapshot } from './snapshot-copy.js'
import {
  createDBClusterSnapshot,
  createDBSnapshot,
  deleteDBClusterSnapshot,
  deleteDBSnapshot,
} from './snapshot-create.js'
import { describeDBClusterSnapshots, describeDBSnapshots } from './snapshot-describe.js'
import {
  describeDBClusterSnapshotAttributes,
  describeDBSnapshotAttributes,
  modifyDBClusterSnapshotAttribute,
  modifyDBSnapshotAttribute,
} from './snapshot-share.js'
import { createDBSubnetGroup, deleteDBSubnetGroup, describeDBSubnetGroups } from './subnet-groups.js'
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from './tags.js'

/** Relational Database Service: instances, Aurora clusters, their snapshots and groups. */
export const behaviour: ServiceBehaviour = {
  signingName: 'rds',
  operations: {
    CreateDBInstance: createDBInstance,
    DescribeDBInstances: describeDBInstances,
    ModifyDBInstance: modifyDBInstance,
    RebootDBInstance: rebootDBInstance,
    DeleteDBInstance: deleteDBInstance,
    CreateDBInstanceReadReplica: createDBInstanceReadReplica,
    PromoteReadReplica: promoteReadReplica,
    RestoreDBInstanceFromDBSnapshot: restoreDBInstanceFromDBSnapshot,
    CreateDBSnapshot: createDBSnapshot,
    DescribeDBSnapshots: describeDBSnapshots,
    CopyDBSnapshot: copyDBSnapshot,
    DeleteDBSnapshot: deleteDBSnapshot,
    DescribeDBSnapshotAttributes: describeDBSnapshotAttributes,
    ModifyDBSnapshotAttribute: modifyDBSnapshotAttribute,
    CreateDBCluster: createDBCluster,
    DescribeDBClusters: describeDBClusters,
    ModifyDBCluster: modifyDBCluster,
    DeleteDBCluster: deleteDBCluster,
    PromoteReadReplicaDBCluster: promoteReadReplicaDBCluster,
    RestoreDBClusterFromSnapshot: restoreDBClusterFromSnapshot,
    CreateDBClusterSnapshot: createDBClusterSnapshot,
    DescribeDBClusterSnapshots: describeDBClusterSnapshots,
    CopyDBClusterSnapshot: copyDBClusterSnapshot,
    DeleteDBClusterSnapshot: deleteDBClusterSnapshot,
    DescribeDBClusterSnapshotAttributes: describeDBClusterSnapshotAttributes,
    ModifyDBClusterSnapshotAttribute: modifyDBClusterSnapshotAttribute,
    CreateDBSubnetGroup: createDBSubnetGroup,
    DescribeDBSubnetGroups: describeDBSubnetGroups,
    DeleteDBSubnetGroup: deleteDBSubnetGroup,
    CreateDBParameterGroup: createDBParameterGroup,
    DescribeDBParameterGroups: describeDBParameterGroups,
    DeleteDBParameterGroup: deleteDBParameterGroup,
    DescribeDBParameters: describeDBParameters,
    ModifyDBParameterGroup: modifyDBParameterGroup,
    ResetDBParameterGroup: resetDBParameterGroup,
    CreateDBClusterParameterGroup: createDBClusterParameterGroup,
    DescribeDBClusterParameterGroups: describeDBClusterParameterGroups,
    DeleteDBClusterParameterGroup: deleteDBClusterParameterGroup,
    DescribeDBClusterParameters: describeDBClusterParameters,
    ModifyDBClusterParameterGroup: modifyDBClusterParameterGroup,
    ResetDBClusterParameterGroup: resetDBClusterParameterGroup,
    AddTagsToResource: addTagsToResource,
    RemoveTagsFromResource: removeTagsFromResource,
    ListTagsForResource: listTagsForResource,
  },
  permissions,
  notes,
}
