import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import type { WorldState } from '../../kernel/world.js'
import { invalidValue } from './errors.js'
import { arnOf, own, rds } from './state.js'

/**
 * Makes a security group known to RDS. As soon as one is known in an account, naming another one is an error
 * there; until then every well-formed id passes, because EC2 is not asked.
 */
export function putSecurityGroup(world: WorldState, accountId: string, groupId: string): void {
  const { securityGroupIds } = rds.of(world, accountId)
  if (!securityGroupIds.includes(groupId)) securityGroupIds.push(groupId)
}

/** @throws AwsError `InvalidParameterValue` for a group that does not exist */
export function assertSecurityGroups(call: CallContext, groupIds: readonly string[] | undefined): string[] {
  const known = own(call).securityGroupIds
  for (const id of groupIds ?? []) {
    if (/^sg-[0-9a-z]+$/.test(id) && (known.length === 0 || known.includes(id))) continue
    throw invalidValue(`Invalid security group , groupId= ${id}, groupName=.`)
  }
  // AWS puts the default group of the VPC when none is named, silently.
  return groupIds === undefined || groupIds.length === 0 ? ['sg-default'] : [...groupIds]
}

/** The name of an existing subnet group; unset means that RDS takes the default VPC. */
export function assertSubnetGroup(call: CallContext, name: string | undefined): string | undefined {
  if (name === undefined) return undefined
  const group = own(call).subnetGroups[arnOf(call, 'subgrp', name)]
  if (group === undefined) {
    throw new AwsError('DBSubnetGroupNotFoundFault', `DB subnet group '${name}' does not exist.`, 404)
  }
  return group.id
}

/** The VPC that a subnet group lies in; the default VPC when there is none. */
export function vpcOf(call: CallContext, subnetGroup: string | undefined): string {
  const group =
    subnetGroup === undefined ? undefined : own(call).subnetGroups[arnOf(call, 'subgrp', subnetGroup)]
  return group?.vpcId ?? 'vpc-default'
}
