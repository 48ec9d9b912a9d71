import type { AwsError } from '../kernel/error.js'
import { type Credential, credentialOf } from '../services/sts/credentials.js'
import type { Host } from './host.js'
import { commonError, type ErrorContext } from './protocol-errors.js'
import type { Signature } from './signature.js'

/** Who signed, or the error that AWS answers to a key that is unknown, of another session, or expired. */
export function resolveCaller(
  host: Pick<Host, 'world' | 'clock'>,
  context: ErrorContext,
  signature: Signature,
): Credential | AwsError {
  const credential = credentialOf(host.world, signature.accessKeyId)
  if (credential === undefined) return commonError('unknown-access-key', context)
  if (credential.sessionToken !== undefined && credential.sessionToken !== signature.sessionToken) {
    return commonError('bad-session-token', context)
  }
  if (credential.expiresAtMs !== undefined && credential.expiresAtMs <= host.clock.nowMs()) {
    return commonError('expired', context)
  }
  return credential
}
