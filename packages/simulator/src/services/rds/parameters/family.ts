/** Parameter groups of instances and of clusters obey the same rules under different names. */
import { AwsError } from '../../../kernel/error.js'
import type { CallContext } from '../../../kernel/service.js'
import type { WorldState } from '../../../kernel/world.js'
import type { Tags } from '../../common/tags.js'
import { engineOfFamily } from '../engines.js'
import { invalidValue } from '../errors.js'
import { type ArnKind, arnOf, own, type ParameterGroup, type RdsState, rds, rdsArn } from '../state.js'

export interface GroupKind {
  readonly arnKind: ArnKind
  readonly nameMember: string
  readonly kept: (state: RdsState) => Record<string, ParameterGroup>
  readonly notFound: (name: string) => AwsError
  readonly label: string
}

export const INSTANCE_GROUPS: GroupKind = {
  arnKind: 'pg',
  nameMember: 'DBParameterGroupName',
  kept: (state) => state.parameterGroups,
  notFound: (name) => new AwsError('DBParameterGroupNotFound', `DBParameterGroup not found: ${name}`, 404),
  label: 'DB parameter group',
}

export const CLUSTER_GROUPS: GroupKind = {
  arnKind: 'cluster-pg',
  nameMember: 'DBClusterParameterGroupName',
  kept: (state) => state.clusterParameterGroups,
  notFound: (name) =>
    new AwsError('DBParameterGroupNotFound', `DBClusterParameterGroup not found: ${name}`, 404),
  label: 'DB cluster parameter group',
}

export interface NewParameterGroup {
  readonly accountId: string
  readonly region: string
  readonly name: string
  readonly family: string
  readonly description?: string
  readonly nowMs: number
  readonly tags?: Tags
}

/** Puts a parameter group into an account, as seeding does and as the Create operations do. */
export function putParameterGroup(
  world: WorldState,
  kind: GroupKind,
  wanted: NewParameterGroup,
): ParameterGroup {
  const id = wanted.name.toLowerCase()
  const group: ParameterGroup = {
    arn: rdsArn(kind.arnKind, wanted.region, wanted.accountId, id),
    id,
    accountId: wanted.accountId,
    region: wanted.region,
    createdMs: wanted.nowMs,
    tags: wanted.tags ?? {},
    family: wanted.family,
    description: wanted.description ?? '',
    settings: {},
  }
  kind.kept(rds.of(world, wanted.accountId))[group.arn] = group
  return group
}

/** A group by name or ARN. Those named `default.<family>` are there in every account without being made. */
export function findGroup(call: CallContext, kind: GroupKind, ref: string | undefined): ParameterGroup {
  const arn = arnOf(call, kind.arnKind, ref ?? '')
  const found = kind.kept(own(call))[arn] ?? defaultGroup(call, kind, arn)
  if (found === undefined) throw kind.notFound(ref ?? '')
  return found
}

/** The name of a group that exists; unset stays unset. */
export function assertGroup(
  call: CallContext,
  kind: GroupKind,
  name: string | undefined,
): string | undefined {
  return name === undefined ? undefined : findGroup(call, kind, name).id
}

/** @throws AwsError for a default group, whose name is not one that a modification takes */
export function assertNotDefault(kind: GroupKind, name: string | undefined): void {
  if (name === undefined || !/(^|:)default\./.test(name.toLowerCase())) return
  throw invalidValue(
    `The parameter ${kind.nameMember} is not a valid identifier. Identifiers must begin with a letter; must contain ` +
      'only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.',
  )
}

/** @throws AwsError `InvalidParameterValue` for a family of an engine that is not modelled */
export function assertFamily(family: string | undefined): string {
  if (family !== undefined && engineOfFamily(family) !== undefined && /\d$/.test(family)) return family
  throw invalidValue(`ParameterGroupFamily ${family ?? ''} is not a valid parameter group family`)
}

function defaultGroup(call: CallContext, kind: GroupKind, arn: string): ParameterGroup | undefined {
  const id = arn.split(':').at(-1) ?? ''
  const family = id.startsWith('default.') ? id.slice('default.'.length) : undefined
  if (family === undefined || engineOfFamily(family) === undefined) return undefined
  return {
    arn: rdsArn(kind.arnKind, call.region, call.caller.accountId, id),
    id,
    accountId: call.caller.accountId,
    region: call.region,
    createdMs: 0,
    tags: {},
    family,
    description: `Default parameter group for ${family}`,
    settings: {},
  }
}
