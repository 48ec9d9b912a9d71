import { modelled, type ServiceBehaviour } from '../../kernel/service.js'
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
    CreateRole: modelled(
      principals.createRole,
      'Checks the form of the trust policy. Permissions boundaries are not kept.',
    ),
    GetRole: modelled(
      principals.getRole,
      'The trust policy comes back URL-encoded. RoleLastUsed is not tracked.',
    ),
    ListRoles: modelled(principals.listRoles, 'By path prefix, paged with Marker and MaxItems.'),
    DeleteRole: modelled(
      principals.deleteRole,
      'Refused with DeleteConflict while policies are left on the role.',
    ),
    UpdateAssumeRolePolicy: modelled(
      principals.updateAssumeRolePolicy,
      'Replaces the trust policy that AssumeRole evaluates.',
    ),
    TagRole: modelled(principals.tagRole, 'Adds or replaces tags.'),
    ListRoleTags: modelled(principals.listRoleTags, 'Paged.'),
    ListInstanceProfilesForRole: modelled(
      principals.listInstanceProfilesForRole,
      'Always empty: instance profiles are not modelled.',
    ),
    CreateUser: modelled(principals.createUser, 'Users have no groups, login profiles or boundaries here.'),
    GetUser: modelled(
      principals.getUser,
      'Without a name it answers about the calling user; other callers get ValidationError.',
    ),
    ListUsers: modelled(principals.listUsers, 'By path prefix, paged.'),
    DeleteUser: modelled(
      principals.deleteUser,
      'Refused with DeleteConflict while policies are left on the user.',
    ),
    AttachRolePolicy: modelled(attachments.attachPolicy('role'), attached),
    DetachRolePolicy: modelled(
      attachments.detachPolicy('role'),
      'NoSuchEntity when the policy is not attached.',
    ),
    ListAttachedRolePolicies: modelled(
      attachments.listAttachedPolicies('role'),
      'Paged; the path prefix filter is ignored.',
    ),
    PutRolePolicy: modelled(attachments.putInlinePolicy('role'), inline),
    GetRolePolicy: modelled(attachments.getInlinePolicy('role'), inline),
    ListRolePolicies: modelled(attachments.listInlinePolicies('role'), 'Names in alphabetical order, paged.'),
    DeleteRolePolicy: modelled(
      attachments.deleteInlinePolicy('role'),
      'NoSuchEntity when there is none of that name.',
    ),
    AttachUserPolicy: modelled(attachments.attachPolicy('user'), attached),
    DetachUserPolicy: modelled(
      attachments.detachPolicy('user'),
      'NoSuchEntity when the policy is not attached.',
    ),
    ListAttachedUserPolicies: modelled(
      attachments.listAttachedPolicies('user'),
      'Paged; the path prefix filter is ignored.',
    ),
    PutUserPolicy: modelled(attachments.putInlinePolicy('user'), inline),
    GetUserPolicy: modelled(attachments.getInlinePolicy('user'), inline),
    ListUserPolicies: modelled(attachments.listInlinePolicies('user'), 'Names in alphabetical order, paged.'),
    DeleteUserPolicy: modelled(
      attachments.deleteInlinePolicy('user'),
      'NoSuchEntity when there is none of that name.',
    ),
    CreatePolicy: modelled(managed.createPolicy, 'Checks the form of the document; sizes are not limited.'),
    GetPolicy: modelled(managed.getPolicy, 'Customer managed policies, and the built-in AWS managed ones.'),
    GetPolicyVersion: modelled(managed.getPolicyVersion, 'The document comes back URL-encoded.'),
    ListPolicyVersions: modelled(managed.listPolicyVersions, 'Without the documents, as from AWS.'),
    CreatePolicyVersion: modelled(
      managed.createPolicyVersion,
      'At most five versions; SetAsDefault moves the default.',
    ),
    ListPolicies: modelled(managed.listPolicies, 'Customer managed policies only.'),
    DeletePolicy: modelled(
      managed.deletePolicy,
      'Refused with DeleteConflict while attached, or while it has several versions.',
    ),
    SimulatePrincipalPolicy: modelled(
      simulation.simulatePrincipalPolicy,
      'Evaluates the attached and given policies with real rules: allow, explicit and implicit deny, NotAction, NotResource, wildcards, policy variables, all condition operators, IfExists, ForAllValues, ForAnyValue. One result per action, with ResourceSpecificResults when resources are given. Missing context keys are those of statements for the action and resource. Organizations policies, groups, session policies and resource policies are not evaluated, nor are statement positions given.',
    ),
    SimulateCustomPolicy: modelled(
      simulation.simulateCustomPolicy,
      'Like SimulatePrincipalPolicy, over the given policies alone.',
    ),
    GetContextKeysForPrincipalPolicy: modelled(
      simulation.getContextKeysForPrincipalPolicy,
      'Keys in lower case.',
    ),
  },
}
