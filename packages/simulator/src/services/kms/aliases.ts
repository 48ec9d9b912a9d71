import type {
  AliasListEntry,
  CreateAliasCommandInput,
  DeleteAliasCommandInput,
  ListAliasesCommandInput,
  ListAliasesResponse,
} from '@aws-sdk/client-kms'
import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { page } from '../common/paging.js'
import { invalidMarker } from './keys.js'
import { assertNotPendingDeletion, findAlias, keyFor } from './resolve.js'
import { type Alias, aliasArn, kms, putAlias } from './state.js'

export function createAlias(input: CreateAliasCommandInput, call: CallContext): Record<string, never> {
  const name = assertAliasName(input.AliasName)
  const key = keyFor(call, input.TargetKeyId, 'CreateAlias')
  assertNotPendingDeletion(key)
  const arn = aliasArn(call.region, call.caller.accountId, name)
  if (kms.of(call.world, call.caller.accountId).aliases[arn] !== undefined) {
    throw new AwsError('AlreadyExistsException', `An alias with the name ${arn} already exists`)
  }
  putAlias(call.world, key, name, call.clock.nowMs())
  return {}
}

export function deleteAlias(input: DeleteAliasCommandInput, call: CallContext): Record<string, never> {
  const name = assertAliasName(input.AliasName)
  const alias = findAlias(call, name)
  if (alias === undefined) {
    const arn = aliasArn(call.region, call.caller.accountId, name)
    throw new AwsError('NotFoundException', `Alias ${arn} is not found.`)
  }
  delete kms.of(call.world, call.caller.accountId).aliases[alias.arn]
  return {}
}

export function listAliases(input: ListAliasesCommandInput, call: CallContext): ListAliasesResponse {
  const key = input.KeyId === undefined ? undefined : keyFor(call, input.KeyId, 'ListAliases')
  const aliases = Object.values(kms.of(call.world, call.caller.accountId).aliases).filter(
    (alias) =>
      alias.arn.startsWith(`arn:aws:kms:${call.region}:`) && (key === undefined || alias.keyArn === key.arn),
  )
  const limit = input.Limit ?? 50
  const { items, next } = page(aliases, (alias) => alias.name, { limit, marker: input.Marker, invalidMarker })
  return {
    Aliases: items.map(entryOf),
    ...(next === undefined ? {} : { NextMarker: next }),
    Truncated: next !== undefined,
  }
}

function entryOf(alias: Alias): AliasListEntry {
  return {
    AliasName: alias.name,
    AliasArn: alias.arn,
    TargetKeyId: alias.keyArn.slice(alias.keyArn.indexOf(':key/') + ':key/'.length),
    CreationDate: new Date(alias.createdMs),
    LastUpdatedDate: new Date(alias.updatedMs),
  }
}

function assertAliasName(name: string | undefined): string {
  if (name === undefined || !name.startsWith('alias/')) {
    throw new AwsError(
      'ValidationException',
      'Alias must start with the prefix "alias/". Please see ' +
        'https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    )
  }
  if (!/^alias\/[a-zA-Z0-9/_-]+$/.test(name)) {
    throw new AwsError('InvalidAliasNameException', `${name} contains invalid characters for an alias`)
  }
  if (name.startsWith('alias/aws/')) throw new AwsError('NotAuthorizedException', '')
  return name
}
