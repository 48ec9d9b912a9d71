import { AwsError } from '../../kernel/error.js'
import type { Operation } from '../../kernel/service.js'
import { nextBase36 } from '../common/ids.js'
import { awsManagedPolicies } from './managed.js'
import { type PageInput, page } from './paging.js'
import { checkedDocument, iamState, type ManagedPolicy, policyOfArn } from './state.js'

interface CreatePolicyInput {
  readonly PolicyName: string
  readonly Path?: string
  readonly PolicyDocument: string
  readonly Description?: string
}

export const createPolicy: Operation<CreatePolicyInput> = (input, call) => {
  const { accountId } = call.caller
  const path = input.Path ?? '/'
  const arn = `arn:aws:iam::${accountId}:policy${path}${input.PolicyName}`
  const { policies } = iamState.of(call.world, accountId)
  if (policies.has(arn)) {
    throw new AwsError('EntityAlreadyExists', `A policy called ${input.PolicyName} already exists.`, 409)
  }
  const createdMs = call.clock.nowMs()
  const policy: ManagedPolicy = {
    arn,
    name: input.PolicyName,
    path,
    id: `ANPA${nextBase36(call.world, 17)}`,
    createdMs,
    defaultVersion: 'v1',
    versions: new Map([['v1', { document: checkedDocument(input.PolicyDocument), createdMs }]]),
    lastVersion: 1,
    ...(input.Description === undefined ? {} : { description: input.Description }),
  }
  policies.set(arn, policy)
  return { Policy: policyView(policy, 0) }
}

export const getPolicy: Operation<{ PolicyArn: string }> = (input, call) => {
  const aws = awsManagedView(input.PolicyArn)
  if (aws !== undefined) return { Policy: aws }
  const policy = policyOfArn(call.world, call.caller.accountId, input.PolicyArn)
  const { roles, users } = iamState.of(call.world, call.caller.accountId)
  const holders = [...roles.values(), ...users.values()].filter(({ attached }) =>
    attached.includes(policy.arn),
  )
  return { Policy: policyView(policy, holders.length) }
}

export const getPolicyVersion: Operation<{ PolicyArn: string; VersionId: string }> = (input, call) => {
  const aws = awsManagedPolicies[input.PolicyArn]
  if (aws !== undefined && input.VersionId === 'v1') {
    return { PolicyVersion: { Document: encodeURIComponent(aws), VersionId: 'v1', IsDefaultVersion: true } }
  }
  const policy = policyOfArn(call.world, call.caller.accountId, input.PolicyArn)
  const version = policy.versions.get(input.VersionId)
  if (version === undefined) {
    throw new AwsError('NoSuchEntity', `Policy ${policy.arn} version ${input.VersionId} does not exist.`, 404)
  }
  return { PolicyVersion: versionView(policy, input.VersionId, version) }
}

export const listPolicyVersions: Operation<PageInput & { PolicyArn: string }> = (input, call) => {
  const policy = policyOfArn(call.world, call.caller.accountId, input.PolicyArn)
  const { items, ...rest } = page([...policy.versions], input)
  return {
    Versions: items.map(([id, version]) => ({ ...versionView(policy, id, version), Document: undefined })),
    ...rest,
  }
}

interface CreatePolicyVersionInput {
  readonly PolicyArn: string
  readonly PolicyDocument: string
  readonly SetAsDefault?: boolean
}

export const createPolicyVersion: Operation<CreatePolicyVersionInput> = (input, call) => {
  const policy = policyOfArn(call.world, call.caller.accountId, input.PolicyArn)
  if (policy.versions.size >= 5) {
    throw new AwsError('LimitExceeded', 'A managed policy can have up to 5 versions.', 409)
  }
  policy.lastVersion += 1
  const id = `v${policy.lastVersion}`
  const version = { document: checkedDocument(input.PolicyDocument), createdMs: call.clock.nowMs() }
  policy.versions.set(id, version)
  if (input.SetAsDefault === true) policy.defaultVersion = id
  return { PolicyVersion: { ...versionView(policy, id, version), Document: undefined } }
}

export const listPolicies: Operation<PageInput & { PathPrefix?: string }> = (input, call) => {
  const all = [...iamState.of(call.world, call.caller.accountId).policies.values()]
  const { items, ...rest } = page(
    all.filter(({ path }) => path.startsWith(input.PathPrefix ?? '/')),
    input,
  )
  return { Policies: items.map((policy) => policyView(policy, 0)), ...rest }
}

export const deletePolicy: Operation<{ PolicyArn: string }> = (input, call) => {
  const { policies, roles, users } = iamState.of(call.world, call.caller.accountId)
  const policy = policyOfArn(call.world, call.caller.accountId, input.PolicyArn)
  if ([...roles.values(), ...users.values()].some(({ attached }) => attached.includes(policy.arn))) {
    throw new AwsError('DeleteConflict', 'Cannot delete a policy attached to entities.', 409)
  }
  if (policy.versions.size > 1) {
    throw new AwsError('DeleteConflict', 'This policy has more than one version.', 409)
  }
  policies.delete(policy.arn)
  return {}
}

function policyView(policy: ManagedPolicy, attachments: number): Record<string, unknown> {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: attachments,
    IsAttachable: true,
    Description: policy.description,
    CreateDate: policy.createdMs,
    UpdateDate: policy.versions.get(policy.defaultVersion)?.createdMs,
  }
}

function awsManagedView(arn: string): Record<string, unknown> | undefined {
  if (awsManagedPolicies[arn] === undefined) return undefined
  const name = arn.slice(arn.lastIndexOf('/') + 1)
  return { PolicyName: name, Arn: arn, Path: '/', DefaultVersionId: 'v1', IsAttachable: true }
}

function versionView(
  policy: ManagedPolicy,
  id: string,
  version: { readonly document: string; readonly createdMs: number },
): Record<string, unknown> {
  return {
    Document: encodeURIComponent(version.document),
    VersionId: id,
    IsDefaultVersion: policy.defaultVersion === id,
    CreateDate: version.createdMs,
  }
}
