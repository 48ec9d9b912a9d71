import type { Operation } from '../../kernel/service.js'
import type { Credential } from './credentials.js'

export const getCallerIdentity: Operation<Record<string, never>> = (_input, { caller }) => ({
  Account: caller.accountId,
  Arn: caller.sessionArn,
  UserId: (caller as Credential).userId,
})
