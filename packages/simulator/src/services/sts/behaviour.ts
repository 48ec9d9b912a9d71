import { modelled, type ServiceBehaviour } from '../../kernel/service.js'
import { assumeRole, getCallerIdentity, getSessionToken } from './operations.js'

export const behaviour: ServiceBehaviour = {
  signingName: 'sts',
  operations: {
    GetCallerIdentity: modelled(
      getCallerIdentity,
      'Answers account, ARN and user id of the key that signed the request.',
    ),
    AssumeRole: modelled(
      assumeRole,
      'The role must exist and its trust policy must allow the caller (principal, external id and other conditions are evaluated). Sessions expire on the virtual clock; DurationSeconds is limited by the role, and to an hour for role chaining. Session policies, MFA and source identities are not modelled.',
    ),
    GetSessionToken: modelled(
      getSessionToken,
      'Temporary credentials of the calling user or root; refused to assumed roles. No MFA.',
    ),
  },
}
