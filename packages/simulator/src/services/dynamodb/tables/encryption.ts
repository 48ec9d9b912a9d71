import type { SSESpecification } from '@aws-sdk/client-dynamodb'
import type { CallContext } from '../../../kernel/service.js'
import { keyUsable } from '../../kms/access.js'
import { managedKey } from '../../kms/managed.js'
import { findAlias } from '../../kms/resolve.js'
import { keyArn } from '../../kms/state.js'
import { validation } from '../errors.js'

/** The key of a table: undefined for the one that DynamoDB owns, which nobody sees. */
export function tableKeyArn(call: CallContext, wanted: SSESpecification | undefined): string | undefined {
  if (wanted?.Enabled !== true) return undefined
  const { accountId } = call.caller
  const ref = wanted.KMSMasterKeyId
  const arn =
    ref === undefined
      ? managedKey(
          call.world,
          { region: call.region, accountId, aliasName: 'alias/aws/dynamodb' },
          call.clock.nowMs(),
        )?.arn
      : arnOfKey(call, ref)
  const use = {
    principal: call.caller,
    operations: ['DescribeKey', 'CreateGrant', 'Decrypt'],
    viaService: `dynamodb.${call.region}.amazonaws.com`,
  }
  if (arn !== undefined && keyUsable(call.world, call, arn, use)) return arn
  throw validation(
    `KMS validation error: the key ${ref ?? ''} does not exist, is not enabled or cannot be used`,
  )
}

function arnOfKey(call: CallContext, ref: string): string | undefined {
  if (ref.includes('alias/')) return findAlias(call, ref)?.keyArn
  return ref.startsWith('arn:') ? ref : keyArn(call.region, call.caller.accountId, ref)
}
