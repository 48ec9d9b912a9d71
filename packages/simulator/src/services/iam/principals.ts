import { AwsError } from '../../kernel/error.js'
import type { CallContext, Operation } from '../../kernel/service.js'
import { type PageInput, page } from './paging.js'
import { addPrincipal, checkedDocument, type Principal, principalNamed, tableOf } from './state.js'

interface Tag {
  readonly Key: string
  readonly Value: string
}

interface CreateRoleInput {
  readonly RoleName: string
  readonly Path?: string
  readonly AssumeRolePolicyDocument: string
  readonly Description?: string
  readonly MaxSessionDuration?: number
  readonly Tags?: readonly Tag[]
}

export const createRole: Operation<CreateRoleInput> = (input, call) => {
  const principal = addPrincipal(call.world, call.caller.accountId, {
    kind: 'role',
    name: input.RoleName,
    path: input.Path ?? '/',
    trust: checkedDocument(input.AssumeRolePolicyDocument),
    maxSessionSeconds: input.MaxSessionDuration ?? 3600,
    tags: tagRecord(input.Tags),
    createdMs: call.clock.nowMs(),
    ...(input.Description === undefined ? {} : { description: input.Description }),
  })
  return { Role: roleView(principal) }
}

export const getRole: Operation<{ RoleName: string }> = (input, call) => ({
  Role: roleView(principalNamed(call.world, call.caller.accountId, 'role', input.RoleName)),
})

export const listRoles: Operation<PageInput & { PathPrefix?: string }> = (input, call) => {
  const { items, ...rest } = page(listed(call, 'role', input.PathPrefix), input)
  return { Roles: items.map(roleView), ...rest }
}

export const deleteRole: Operation<{ RoleName: string }> = (input, call) =>
  remove(call, 'role', input.RoleName)

export const updateAssumeRolePolicy: Operation<{ RoleName: string; PolicyDocument: string }> = (
  input,
  call,
) => {
  const role = principalNamed(call.world, call.caller.accountId, 'role', input.RoleName)
  role.trust = checkedDocument(input.PolicyDocument)
  return {}
}

export const createUser: Operation<{ UserName: string; Path?: string; Tags?: readonly Tag[] }> = (
  input,
  call,
) => {
  const principal = addPrincipal(call.world, call.caller.accountId, {
    kind: 'user',
    name: input.UserName,
    path: input.Path ?? '/',
    tags: tagRecord(input.Tags),
    createdMs: call.clock.nowMs(),
  })
  return { User: userView(principal) }
}

/** Without a name it answers about the caller, who must then be a user. */
export const getUser: Operation<{ UserName?: string }> = (input, call) => {
  const own = /^arn:aws:iam::\d+:user\/(?:.*\/)?([^/]+)$/.exec(call.caller.principalArn)?.[1]
  const name = input.UserName ?? own
  if (name === undefined) {
    throw new AwsError('ValidationError', 'Must specify userName when calling with non-User credentials', 400)
  }
  return { User: userView(principalNamed(call.world, call.caller.accountId, 'user', name)) }
}

export const listUsers: Operation<PageInput & { PathPrefix?: string }> = (input, call) => {
  const { items, ...rest } = page(listed(call, 'user', input.PathPrefix), input)
  return { Users: items.map(userView), ...rest }
}

export const deleteUser: Operation<{ UserName: string }> = (input, call) =>
  remove(call, 'user', input.UserName)

export const tagRole: Operation<{ RoleName: string; Tags: readonly Tag[] }> = (input, call) => {
  const role = principalNamed(call.world, call.caller.accountId, 'role', input.RoleName)
  for (const { Key, Value } of input.Tags) role.tags.set(Key, Value)
  return {}
}

export const listRoleTags: Operation<PageInput & { RoleName: string }> = (input, call) => {
  const role = principalNamed(call.world, call.caller.accountId, 'role', input.RoleName)
  const { items, ...rest } = page(tagList(role), input)
  return { Tags: items, ...rest }
}

/** Instance profiles are not modelled, so no role is in one; Terraform asks before it deletes a role. */
export const listInstanceProfilesForRole: Operation<{ RoleName: string }> = (input, call) => {
  principalNamed(call.world, call.caller.accountId, 'role', input.RoleName)
  return { InstanceProfiles: [], IsTruncated: false }
}

function listed(call: CallContext, kind: 'role' | 'user', prefix = '/'): Principal[] {
  return [...tableOf(call.world, call.caller.accountId, kind).values()]
    .filter((principal) => principal.path.startsWith(prefix))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function remove(call: CallContext, kind: 'role' | 'user', name: string): Record<string, never> {
  const principal = principalNamed(call.world, call.caller.accountId, kind, name)
  if (principal.inline.size > 0) {
    throw new AwsError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409)
  }
  if (principal.attached.length > 0) {
    throw new AwsError('DeleteConflict', 'Cannot delete entity, must detach all policies first.', 409)
  }
  tableOf(call.world, call.caller.accountId, kind).delete(name.toLowerCase())
  return {}
}

function roleView(role: Principal): Record<string, unknown> {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.createdMs,
    AssumeRolePolicyDocument: encodeURIComponent(role.trust ?? ''),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
    Tags: role.tags.size === 0 ? undefined : tagList(role),
  }
}

function userView(user: Principal): Record<string, unknown> {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: user.createdMs,
    Tags: user.tags.size === 0 ? undefined : tagList(user),
  }
}

function tagList(principal: Principal): Tag[] {
  return [...principal.tags].map(([Key, Value]) => ({ Key, Value }))
}

function tagRecord(tags: readonly Tag[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key, Value]))
}
