/** Making instances, clusters and snapshots: the one way for requests, restores and seeding alike. */

import type { WorldState } from '../../kernel/world.js'
import { nextBase36 } from '../common/ids.js'
import type { JobFault } from '../common/job-fault.js'
import type { Tags } from '../common/tags.js'
import { engineOf, familyOf } from './engines.js'
import {
  type Activity,
  type Cluster,
  type Database,
  IDLE,
  type Instance,
  rds,
  rdsArn,
  type Snapshot,
} from './state.js'

interface Placed {
  readonly accountId: string
  readonly region: string
  readonly id: string
  readonly nowMs: number
  readonly tags?: Tags
}

export interface NewInstance extends Placed {
  readonly database: Database
  readonly subnetGroup?: string | undefined
  readonly securityGroupIds?: readonly string[]
  /** Unset: the default group of the engine's family. */
  readonly parameterGroup?: string | undefined
  readonly publiclyAccessible?: boolean | undefined
  readonly deletionProtection?: boolean | undefined
  readonly copyTagsToSnapshot?: boolean | undefined
  readonly autoMinorVersionUpgrade?: boolean | undefined
  readonly clusterId?: string | undefined
  readonly replicaOf?: string | undefined
  readonly restoredFrom?: string | undefined
  /** What it is busy with from now on; unset, it is available. */
  readonly activity?: Activity
}

/** Puts a DB instance into an account. */
export function putInstance(world: WorldState, wanted: NewInstance): Instance {
  const id = wanted.id.toLowerCase()
  const { database } = wanted
  const instance: Instance = {
    arn: rdsArn('db', wanted.region, wanted.accountId, id),
    id,
    accountId: wanted.accountId,
    region: wanted.region,
    createdMs: wanted.nowMs,
    tags: wanted.tags ?? {},
    resourceId: `db-${nextBase36(world, 26)}`,
    database,
    subnetGroup: wanted.subnetGroup,
    securityGroupIds: [...(wanted.securityGroupIds ?? ['sg-default'])],
    parameterGroup: wanted.parameterGroup ?? `default.${familyOf(database.engine, database.engineVersion)}`,
    parameterGroupSinceMs: wanted.nowMs,
    lastBootMs: wanted.nowMs,
    publiclyAccessible: wanted.publiclyAccessible ?? false,
    deletionProtection: wanted.deletionProtection ?? false,
    copyTagsToSnapshot: wanted.copyTagsToSnapshot ?? false,
    autoMinorVersionUpgrade: wanted.autoMinorVersionUpgrade ?? true,
    clusterId: wanted.clusterId,
    replicaOf: wanted.replicaOf,
    restoredFrom: wanted.restoredFrom,
    activity: wanted.activity ?? IDLE,
    pending: undefined,
  }
  rds.of(world, wanted.accountId).instances[instance.arn] = instance
  return instance
}

export interface NewCluster extends Placed {
  readonly database: Database
  readonly engineMode?: string | undefined
  readonly subnetGroup?: string | undefined
  readonly securityGroupIds?: readonly string[]
  readonly parameterGroup?: string | undefined
  readonly deletionProtection?: boolean | undefined
  readonly copyTagsToSnapshot?: boolean | undefined
  readonly replicaOf?: string | undefined
  readonly restoredFrom?: string | undefined
  readonly activity?: Activity
}

/** Puts a DB cluster, without instances, into an account. */
export function putCluster(world: WorldState, wanted: NewCluster): Cluster {
  const id = wanted.id.toLowerCase()
  const { database } = wanted
  const cluster: Cluster = {
    arn: rdsArn('cluster', wanted.region, wanted.accountId, id),
    id,
    accountId: wanted.accountId,
    region: wanted.region,
    createdMs: wanted.nowMs,
    tags: wanted.tags ?? {},
    resourceId: `cluster-${nextBase36(world, 26)}`,
    database,
    engineMode: wanted.engineMode ?? 'provisioned',
    subnetGroup: wanted.subnetGroup,
    securityGroupIds: [...(wanted.securityGroupIds ?? ['sg-default'])],
    parameterGroup: wanted.parameterGroup ?? `default.${familyOf(database.engine, database.engineVersion)}`,
    deletionProtection: wanted.deletionProtection ?? false,
    copyTagsToSnapshot: wanted.copyTagsToSnapshot ?? false,
    replicaOf: wanted.replicaOf,
    restoredFrom: wanted.restoredFrom,
    activity: wanted.activity ?? IDLE,
  }
  rds.of(world, wanted.accountId).clusters[cluster.arn] = cluster
  return cluster
}

export interface NewSnapshot extends Placed {
  readonly scope: 'instance' | 'cluster'
  readonly type?: Snapshot['type']
  /** What it was taken of. A seed may name something that no longer exists. */
  readonly source: { readonly id: string; readonly resourceId?: string; readonly createdMs?: number }
  readonly database: Database
  readonly copyOf?: string | undefined
  readonly originalMs?: number
  /** Realistic length of taking it; unset, it is complete. */
  readonly durationMs?: number
  readonly fault?: JobFault | undefined
  readonly sharedWith?: readonly string[]
}

/** Puts a snapshot of an instance or cluster into an account. */
export function createSnapshot(world: WorldState, wanted: NewSnapshot): Snapshot {
  const id = wanted.id.toLowerCase()
  const kind = wanted.scope === 'instance' ? 'snapshot' : 'cluster-snapshot'
  const prefix = wanted.scope === 'instance' ? 'db' : 'cluster'
  const snapshot: Snapshot = {
    arn: rdsArn(kind, wanted.region, wanted.accountId, id),
    id,
    accountId: wanted.accountId,
    region: wanted.region,
    createdMs: wanted.nowMs,
    tags: wanted.tags ?? {},
    type: wanted.type ?? 'manual',
    sourceId: wanted.source.id.toLowerCase(),
    sourceResourceId: wanted.source.resourceId ?? `${prefix}-${nextBase36(world, 26)}`,
    sourceCreatedMs: wanted.source.createdMs ?? wanted.nowMs,
    copyOf: wanted.copyOf,
    originalMs: wanted.originalMs ?? wanted.nowMs,
    database: wanted.database,
    durationMs: wanted.durationMs ?? 0,
    fault: wanted.fault,
    sharedWith: [...(wanted.sharedWith ?? [])],
  }
  const state = rds.of(world, wanted.accountId)
  const kept = wanted.scope === 'instance' ? state.snapshots : state.clusterSnapshots
  kept[snapshot.arn] = snapshot
  return snapshot
}

/** Some facts of a database; what is left out or undefined follows from the engine. */
export type DatabaseFacts = { readonly engine: string } & {
  readonly [Fact in keyof Database]?: Database[Fact] | undefined
}

/** A whole {@link Database} from the few facts that matter to the one who describes it. */
export function databaseOf(wanted: DatabaseFacts): Database {
  const engine = engineOf(wanted.engine)
  const base: Database = {
    engine: wanted.engine,
    engineVersion: engine?.defaultVersion ?? '1.0',
    port: engine?.port ?? 5432,
    masterUsername: 'admin',
    dbName: undefined,
    allocatedGiB: engine?.aurora === true ? 1 : 20,
    storageType: engine?.aurora === true ? 'aurora' : 'gp3',
    iops: undefined,
    licenseModel: engine?.licenseModel ?? 'license-included',
    instanceClass: 'db.t4g.medium',
    multiAz: false,
    availabilityZone: '',
    vpcId: undefined,
    backupRetentionDays: 1,
    iamAuthentication: false,
    kmsKeyArn: undefined,
  }
  const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
  return { ...base, ...given }
}
