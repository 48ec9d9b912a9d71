import type {
  CreateDBSubnetGroupCommandInput,
  CreateDBSubnetGroupResult,
  DBSubnetGroup,
  DBSubnetGroupMessage,
  DeleteDBSubnetGroupCommandInput,
  DescribeDBSubnetGroupsCommandInput,
} from '@aws-sdk/client-rds'
import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import type { WorldState } from '../../kernel/world.js'
import { page } from '../common/paging.js'
import { type Tags, tagsFrom } from '../common/tags.js'
import { assertMaxRecords, invalidMarker, invalidValue } from './errors.js'
import { inRegion, settled } from './find.js'
import { arnOf, own, rds, rdsArn, type SubnetGroup } from './state.js'

export interface NewSubnetGroup {
  readonly accountId: string
  readonly region: string
  readonly name: string
  readonly vpcId?: string
  readonly subnetIds: readonly string[]
  readonly description?: string
  readonly nowMs: number
  readonly tags?: Tags
}

/** Puts a DB subnet group into an account, as seeding does and as CreateDBSubnetGroup does. */
export function putSubnetGroup(world: WorldState, wanted: NewSubnetGroup): SubnetGroup {
  const id = wanted.name.toLowerCase()
  const group: SubnetGroup = {
    arn: rdsArn('subgrp', wanted.region, wanted.accountId, id),
    id,
    accountId: wanted.accountId,
    region: wanted.region,
    createdMs: wanted.nowMs,
    tags: wanted.tags ?? {},
    description: wanted.description ?? '',
    vpcId: wanted.vpcId ?? 'vpc-default',
    subnetIds: [...wanted.subnetIds],
  }
  rds.of(world, wanted.accountId).subnetGroups[group.arn] = group
  return group
}

export function createDBSubnetGroup(
  input: CreateDBSubnetGroupCommandInput,
  call: CallContext,
): CreateDBSubnetGroupResult {
  const name = assertGroupName(input.DBSubnetGroupName)
  if (own(call).subnetGroups[arnOf(call, 'subgrp', name)] !== undefined) {
    throw new AwsError('DBSubnetGroupAlreadyExists', `The DB subnet group '${name}' already exists.`)
  }
  const subnetIds = input.SubnetIds ?? []
  const wrong = subnetIds.find((id) => !/^subnet-[0-9a-z]+$/.test(id))
  if (wrong !== undefined) {
    throw new AwsError(
      'InvalidSubnet',
      `The requested subnet ${wrong} is invalid, or multiple subnets were requested that are not all in a common VPC.`,
    )
  }
  if (subnetIds.length < 2) {
    throw new AwsError(
      'DBSubnetGroupDoesNotCoverEnoughAZs',
      "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: " +
        `${subnetIds.length === 0 ? '' : `${call.region}a`}. Add subnets to cover at least 2 AZs.`,
    )
  }
  const group = putSubnetGroup(call.world, {
    accountId: call.caller.accountId,
    region: call.region,
    name,
    subnetIds,
    description: input.DBSubnetGroupDescription ?? '',
    nowMs: call.clock.nowMs(),
    tags: tagsFrom(input.Tags),
  })
  return { DBSubnetGroup: subnetGroupView(group) }
}

export function describeDBSubnetGroups(
  input: DescribeDBSubnetGroupsCommandInput,
  call: CallContext,
): DBSubnetGroupMessage {
  const wanted = input.DBSubnetGroupName
  const groups =
    wanted === undefined ? inRegion(call, own(call).subnetGroups) : [findSubnetGroup(call, wanted)]
  const limit = assertMaxRecords(input.MaxRecords)
  const { items, next } = page(groups, (group) => group.id, { limit, marker: input.Marker, invalidMarker })
  return { DBSubnetGroups: items.map(subnetGroupView), Marker: next }
}

export function deleteDBSubnetGroup(
  input: DeleteDBSubnetGroupCommandInput,
  call: CallContext,
): Record<string, never> {
  const group = findSubnetGroup(call, input.DBSubnetGroupName ?? '')
  const { instances, clusters } = settled(call)
  const users = [...inRegion(call, instances), ...inRegion(call, clusters)]
  const user = users.find((database) => database.subnetGroup === group.id)
  if (user !== undefined) {
    throw new AwsError(
      'InvalidDBSubnetGroupStateFault',
      `Cannot delete the subnet group '${group.id}' because at least one database instance: ${user.id} is still using it.`,
    )
  }
  delete own(call).subnetGroups[group.arn]
  return {}
}

export function subnetGroupView(group: SubnetGroup): DBSubnetGroup {
  return {
    DBSubnetGroupName: group.id,
    DBSubnetGroupDescription: group.description,
    VpcId: group.vpcId,
    SubnetGroupStatus: 'Complete',
    Subnets: group.subnetIds.map((id, index) => ({
      SubnetIdentifier: id,
      SubnetAvailabilityZone: { Name: `${group.region}${'abc'[index % 3]}` },
      SubnetStatus: 'Active',
    })),
    DBSubnetGroupArn: group.arn,
    SupportedNetworkTypes: ['IPV4'],
  }
}

function findSubnetGroup(call: CallContext, name: string): SubnetGroup {
  const group = own(call).subnetGroups[arnOf(call, 'subgrp', name)]
  if (group !== undefined) return group
  throw new AwsError('DBSubnetGroupNotFoundFault', `DB subnet group '${name}' does not exist.`, 404)
}

function assertGroupName(name: string | undefined): string {
  if (name !== undefined && /^[a-zA-Z0-9._ -]{1,255}$/.test(name) && name.toLowerCase() !== 'default') {
    return name.toLowerCase()
  }
  throw invalidValue('The parameter DBSubnetGroupName is not a valid identifier.')
}
