import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { bareId } from './names.js'
import { type Route53State, route53, type Zone } from './state.js'

export function own(call: CallContext): Route53State {
  return route53.of(call.world, call.caller.accountId)
}

/** @throws AwsError `NoSuchHostedZone`; `AccessDenied` for a zone of another account */
export function findZone(call: CallContext, ref: string | undefined): Zone {
  const id = bareId(ref ?? '')
  const zone = own(call).zones[id]
  if (zone !== undefined) return zone
  if (route53.all(call.world).some(([, state]) => state.zones[id] !== undefined)) {
    throw new AwsError(
      'AccessDenied',
      `User: ${call.caller.sessionArn} is not authorized to access this resource`,
      403,
    )
  }
  throw new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${id}`, 404)
}

export function invalidInput(message: string): AwsError {
  return new AwsError('InvalidInput', message)
}
