import { emptyWorld, nextHex, sharedSlice, type WorldState } from '../../kernel/world.js'
import { nextBase36 } from '../common/ids.js'
import { type Credential, registerAccessKey } from './credentials.js'

/** Sessions draw their ids from a counter of their own, so that signing in changes no other id. */
const counter = sharedSlice('sts-sessions', () => ({ sequence: 0 }))

export interface NewSession {
  readonly credential: Omit<Credential, 'sessionToken' | 'expiresAtMs'>
  readonly expiresAtMs: number
}

export interface SessionCredentials {
  readonly AccessKeyId: string
  readonly SecretAccessKey: string
  readonly SessionToken: string
  readonly Expiration: number
}

/** Makes temporary credentials and registers their key. */
export function openSession(world: WorldState, session: NewSession): SessionCredentials {
  const state = counter(world)
  const ids = emptyWorld(world.seed ^ 0x5e551095)
  ids.sequence = state.sequence
  const AccessKeyId = `ASIA${nextBase36(ids, 16)}`
  const SecretAccessKey = nextHex(ids, 40)
  const SessionToken = `simulated-${nextHex(ids, 64)}`
  state.sequence = ids.sequence
  registerAccessKey(world, AccessKeyId, {
    ...session.credential,
    sessionToken: SessionToken,
    expiresAtMs: session.expiresAtMs,
  })
  return { AccessKeyId, SecretAccessKey, SessionToken, Expiration: session.expiresAtMs }
}
