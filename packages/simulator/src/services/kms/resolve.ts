import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { parseArn } from '../common/ids.js'
import { assertAllowed, denied } from './access.js'
import { managedKey } from './managed.js'
import { type Alias, aliasArn, type Key, keyArn, kms } from './state.js'

const KEY_ID = /^(mrk-)?[0-9a-f-]{32,36}$/

/** How an operation lets its key be named: some refuse aliases. */
export type KeyNaming = 'key' | 'key-or-alias'

/**
 * The key that a request names, once the caller may do `action` on it.
 * @throws AwsError `NotFoundException` in the caller's account; in another account `AccessDeniedException`
 *   whether the key is missing or not shared, as KMS does not tell these apart
 */
export function keyFor(
  call: CallContext,
  ref: string | undefined,
  action: string,
  how: { readonly naming?: KeyNaming; readonly grantTokens?: readonly string[] | undefined } = {},
): Key {
  const { naming = 'key', grantTokens = [] } = how
  const key = findKey(call, ref ?? '', action, naming)
  assertAllowed(call, key, action, { grantTokens })
  return key
}

/** The alias of that name, managed ones included; `ref` is `alias/…` or an alias ARN. */
export function findAlias(call: CallContext, ref: string): Alias | undefined {
  const parsed = parseArn(ref)
  const accountId = parsed?.accountId ?? call.caller.accountId
  const name = parsed?.resource ?? ref
  if (accountId === call.caller.accountId) {
    managedKey(call.world, { region: call.region, accountId, aliasName: name }, call.clock.nowMs())
  }
  return call.world.accounts[accountId] === undefined
    ? undefined
    : kms.of(call.world, accountId).aliases[aliasArn(call.region, accountId, name)]
}

/** Why an operation cannot be done in the key's present state; see "Key states of KMS keys". */
export function assertEnabled(key: Key): void {
  if (key.lifecycle.kind === 'disabled') throw new AwsError('DisabledException', `${key.arn} is disabled.`)
  assertNotPendingDeletion(key)
}

export function assertNotPendingDeletion(key: Key): void {
  if (key.lifecycle.kind === 'pending-deletion') {
    throw new AwsError('KMSInvalidStateException', `${key.arn} is pending deletion.`)
  }
}

function findKey(call: CallContext, ref: string, action: string, naming: KeyNaming): Key {
  const parsed = parseArn(ref)
  if (ref.startsWith('arn:') && parsed?.service !== 'kms') {
    throw new AwsError('InvalidArnException', `Invalid arn ${ref}`)
  }
  if (parsed !== undefined && parsed.region !== call.region) {
    throw new AwsError('NotFoundException', `Invalid arn ${parsed.region}`)
  }
  const resource = parsed?.resource ?? ref
  if (resource.startsWith('alias/')) {
    if (naming === 'key') throw new AwsError('NotFoundException', `Invalid keyId '${ref}'`)
    return keyOfAlias(call, ref, resource, action)
  }
  const id = resource.startsWith('key/') ? resource.slice('key/'.length) : resource
  if (!KEY_ID.test(id)) throw new AwsError('NotFoundException', `Invalid keyId '${ref}'`)
  const accountId = parsed?.accountId ?? call.caller.accountId
  const arn = keyArn(call.region, accountId, id)
  return existing(call, { accountId, arn }, action, `Key '${arn}' does not exist`)
}

function keyOfAlias(call: CallContext, ref: string, name: string, action: string): Key {
  const accountId = parseArn(ref)?.accountId ?? call.caller.accountId
  const alias = findAlias(call, ref)
  const missing = `Alias ${aliasArn(call.region, accountId, name)} is not found.`
  return existing(call, { accountId, arn: alias?.keyArn }, action, missing)
}

function existing(
  call: CallContext,
  { accountId, arn }: { readonly accountId: string; readonly arn: string | undefined },
  action: string,
  missing: string,
): Key {
  const known = call.world.accounts[accountId] !== undefined
  const key = known && arn !== undefined ? kms.of(call.world, accountId).keys[arn] : undefined
  const gone = key?.lifecycle.kind === 'pending-deletion' && key.lifecycle.deletionMs <= call.clock.nowMs()
  if (key !== undefined && !gone) return key
  if (accountId !== call.caller.accountId) throw denied(call, action)
  throw new AwsError('NotFoundException', missing)
}
