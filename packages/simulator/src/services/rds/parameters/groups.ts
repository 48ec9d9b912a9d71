import type {
  CreateDBClusterParameterGroupCommandInput,
  CreateDBClusterParameterGroupResult,
  CreateDBParameterGroupCommandInput,
  CreateDBParameterGroupResult,
  DBClusterParameterGroup,
  DBClusterParameterGroupsMessage,
  DBParameterGroup,
  DBParameterGroupsMessage,
  DeleteDBClusterParameterGroupCommandInput,
  DeleteDBParameterGroupCommandInput,
  DescribeDBClusterParameterGroupsCommandInput,
  DescribeDBParameterGroupsCommandInput,
  Tag,
} from '@aws-sdk/client-rds'
import { AwsError } from '../../../kernel/error.js'
import type { CallContext } from '../../../kernel/service.js'
import { page } from '../../common/paging.js'
import { tagsFrom } from '../../common/tags.js'
import { assertIdentifier, assertMaxRecords, invalidMarker } from '../errors.js'
import { inRegion, settled } from '../find.js'
import { arnOf, own, type ParameterGroup } from '../state.js'
import {
  assertFamily,
  assertNotDefault,
  CLUSTER_GROUPS,
  findGroup,
  type GroupKind,
  INSTANCE_GROUPS,
  putParameterGroup,
} from './family.js'

export function createDBParameterGroup(
  input: CreateDBParameterGroupCommandInput,
  call: CallContext,
): CreateDBParameterGroupResult {
  const { DBParameterGroupName, DBParameterGroupFamily, Description, Tags } = input
  const group = create(call, INSTANCE_GROUPS, DBParameterGroupName, {
    family: DBParameterGroupFamily,
    description: Description,
    tags: Tags,
  })
  return { DBParameterGroup: instanceGroupView(group) }
}

export function createDBClusterParameterGroup(
  input: CreateDBClusterParameterGroupCommandInput,
  call: CallContext,
): CreateDBClusterParameterGroupResult {
  const { DBClusterParameterGroupName, DBParameterGroupFamily, Description, Tags } = input
  const group = create(call, CLUSTER_GROUPS, DBClusterParameterGroupName, {
    family: DBParameterGroupFamily,
    description: Description,
    tags: Tags,
  })
  return { DBClusterParameterGroup: clusterGroupView(group) }
}

export function describeDBParameterGroups(
  input: DescribeDBParameterGroupsCommandInput,
  call: CallContext,
): DBParameterGroupsMessage {
  const groups = selected(call, INSTANCE_GROUPS, input.DBParameterGroupName)
  const limit = assertMaxRecords(input.MaxRecords)
  const { items, next } = page(groups, (group) => group.id, { limit, marker: input.Marker, invalidMarker })
  return { DBParameterGroups: items.map(instanceGroupView), Marker: next }
}

export function describeDBClusterParameterGroups(
  input: DescribeDBClusterParameterGroupsCommandInput,
  call: CallContext,
): DBClusterParameterGroupsMessage {
  const groups = selected(call, CLUSTER_GROUPS, input.DBClusterParameterGroupName)
  const limit = assertMaxRecords(input.MaxRecords)
  const { items, next } = page(groups, (group) => group.id, { limit, marker: input.Marker, invalidMarker })
  return { DBClusterParameterGroups: items.map(clusterGroupView), Marker: next }
}

export function deleteDBParameterGroup(
  input: DeleteDBParameterGroupCommandInput,
  call: CallContext,
): Record<string, never> {
  const users = inRegion(call, settled(call).instances)
  return remove(call, INSTANCE_GROUPS, input.DBParameterGroupName, users)
}

export function deleteDBClusterParameterGroup(
  input: DeleteDBClusterParameterGroupCommandInput,
  call: CallContext,
): Record<string, never> {
  const users = inRegion(call, settled(call).clusters)
  return remove(call, CLUSTER_GROUPS, input.DBClusterParameterGroupName, users)
}

function create(
  call: CallContext,
  kind: GroupKind,
  name: string | undefined,
  wanted: {
    readonly family: string | undefined
    readonly description: string | undefined
    readonly tags: Tag[] | undefined
  },
): ParameterGroup {
  const id = assertIdentifier(kind.nameMember, name, 255)
  if (kind.kept(own(call))[arnOf(call, kind.arnKind, id)] !== undefined) {
    throw new AwsError('DBParameterGroupAlreadyExists', `Parameter group ${id} already exists`)
  }
  return putParameterGroup(call.world, kind, {
    accountId: call.caller.accountId,
    region: call.region,
    name: id,
    family: assertFamily(wanted.family),
    description: wanted.description ?? '',
    nowMs: call.clock.nowMs(),
    tags: tagsFrom(wanted.tags),
  })
}

function selected(call: CallContext, kind: GroupKind, name: string | undefined): ParameterGroup[] {
  return name === undefined ? inRegion(call, kind.kept(own(call))) : [findGroup(call, kind, name)]
}

function remove(
  call: CallContext,
  kind: GroupKind,
  name: string | undefined,
  users: ReadonlyArray<{ readonly parameterGroup: string }>,
): Record<string, never> {
  assertNotDefault(kind, name)
  const group = findGroup(call, kind, name)
  if (users.some((user) => user.parameterGroup === group.id)) {
    throw new AwsError(
      'InvalidDBParameterGroupState',
      `One or more database instances are still members of this parameter group ${group.id}, so the group cannot be deleted`,
    )
  }
  delete kind.kept(own(call))[group.arn]
  return {}
}

function instanceGroupView(group: ParameterGroup): DBParameterGroup {
  return {
    DBParameterGroupName: group.id,
    DBParameterGroupFamily: group.family,
    Description: group.description,
    DBParameterGroupArn: group.arn,
  }
}

function clusterGroupView(group: ParameterGroup): DBClusterParameterGroup {
  return {
    DBClusterParameterGroupName: group.id,
    DBParameterGroupFamily: group.family,
    Description: group.description,
    DBClusterParameterGroupArn: group.arn,
  }
}
