import { AwsError } from '../../kernel/error.js'
import type { CallContext, Operation } from '../../kernel/service.js'
import { parsePolicy } from '../iam/policy/document.js'
import { evaluatePolicies } from '../iam/policy/evaluate.js'
import { type Principal, principalOfArn } from '../iam/state.js'
import type { Credential } from './credentials.js'
import { openSession } from './sessions.js'

export const getCallerIdentity: Operation<Record<string, never>> = (_input, { caller }) => ({
  Account: caller.accountId,
  Arn: caller.sessionArn,
  UserId: (caller as Credential).userId,
})

interface AssumeRoleInput {
  readonly RoleArn: string
  readonly RoleSessionName: string
  readonly DurationSeconds?: number
  readonly ExternalId?: string
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[]
}

/** AWS answers a role that is not there exactly like one that does not trust the caller. */
export const assumeRole: Operation<AssumeRoleInput> = (input, call) => {
  const role = principalOfArn(call.world, input.RoleArn)
  if (role === undefined || role.kind !== 'role' || !trusts(role, input, call)) {
    throw new AwsError(
      'AccessDenied',
      `User: ${call.caller.sessionArn} is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`,
      403,
    )
  }
  const accountId = input.RoleArn.split(':')[4] ?? ''
  const sessionArn = `arn:aws:sts::${accountId}:assumed-role/${role.name}/${input.RoleSessionName}`
  const userId = `${role.id}:${input.RoleSessionName}`
  const tags = Object.fromEntries([
    ...role.tags,
    ...(input.Tags ?? []).map(({ Key, Value }) => [Key, Value] as const),
  ])
  const Credentials = openSession(call.world, {
    credential: { accountId, principalArn: role.arn, sessionArn, userId, tags },
    expiresAtMs: call.clock.nowMs() + secondsOf(role, input, call) * 1000,
  })
  return { Credentials, AssumedRoleUser: { AssumedRoleId: userId, Arn: sessionArn } }
}

export const getSessionToken: Operation<{ DurationSeconds?: number }> = (input, call) => {
  if (call.caller.sessionArn.includes(':assumed-role/')) {
    throw new AwsError('AccessDenied', 'Cannot call GetSessionToken with session credentials', 403)
  }
  const credential = call.caller as Credential
  return {
    Credentials: openSession(call.world, {
      credential: {
        accountId: credential.accountId,
        principalArn: credential.principalArn,
        sessionArn: credential.sessionArn,
        userId: credential.userId,
      },
      expiresAtMs: call.clock.nowMs() + (input.DurationSeconds ?? 43_200) * 1000,
    }),
  }
}

function trusts(role: Principal, input: AssumeRoleInput, call: CallContext): boolean {
  if (role.trust === undefined) return false
  const { decision } = evaluatePolicies([{ id: 'trust', document: parsePolicy(role.trust) }], {
    action: 'sts:AssumeRole',
    resource: role.arn,
    principal: call.caller,
    context: {
      'aws:principalarn': [call.caller.principalArn],
      'aws:principalaccount': [call.caller.accountId],
      'sts:rolesessionname': [input.RoleSessionName],
      ...(input.ExternalId === undefined ? {} : { 'sts:externalid': [input.ExternalId] }),
    },
  })
  return decision === 'allowed'
}

/** A role that assumes another one (chaining) gets an hour at most, whatever the role allows. */
function secondsOf(role: Principal, input: AssumeRoleInput, call: CallContext): number {
  const wanted = input.DurationSeconds ?? 3600
  const chained = call.caller.sessionArn.includes(':assumed-role/')
  const most = chained ? 3600 : role.maxSessionSeconds
  if (wanted < 900 || wanted > most) {
    const limit = chained
      ? 'the 1 hour session limit for roles assumed by role chaining'
      : 'the MaxSessionDuration set for this role'
    throw new AwsError('ValidationError', `The requested DurationSeconds exceeds ${limit}.`, 400)
  }
  return wanted
}
