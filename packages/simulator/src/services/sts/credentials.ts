import type { Caller } from '../../kernel/service.js'
import { sharedSlice, type WorldState } from '../../kernel/world.js'

/** What one access key stands for. Its secret is never kept: signatures are not checked. */
export interface Credential extends Caller {
  /** What GetCallerIdentity answers as UserId. */
  readonly userId: string
  /** Set for temporary credentials: requests must carry this token. */
  readonly sessionToken?: string
  /** Milliseconds since the epoch; absent means that the key does not expire. */
  readonly expiresAtMs?: number
  /** Tags of the session, for `aws:PrincipalTag/…`. */
  readonly tags?: Readonly<Record<string, string>>
}

const accessKeys = sharedSlice('access-keys', () => new Map<string, Credential>())

export function registerAccessKey(world: WorldState, accessKeyId: string, credential: Credential): void {
  accessKeys(world).set(accessKeyId, credential)
}

export function credentialOf(world: WorldState, accessKeyId: string): Credential | undefined {
  return accessKeys(world).get(accessKeyId)
}

/** Makes a key expire at the given time, as if its session had run out. Unknown keys are left alone. */
export function expireAccessKey(world: WorldState, accessKeyId: string, expiresAtMs: number): void {
  const credential = accessKeys(world).get(accessKeyId)
  if (credential !== undefined) accessKeys(world).set(accessKeyId, { ...credential, expiresAtMs })
}

/** Gives an expired key life again, as a fresh sign-in does. */
export function renewAccessKey(world: WorldState, accessKeyId: string, expiresAtMs?: number): void {
  const credential = accessKeys(world).get(accessKeyId)
  if (credential === undefined) return
  const { expiresAtMs: _old, ...rest } = credential
  accessKeys(world).set(accessKeyId, expiresAtMs === undefined ? rest : { ...rest, expiresAtMs })
}
