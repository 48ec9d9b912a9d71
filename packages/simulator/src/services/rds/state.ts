/**
 * RDS of one account, in every Region.
 *
 * R1. Everything is kept by ARN; names are unique per account, Region and kind, in lower case.
 * R2. A status is never stored. It follows from {@link Activity} and the clock (`lifecycle.ts`).
 * R3. Master passwords are accepted and dropped: no state holds one.
 */
import type { CallContext } from '../../kernel/service.js'
import { slice } from '../../kernel/world.js'
import type { JobFault } from '../common/job-fault.js'
import type { Tags } from '../common/tags.js'

/** What an instance or cluster hands on to its snapshots, and a snapshot to what is restored from it. */
export interface Database {
  readonly engine: string
  readonly engineVersion: string
  readonly port: number
  readonly masterUsername: string
  readonly dbName: string | undefined
  readonly allocatedGiB: number
  readonly storageType: string
  readonly iops: number | undefined
  readonly licenseModel: string
  readonly instanceClass: string
  readonly multiAz: boolean
  readonly availabilityZone: string
  readonly vpcId: string | undefined
  readonly backupRetentionDays: number
  readonly iamAuthentication: boolean
  /** ARN of the key, or undefined when the storage is not encrypted. */
  readonly kmsKeyArn: string | undefined
}

export type ActivityName =
  | 'idle'
  | 'create'
  | 'restore'
  | 'replicate'
  | 'modify'
  | 'promote'
  | 'reboot'
  | 'delete'

/** What an instance or cluster is busy with, since when, and what of it goes wrong. */
export interface Activity {
  readonly name: ActivityName
  readonly startedMs: number
  readonly fault: JobFault | undefined
}

/** Changes that ModifyDBInstance has accepted and that are not in force yet. */
export interface PendingChanges {
  readonly database: Partial<Database>
  readonly newId: string | undefined
  readonly masterPassword: boolean
  readonly subnetGroup: string | undefined
  /** Whether the running `modify` activity puts them in force; else they wait for the maintenance window. */
  readonly applying: boolean
}

interface Owned {
  arn: string
  id: string
  readonly accountId: string
  readonly region: string
  readonly createdMs: number
  tags: Tags
}

export interface Instance extends Owned {
  readonly resourceId: string
  database: Database
  subnetGroup: string | undefined
  securityGroupIds: string[]
  parameterGroup: string
  /** When this group was put onto the running instance; it takes hold at the next reboot. */
  parameterGroupSinceMs: number
  lastBootMs: number
  publiclyAccessible: boolean
  deletionProtection: boolean
  copyTagsToSnapshot: boolean
  autoMinorVersionUpgrade: boolean
  clusterId: string | undefined
  /** ARN of the instance that this one replicates from. */
  replicaOf: string | undefined
  /** ARN of the snapshot that this one was restored from. AWS does not answer it. */
  readonly restoredFrom: string | undefined
  activity: Activity
  pending: PendingChanges | undefined
}

export interface Cluster extends Owned {
  readonly resourceId: string
  database: Database
  engineMode: string
  subnetGroup: string | undefined
  securityGroupIds: string[]
  parameterGroup: string
  deletionProtection: boolean
  copyTagsToSnapshot: boolean
  /** ARN of the cluster or instance that this one replicates from. */
  replicaOf: string | undefined
  readonly restoredFrom: string | undefined
  activity: Activity
}

export interface Snapshot extends Owned {
  readonly type: 'manual' | 'automated'
  /** Identifier of the instance or cluster that it was taken of. */
  readonly sourceId: string
  readonly sourceResourceId: string
  readonly sourceCreatedMs: number
  /** ARN of the snapshot that this is a copy of. */
  readonly copyOf: string | undefined
  readonly originalMs: number
  readonly database: Database
  /** Realistic length of taking or copying it; 0 for one that was seeded. */
  readonly durationMs: number
  readonly fault: JobFault | undefined
  /** Accounts that may restore and copy it, or `all`. */
  sharedWith: string[]
}

export interface SubnetGroup extends Owned {
  description: string
  vpcId: string
  subnetIds: string[]
}

export interface ParameterSetting {
  readonly value: string
  readonly applyMethod: 'immediate' | 'pending-reboot'
  readonly changedMs: number
}

export interface ParameterGroup extends Owned {
  readonly family: string
  readonly description: string
  settings: Record<string, ParameterSetting>
}

export interface RdsState {
  instances: Record<string, Instance>
  clusters: Record<string, Cluster>
  snapshots: Record<string, Snapshot>
  clusterSnapshots: Record<string, Snapshot>
  subnetGroups: Record<string, SubnetGroup>
  parameterGroups: Record<string, ParameterGroup>
  clusterParameterGroups: Record<string, ParameterGroup>
  /** Security groups that seeding has made known; see `network.ts`. */
  securityGroupIds: string[]
}

export const rds = slice<RdsState>('rds', () => ({
  instances: {},
  clusters: {},
  snapshots: {},
  clusterSnapshots: {},
  subnetGroups: {},
  parameterGroups: {},
  clusterParameterGroups: {},
  securityGroupIds: [],
}))

/** The caller's own RDS. */
export function own(call: CallContext): RdsState {
  return rds.of(call.world, call.caller.accountId)
}

/** The kinds of RDS resource, as ARNs spell them. */
export type ArnKind = 'db' | 'cluster' | 'snapshot' | 'cluster-snapshot' | 'subgrp' | 'pg' | 'cluster-pg'

export function rdsArn(kind: ArnKind, region: string, accountId: string, id: string): string {
  return `arn:aws:rds:${region}:${accountId}:${kind}:${id}`
}

/** The ARN of a resource of the caller, from its name in any case or from its ARN. */
export function arnOf(call: CallContext, kind: ArnKind, ref: string): string {
  return ref.startsWith('arn:') ? ref : rdsArn(kind, call.region, call.caller.accountId, ref.toLowerCase())
}

export const IDLE: Activity = { name: 'idle', startedMs: 0, fault: undefined }
