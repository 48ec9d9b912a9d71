import type { DBClusterSnapshot, DBSnapshot } from '@aws-sdk/client-rds'
import type { CallContext } from '../../../kernel/service.js'
import { tagList } from '../../common/tags.js'
import { percentAt } from '../../common/timing.js'
import { snapshotStatus } from '../lifecycle.js'
import type { Snapshot } from '../state.js'

/** An instance snapshot as RDS answers it. One of another account goes by its ARN. */
export function instanceSnapshotView(call: CallContext, snapshot: Snapshot): DBSnapshot {
  const { database } = snapshot
  return {
    ...commonView(call, snapshot),
    DBSnapshotIdentifier: visibleId(call, snapshot),
    DBInstanceIdentifier: snapshot.sourceId,
    DBSnapshotArn: snapshot.arn,
    InstanceCreateTime: new Date(snapshot.sourceCreatedMs),
    AvailabilityZone: database.availabilityZone,
    SourceDBSnapshotIdentifier: snapshot.copyOf,
    OriginalSnapshotCreateTime: new Date(snapshot.originalMs),
    OptionGroupName: `default:${database.engine}`,
    Iops: database.iops,
    Encrypted: database.kmsKeyArn !== undefined,
    DbiResourceId: snapshot.sourceResourceId,
    SnapshotTarget: 'region',
  }
}

/** A cluster snapshot as RDS answers it. */
export function clusterSnapshotView(call: CallContext, snapshot: Snapshot): DBClusterSnapshot {
  const { database } = snapshot
  return {
    ...commonView(call, snapshot),
    DBClusterSnapshotIdentifier: visibleId(call, snapshot),
    DBClusterIdentifier: snapshot.sourceId,
    DBClusterSnapshotArn: snapshot.arn,
    ClusterCreateTime: new Date(snapshot.sourceCreatedMs),
    AvailabilityZones: ['a', 'b', 'c'].map((zone) => `${snapshot.region}${zone}`),
    SourceDBClusterSnapshotArn: snapshot.copyOf,
    EngineMode: 'provisioned',
    StorageEncrypted: database.kmsKeyArn !== undefined,
    DbClusterResourceId: snapshot.sourceResourceId,
  }
}

function commonView(call: CallContext, snapshot: Snapshot) {
  const { database } = snapshot
  return {
    SnapshotCreateTime: new Date(snapshot.createdMs),
    Engine: database.engine,
    EngineVersion: database.engineVersion,
    AllocatedStorage: database.allocatedGiB,
    Status: snapshotStatus(call, snapshot),
    PercentProgress: percentAt(call, snapshot.createdMs, Math.max(1, snapshot.durationMs)),
    Port: database.port,
    VpcId: database.vpcId,
    MasterUsername: database.masterUsername,
    LicenseModel: database.licenseModel,
    SnapshotType: snapshot.accountId === call.caller.accountId ? snapshot.type : 'shared',
    StorageType: database.storageType,
    KmsKeyId: database.kmsKeyArn,
    IAMDatabaseAuthenticationEnabled: database.iamAuthentication,
    TagList: snapshot.accountId === call.caller.accountId ? tagList(snapshot.tags) : [],
  }
}

function visibleId(call: CallContext, snapshot: Snapshot): string {
  return snapshot.accountId === call.caller.accountId ? snapshot.id : snapshot.arn
}
