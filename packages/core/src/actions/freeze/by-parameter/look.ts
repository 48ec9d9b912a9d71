import type { DBInstance, Parameter, RDS } from '@aws-sdk/client-rds'
import { itemsOf } from '../../../aws/pages.js'
import type { ReadContext } from '../../kit/definition.js'
import { tagsOf } from '../../kit/ownership-tags.js'
import { type FreezeMarker, MARKER_KEY, readMarker } from './marker.js'

const INSTANCE_ARN = /^(arn:aws[a-z-]*:rds:[a-z0-9-]+:\d{12}):db:([A-Za-z][A-Za-z0-9-]{0,62})$/

/**
 * The parameter that makes an instance refuse writes, per engine; both are dynamic (RDS User Guide, "Parameters
 * for PostgreSQL" and "for MySQL"), which the preview checks against what RDS answers.
 */
const READ_ONLY_PARAMETERS: Readonly<Record<string, string>> = {
  postgres: 'default_transaction_read_only',
  mysql: 'read_only',
  mariadb: 'read_only',
}
/** What the parameter is while frozen. */
export const READ_ONLY = '1'

/** A parameter in its group. */
export interface GroupLook {
  readonly group: string
  readonly parameter: string
  /** What the group itself says; null where the engine's default is in force. */
  readonly value: string | null
  /** Why it cannot be set at once, in a sentence, or null. */
  readonly unsettable: string | null
  readonly marker: FreezeMarker | null
}

/** An instance with what decides whether it can be frozen. */
export interface InstanceLook {
  readonly label: string
  readonly engine: string
  readonly group: string
  /** `in-sync`, `applying`, `pending-reboot` …: moves by itself. */
  readonly applyStatus: string
  readonly clusterId: string | null
  readonly replicaOf: string | null
  /** Other instances of the account that use the same group. */
  readonly sharers: readonly string[]
}

export function isInstanceArn(datastoreArn: string): boolean {
  return INSTANCE_ARN.test(datastoreArn)
}

export function instanceNameOf(datastoreArn: string): string {
  return INSTANCE_ARN.exec(datastoreArn)?.[2] ?? datastoreArn
}

/** The ARN of a parameter group beside an instance. */
export function groupArn(datastoreArn: string, group: string): string {
  return `${INSTANCE_ARN.exec(datastoreArn)?.[1] ?? 'arn:aws:rds'}:pg:${group}`
}

/** Null for an engine that no parameter freezes, and for members of a cluster, which decides for them. */
export function readOnlyParameter({ engine, clusterId }: InstanceLook): string | null {
  return clusterId === null ? (READ_ONLY_PARAMETERS[engine] ?? null) : null
}

/** Groups that belong to AWS cannot be changed. */
export function isDefaultGroup(group: string): boolean {
  return group.startsWith('default.')
}

export async function lookAtInstance(datastoreArn: string, ctx: ReadContext): Promise<InstanceLook> {
  const rds = await ctx.source.service('rds')
  const name = instanceNameOf(datastoreArn)
  const own = await rds.describeDBInstances({ DBInstanceIdentifier: name }, { abortSignal: ctx.signal })
  const instance: DBInstance = own.DBInstances?.[0] ?? {}
  const group = instance.DBParameterGroups?.[0]
  return {
    label: `DB instance ${name}`,
    engine: instance.Engine ?? 'unknown',
    group: group?.DBParameterGroupName ?? '',
    applyStatus: group?.ParameterApplyStatus ?? 'unknown',
    clusterId: instance.DBClusterIdentifier ?? null,
    replicaOf: instance.ReadReplicaSourceDBInstanceIdentifier ?? null,
    sharers: await sharersOf(rds, group?.DBParameterGroupName ?? '', name, ctx.signal),
  }
}

/** @param parameter the parameter's name; one that the group does not know is unsettable */
export async function lookAtGroup(
  datastoreArn: string,
  group: string,
  parameter: string,
  ctx: ReadContext,
): Promise<GroupLook> {
  const rds = await ctx.source.service('rds')
  const found = await findParameter(rds, group, parameter, ctx.signal)
  const { TagList } = isDefaultGroup(group)
    ? { TagList: [] }
    : await rds.listTagsForResource(
        { ResourceName: groupArn(datastoreArn, group) },
        { abortSignal: ctx.signal },
      )
  return {
    group,
    parameter,
    value: found?.Source === 'user' ? (found.ParameterValue ?? null) : null,
    unsettable: whyUnsettable(found, parameter, group),
    marker: readMarker(tagsOf(TagList)[MARKER_KEY]),
  }
}

function whyUnsettable(found: Parameter | null, parameter: string, group: string): string | null {
  if (found === null) return `Parameter group ${group} has no parameter ${parameter}.`
  if (found.IsModifiable === false) return `RDS does not let ${parameter} be changed.`
  if (found.ApplyType !== 'dynamic') return `${parameter} takes hold only after a reboot.`
  const allowed = found.AllowedValues?.split(',') ?? [READ_ONLY]
  return allowed.includes(READ_ONLY)
    ? null
    : `${parameter} does not accept ${READ_ONLY}, only ${allowed.join(', ')}.`
}

async function findParameter(
  rds: RDS,
  group: string,
  parameter: string,
  signal: AbortSignal,
): Promise<Parameter | null> {
  const parameters = itemsOf('rds:DescribeDBParameters', async (from: string | undefined) => {
    const page = await rds.describeDBParameters(
      { DBParameterGroupName: group, ...(from === undefined ? {} : { Marker: from }) },
      { abortSignal: signal },
    )
    return { items: page.Parameters ?? [], next: page.Marker }
  })
  for await (const found of parameters) if (found.ParameterName === parameter) return found
  return null
}

async function sharersOf(
  rds: RDS,
  group: string,
  name: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const instances = itemsOf('rds:DescribeDBInstances', async (from: string | undefined) => {
    const page = await rds.describeDBInstances(from === undefined ? {} : { Marker: from }, {
      abortSignal: signal,
    })
    return { items: page.DBInstances ?? [], next: page.Marker }
  })
  const names: string[] = []
  for await (const { DBInstanceIdentifier = '', DBParameterGroups = [] } of instances) {
    if (DBInstanceIdentifier.toLowerCase() === name.toLowerCase()) continue
    if (DBParameterGroups.some((used) => used.DBParameterGroupName === group))
      names.push(DBInstanceIdentifier)
  }
  return names
}
