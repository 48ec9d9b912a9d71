/**
 * KMS keys of one account, in every Region.
 *
 * K1. A key is found by its ARN alone; ids and aliases are only ways to an ARN.
 * K2. A grant becomes visible, and a revoked one invisible, {@link GRANT_CONSISTENCY_MS} after the call:
 *     KMS promises no more than eventual consistency.
 */
import { nextHex, slice, type WorldState } from '../../kernel/world.js'
import { nextUuid } from '../common/ids.js'
import type { Tags } from '../common/tags.js'

/** "Usually less than five minutes", mostly seconds: realistic milliseconds until a grant is seen. */
export const GRANT_CONSISTENCY_MS = 5_000

export type KeyLifecycle =
  | { readonly kind: 'enabled' }
  | { readonly kind: 'disabled' }
  | { readonly kind: 'pending-deletion'; readonly deletionMs: number }

export interface KeyConstraints {
  readonly subset?: Readonly<Record<string, string>>
  readonly equals?: Readonly<Record<string, string>>
}

export interface Grant {
  readonly id: string
  readonly name: string | undefined
  readonly granteePrincipal: string
  readonly retiringPrincipal: string | undefined
  readonly operations: readonly string[]
  readonly constraints: KeyConstraints
  readonly issuingAccount: string
  readonly createdMs: number
  /** Absent while the grant is in force. */
  revokedMs?: number
}

export interface Key {
  readonly arn: string
  readonly id: string
  readonly accountId: string
  readonly manager: 'CUSTOMER' | 'AWS'
  readonly createdMs: number
  /** 32 bytes, hexadecimal: what Encrypt and Decrypt really use. */
  readonly material: string
  description: string
  lifecycle: KeyLifecycle
  policy: string
  rotationPeriodDays: number | undefined
  tags: Tags
  grants: Grant[]
}

export interface Alias {
  readonly arn: string
  readonly name: string
  readonly createdMs: number
  updatedMs: number
  keyArn: string
}

export interface KmsState {
  keys: Record<string, Key>
  aliases: Record<string, Alias>
}

export const kms = slice<KmsState>('kms', () => ({ keys: {}, aliases: {} }))

export interface NewKey {
  readonly accountId: string
  readonly region: string
  readonly nowMs: number
  /** Fixed by a seed that must keep an ARN from its input; else made up. */
  readonly keyId?: string
  readonly description?: string
  readonly policy?: string
  readonly manager?: Key['manager']
  readonly tags?: Tags
}

/** Puts a key into an account, as seeding does and as CreateKey does. */
export function putKey(world: WorldState, wanted: NewKey): Key {
  const id = wanted.keyId ?? nextUuid(world)
  const arn = keyArn(wanted.region, wanted.accountId, id)
  const key: Key = {
    arn,
    id,
    accountId: wanted.accountId,
    manager: wanted.manager ?? 'CUSTOMER',
    createdMs: wanted.nowMs,
    material: nextHex(world, 64),
    description: wanted.description ?? '',
    lifecycle: { kind: 'enabled' },
    policy: wanted.policy ?? defaultKeyPolicy(wanted.accountId),
    rotationPeriodDays: wanted.manager === 'AWS' ? 365 : undefined,
    tags: wanted.tags ?? {},
    grants: [],
  }
  kms.of(world, wanted.accountId).keys[arn] = key
  return key
}

/** Names a key. `name` has the form `alias/…`. */
export function putAlias(world: WorldState, key: Key, name: string, nowMs: number): Alias {
  const arn = aliasArn(key.arn.split(':')[3] ?? '', key.accountId, name)
  const alias: Alias = { arn, name, createdMs: nowMs, updatedMs: nowMs, keyArn: key.arn }
  kms.of(world, key.accountId).aliases[arn] = alias
  return alias
}

export function keyArn(region: string, accountId: string, id: string): string {
  return `arn:aws:kms:${region}:${accountId}:key/${id}`
}

export function aliasArn(region: string, accountId: string, name: string): string {
  return `arn:aws:kms:${region}:${accountId}:${name}`
}

/** The policy that KMS gives a key which is created without one. */
export function defaultKeyPolicy(accountId: string): string {
  const statement = {
    Sid: 'Enable IAM User Permissions',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${accountId}:root` },
    Action: 'kms:*',
    Resource: '*',
  }
  return JSON.stringify({ Version: '2012-10-17', Id: 'key-default-1', Statement: [statement] }, undefined, 2)
}
