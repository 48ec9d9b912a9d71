import type { CallContext } from '../../kernel/service.js'
import type { Credential } from '../sts/credentials.js'
import type { RequestContext } from './policy/conditions.js'

/** The condition keys that every request has, told from its caller. */
export function callerContext(call: CallContext): RequestContext {
  const { accountId, principalArn, userId, tags } = call.caller as Credential
  const context: Record<string, readonly string[]> = {
    'aws:principalaccount': [accountId],
    'aws:principalarn': [principalArn],
    'aws:principaltype': [principalType(principalArn)],
    'aws:userid': [userId],
    'aws:requestedregion': [call.region],
    'aws:securetransport': ['true'],
    'aws:currenttime': [new Date(call.clock.nowMs()).toISOString()],
    'aws:epochtime': [String(Math.floor(call.clock.nowMs() / 1000))],
    'aws:sourceip': ['127.0.0.1'],
  }
  const userName = /:user\/(?:.*\/)?([^/]+)$/.exec(principalArn)?.[1]
  if (userName !== undefined) context['aws:username'] = [userName]
  for (const [key, value] of Object.entries(tags ?? {}))
    context[`aws:principaltag/${key.toLowerCase()}`] = [value]
  return context
}

function principalType(arn: string): string {
  if (arn.endsWith(':root')) return 'Account'
  return arn.includes(':user/') ? 'User' : 'AssumedRole'
}
