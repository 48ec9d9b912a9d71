import type { ServiceBehaviour } from '../../kernel/service.js'
import * as attachments from './attachments.js'
import * as managed from './managed-operations.js'
import * as principals from './principals.js'
import * as simulation from './simulate.js'

const inline =
  'Inline policies are checked for form when they are put; the text comes back URL-encoded, as from AWS.'
const attached = 'Customer managed policies of the account, and the few AWS managed ones that are built in.'

export const behaviour: ServiceBehaviour = {
  signingName: 'iam',
  operations: {
    CreateRole: principals.createRole,
    GetRole: principals.getRole,
    ListRoles: principals.listRoles,
    DeleteRole: principals.deleteRole,
    UpdateAssumeRolePolicy: principals.updateAssumeRolePolicy,
    TagRole: principals.tagRole,
    ListRoleTags: principals.listRoleTags,
    ListInstanceProfilesForRole: principals.listInstanceProfilesForRole,
    CreateUser: principals.createUser,
    GetUser: principals.getUser,
    ListUsers: principals.listUsers,
    DeleteUser: principals.deleteUser,
    AttachRolePolicy: attachments.attachPolicy('role'),
    DetachRolePolicy: attachments.detachPolicy('role'),
    ListAttachedRolePolicies: attachments.listAttachedPolicies('role'),
    PutRolePolicy: attachments.putInlinePolicy('role'),
    GetRolePolicy: attachments.getInlinePolicy('role'),
    ListRolePolicies: attachments.listInlinePolicies('role'),
    DeleteRolePolicy: attachments.deleteInlinePolicy('role'),
    AttachUserPolicy: attachments.attachPolicy('user'),
    DetachUserPolicy: attachments.detachPolicy('user'),
    ListAttachedUserPolicies: attachments.listAttachedPolicies('user'),
    PutUserPolicy: attachments.putInlinePolicy('user'),
    GetUserPolicy: attachments.getInlinePolicy('user'),
    ListUserPolicies: attachments.listInlinePolicies('user'),
    DeleteUserPolicy: attachments.deleteInlinePolicy('user'),
    CreatePolicy: managed.createPolicy,
    GetPolicy: managed.getPolicy,
    GetPolicyVersion: managed.getPolicyVersion,
    ListPolicyVersions: managed.listPolicyVersions,
    CreatePolicyVersion: managed.createPolicyVersion,
    ListPolicies: managed.listPolicies,
    DeletePolicy: managed.deletePolicy,
    SimulatePrincipalPolicy: simulation.simulatePrincipalPolicy,
    SimulateCustomPolicy: simulation.simulateCustomPolicy,
    GetContextKeysForPrincipalPolicy: simulation.getContextKeysForPrincipalPolicy,
  },
  notes: {
    CreateRole: 'Checks the form of the trust policy. Permissions boundaries are not kept.',
    GetRole: 'The trust policy comes back URL-encoded. RoleLastUsed is not tracked.',
    ListRoles: 'By path prefix, paged with Marker and MaxItems.',
    DeleteRole: 'Refused with DeleteConflict while policies are left on the role.',
    UpdateAssumeRolePolicy: 'Replaces the trust policy that AssumeRole evaluates.',
    TagRole: 'Adds or replaces tags.',
    ListRoleTags: 'Paged.',
    ListInstanceProfilesForRole: 'Always empty: instance profiles are not modelled.',
    CreateUser: 'Users have no groups, login profiles or boundaries here.',
    GetUser: 'Without a name it answers about the calling user; other callers get ValidationError.',
    ListUsers: 'By path prefix, paged.',
    DeleteUser: 'Refused with DeleteConflict while policies are left on the user.',
    AttachRolePolicy: attached,
    DetachRolePolicy: 'NoSuchEntity when the policy is not attached.',
    ListAttachedRolePolicies: 'Paged; the path prefix filter is ignored.',
    PutRolePolicy: inline,
    GetRolePolicy: inline,
    ListRolePolicies: 'Names in alphabetical order, paged.',
    DeleteRolePolicy: 'NoSuchEntity when there is none of that name.',
    AttachUserPolicy: attached,
    DetachUserPolicy: 'NoSuchEntity when the policy is not attached.',
    ListAttachedUserPolicies: 'Paged; the path prefix filter is ignored.',
    PutUserPolicy: inline,
    GetUserPolicy: inline,
    ListUserPolicies: 'Names in alphabetical order, paged.',
    DeleteUserPolicy: 'NoSuchEntity when there is none of that name.',
    CreatePolicy: 'Checks the form of the document; sizes are not limited.',
    GetPolicy: 'Customer managed policies, and the built-in AWS managed ones.',
    GetPolicyVersion: 'The document comes back URL-encoded.',
    ListPolicyVersions: 'Without the documents, as from AWS.',
    CreatePolicyVersion: 'At most five versions; SetAsDefault moves the default.',
    ListPolicies: 'Customer managed policies only.',
    DeletePolicy: 'Refused with DeleteConflict while attached, or while it has several versions.',
    SimulatePrincipalPolicy:
      'Evaluates the attached and given policies with real rules: allow, explicit and implicit deny, NotAction, ' +
      'NotResource, wildcards, policy variables, all condition operators, IfExists, ForAllValues, ForAnyValue. ' +
      'One result per action, with ResourceSpecificResults when resources are given. Missing context keys are ' +
      'those of statements for the action and resource. Organizations policies, groups, session policies and ' +
      'resource policies are not evaluated, nor are statement positions given.',
    SimulateCustomPolicy: 'Like SimulatePrincipalPolicy, over the given policies alone.',
    GetContextKeysForPrincipalPolicy: 'Keys in lower case.',
  },
}
