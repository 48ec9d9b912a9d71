import type { WorldState } from '../kernel/world.js'
import { createSnapshot, databaseOf, putCluster, putInstance } from '../services/rds/build.js'
import { familyOf } from '../services/rds/engines.js'
import { putSecurityGroup } from '../services/rds/network.js'
import { CLUSTER_GROUPS, INSTANCE_GROUPS, putParameterGroup } from '../services/rds/parameters/family.js'
import { type Database, rds, rdsArn } from '../services/rds/state.js'
import { putSubnetGroup } from '../services/rds/subnet-groups.js'
import type { ExecutionStep } from './core-types.js'
import { arnParts, datastoreOf, frozenDatastores, type SeedPlan, stepsWith, text } from './plan.js'
import { ensureKey } from './seed-keys.js'

/** The databases behind every shared snapshot, and the snapshots: manual, available, encrypted as planned. */
export function seedSourceDatabases(world: WorldState, plan: SeedPlan, nowMs: number): void {
  const { accountId, region } = plan.facts.source
  for (const step of stepsWith(plan, 'snapshot_kind', 'target_account_id')) {
    const snapshotId = lastPart(text(step, 'snapshot_identifier') ?? '')
    const kind = text(step, 'snapshot_kind')
    if (snapshotId === '' || kind === 'ebs') continue
    const scope = kind === 'db-cluster' ? 'cluster' : 'instance'
    const store = datastoreOf(plan, step, snapshotId)
    const id = store === null ? `${snapshotId}-source` : lastPart(store.resource_arn)
    const database = sourceDatabase(world, plan, step, scope, nowMs)
    const place = { accountId, region, nowMs }
    const made =
      scope === 'cluster'
        ? putCluster(world, { ...place, id, database })
        : putInstance(world, { ...place, id, database, ...ownGroup(world, plan, id, database, nowMs) })
    createSnapshot(world, {
      ...place,
      id: snapshotId,
      scope,
      source: { id, resourceId: made.resourceId },
      database,
    })
  }
}

/** The instances that the run freezes and no snapshot has brought. */
export function seedFrozenDatabases(world: WorldState, plan: SeedPlan, nowMs: number): void {
  const { accountId, region } = plan.facts.source
  for (const id of frozenInstances(plan)) {
    if (rds.of(world, accountId).instances[rdsArn('db', region, accountId, id)] !== undefined) continue
    const database = databaseOf({
      engine: engineFor(plan, 'instance'),
      allocatedGiB: 20,
      kmsKeyArn: undefined,
    })
    const group = ownGroup(world, plan, id, database, nowMs)
    putInstance(world, { accountId, region, nowMs, id, database, ...group })
  }
}

function frozenInstances(plan: SeedPlan): ReadonlySet<string> {
  const arns = frozenDatastores(plan)
  return new Set(arns.filter((arn) => /:rds:.*:db:/.test(arn)).map((arn) => lastPart(arn).toLowerCase()))
}

/** A frozen instance has a parameter group of its own, as whoever planned the freeze has seen to. */
function ownGroup(
  world: WorldState,
  plan: SeedPlan,
  id: string,
  { engine, engineVersion }: Database,
  nowMs: number,
): { parameterGroup?: string } {
  if (!frozenInstances(plan).has(id.toLowerCase())) return {}
  const { accountId, region } = plan.facts.source
  const name = `${id.toLowerCase()}-parameters`
  const family = familyOf(engine, engineVersion)
  putParameterGroup(world, INSTANCE_GROUPS, { accountId, region, name, family, nowMs })
  return { parameterGroup: name }
}

function sourceDatabase(
  world: WorldState,
  plan: SeedPlan,
  step: ExecutionStep,
  scope: 'instance' | 'cluster',
  nowMs: number,
): Database {
  const store = datastoreOf(plan, step, lastPart(text(step, 'snapshot_identifier') ?? ''))
  const encrypted = store?.encryption.at_rest === true
  const key = encrypted
    ? ensureKey(world, store.encryption.source_kms_key_arn ?? null, plan.facts.source, nowMs)
    : null
  const bytes = store?.sizing.bytes ?? 0
  return databaseOf({
    engine: engineFor(plan, scope),
    allocatedGiB: Math.max(20, Math.ceil(bytes / 1024 ** 3)),
    kmsKeyArn: key?.arn,
  })
}

function engineFor(plan: SeedPlan, scope: 'instance' | 'cluster'): string {
  if (scope === 'instance') return 'postgres'
  const restore = stepsWith(plan, 'snapshot_kind', 'target_identifier').find(
    (step) => text(step, 'snapshot_kind') === 'db-cluster',
  )
  return (restore && text(restore, 'engine')) ?? 'aurora-postgresql'
}

/** What the restores in the target name and Terraform makes: subnet groups, parameter groups, security groups. */
export function seedTargetDatabaseShape(world: WorldState, plan: SeedPlan, nowMs: number): void {
  const { accountId, region } = plan.facts.target
  for (const step of stepsWith(plan, 'snapshot_kind', 'target_identifier')) {
    const scope = text(step, 'snapshot_kind') === 'db-cluster' ? 'cluster' : 'instance'
    const subnetGroup = text(step, 'subnet_group_name')
    if (subnetGroup !== null)
      putSubnetGroup(world, {
        accountId,
        region,
        name: subnetGroup,
        subnetIds: ['subnet-a', 'subnet-b'],
        nowMs,
      })
    const parameterGroup = text(step, 'parameter_group_name')
    const { engineVersion, engine } = databaseOf({ engine: engineFor(plan, scope) })
    if (parameterGroup !== null && !parameterGroup.startsWith('default.'))
      putParameterGroup(world, scope === 'cluster' ? CLUSTER_GROUPS : INSTANCE_GROUPS, {
        accountId,
        region,
        name: parameterGroup,
        family: familyOf(engine, engineVersion),
        nowMs,
      })
    const groups = step.params.security_group_ids
    if (Array.isArray(groups)) for (const id of groups) putSecurityGroup(world, accountId, String(id))
    ensureKey(world, text(step, 'kms_key_arn'), plan.facts.target, nowMs)
  }
  for (const step of stepsWith(plan, 'target_snapshot_identifier'))
    ensureKey(world, text(step, 'target_kms_key_arn'), plan.facts.target, nowMs)
}

function lastPart(ref: string): string {
  return arnParts(ref)?.resource.split(/[:/]/).at(-1) ?? ref
}
