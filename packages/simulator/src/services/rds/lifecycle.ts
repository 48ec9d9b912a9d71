import { isOver, type Stage, stageAt, type Timing, totalMs } from '../common/timing.js'
import {
  type Activity,
  type ActivityName,
  type Cluster,
  IDLE,
  type Instance,
  type RdsState,
  rdsArn,
  type Snapshot,
} from './state.js'

const SECOND_MS = 1_000

/** Statuses on the way, with realistic lengths, before `available` (or, for a delete, before being gone). */
const STAGES: Readonly<Record<ActivityName, ReadonlyArray<Stage<string>>>> = {
  idle: [],
  create: [stage('creating', 240), stage('backing-up', 60)],
  restore: [stage('creating', 300), stage('backing-up', 60), stage('modifying', 30)],
  replicate: [stage('creating', 300), stage('modifying', 30)],
  modify: [stage('modifying', 60)],
  promote: [stage('modifying', 60), stage('rebooting', 30), stage('backing-up', 60)],
  reboot: [stage('rebooting', 60)],
  delete: [stage('deleting', 120)],
}

const CLUSTER_STAGES: Readonly<Record<ActivityName, ReadonlyArray<Stage<string>>>> = {
  ...STAGES,
  create: [stage('creating', 120)],
  restore: [stage('creating', 240)],
  replicate: [stage('creating', 300)],
  promote: [stage('promoting', 90)],
  modify: [stage('modifying', 30)],
}

export function instanceStatus(time: Timing, state: RdsState, instance: Instance): string {
  const busy = statusOf(time, STAGES[instance.activity.name], instance.activity)
  if (busy !== undefined) return busy
  return beingSnapshot(time, state.snapshots, instance.resourceId) ? 'backing-up' : 'available'
}

export function clusterStatus(time: Timing, state: RdsState, cluster: Cluster): string {
  const busy = statusOf(time, CLUSTER_STAGES[cluster.activity.name], cluster.activity)
  if (busy !== undefined) return busy
  return beingSnapshot(time, state.clusterSnapshots, cluster.resourceId) ? 'backing-up' : 'available'
}

/**
 * `creating`, then `available`, or `failed` when it was planned so. Only copies of cluster snapshots are
 * `copying` meanwhile; copies of instance snapshots are `creating` too.
 */
export function snapshotStatus(time: Timing, snapshot: Snapshot): string {
  if (!isOver(time, snapshot.createdMs, snapshot.durationMs)) {
    const clusterCopy = snapshot.copyOf !== undefined && snapshot.arn.includes(':cluster-snapshot:')
    return clusterCopy ? 'copying' : 'creating'
  }
  return snapshot.fault?.kind === 'fail' ? (snapshot.fault.status ?? 'failed') : 'available'
}

/**
 * Carries out what has come to its end by now: deleted ones are gone, accepted changes are in force, a promoted
 * replica stands alone. Runs before every look at the state, so that no reader sees a finished activity.
 */
export function settle(time: Timing, state: RdsState): void {
  for (const instance of Object.values(state.instances)) {
    if (!isFinished(time, STAGES[instance.activity.name], instance.activity)) continue
    settleInstance(state, instance)
  }
  for (const cluster of Object.values(state.clusters)) {
    if (!isFinished(time, CLUSTER_STAGES[cluster.activity.name], cluster.activity)) continue
    if (cluster.activity.name === 'delete') delete state.clusters[cluster.arn]
    if (cluster.activity.name === 'promote') cluster.replicaOf = undefined
    cluster.activity = IDLE
  }
}

function settleInstance(state: RdsState, instance: Instance): void {
  const { name, startedMs } = instance.activity
  if (name === 'delete') {
    delete state.instances[instance.arn]
    return
  }
  if (name === 'promote') instance.replicaOf = undefined
  if (name === 'reboot' || name === 'promote') instance.lastBootMs = startedMs
  if (name === 'modify' && instance.pending?.applying === true) applyPending(state, instance)
  instance.activity = IDLE
}

function applyPending(state: RdsState, instance: Instance): void {
  const { pending } = instance
  if (pending === undefined) return
  instance.database = { ...instance.database, ...pending.database }
  instance.subnetGroup = pending.subnetGroup ?? instance.subnetGroup
  instance.pending = undefined
  if (pending.newId === undefined) return
  delete state.instances[instance.arn]
  instance.id = pending.newId
  instance.arn = rdsArn('db', instance.region, instance.accountId, pending.newId)
  state.instances[instance.arn] = instance
}

function statusOf(
  time: Timing,
  stages: ReadonlyArray<Stage<string>>,
  activity: Activity,
): string | undefined {
  const reached = stageAt(time, activity.startedMs, stages)
  if (activity.fault?.kind !== 'fail') return reached
  // A failing activity never gets beyond its first stage.
  return reached !== undefined && reached === stages[0]?.status
    ? reached
    : (activity.fault.status ?? 'failed')
}

function isFinished(time: Timing, stages: ReadonlyArray<Stage<string>>, activity: Activity): boolean {
  if (activity.name === 'idle' || activity.fault?.kind === 'fail') return false
  return isOver(time, activity.startedMs, totalMs(stages))
}

function beingSnapshot(
  time: Timing,
  snapshots: Readonly<Record<string, Snapshot>>,
  resourceId: string,
): boolean {
  return Object.values(snapshots).some(
    (snapshot) =>
      snapshot.sourceResourceId === resourceId &&
      snapshot.copyOf === undefined &&
      !isOver(time, snapshot.createdMs, snapshot.durationMs),
  )
}

function stage(status: string, seconds: number): Stage<string> {
  return { status, durationMs: seconds * SECOND_MS }
}
