import type { TableDescription } from '@aws-sdk/client-dynamodb'
import type { AwsAccount } from '../../aws/account.js'
import { isNamed } from '../../aws/classify.js'
import { partitionOf } from '../../model/partition.js'
import type { ReadContext } from '../kit/definition.js'

/** What a table ARN consists of. */
export interface TableName {
  readonly partition: string
  readonly region: string
  readonly accountId: string
  readonly name: string
}

export const TABLE_ARN_PATTERN = '^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:[0-9]{12}:table/[A-Za-z0-9_.-]{3,255}$'

/** @throws TypeError for a text that the schema pattern does not let through */
export function parseTableArn(arn: string): TableName {
  const [, partition, region, accountId, name] =
    /^arn:([a-z-]+):dynamodb:([a-z0-9-]+):(\d{12}):table\/([^/]+)$/.exec(arn) ?? []
  if (partition === undefined || region === undefined || accountId === undefined || name === undefined) {
    throw new TypeError(`${arn} is not the ARN of a DynamoDB table`)
  }
  return { partition, region, accountId, name }
}

/** The ARN that a table of this name has, or would have, in an account. */
export function targetTableArn(
  name: string,
  account: { readonly region: string; readonly accountId: string },
): string {
  return `arn:${partitionOf(account.region)}:dynamodb:${account.region}:${account.accountId}:table/${name}`
}

/** @param table name or ARN; null when there is no such table */
export async function findTable(
  account: AwsAccount,
  table: string,
  ctx: ReadContext,
): Promise<TableDescription | null> {
  const dynamodb = await account.service('dynamodb')
  try {
    const { Table } = await dynamodb.describeTable({ TableName: table }, { abortSignal: ctx.signal })
    return Table ?? null
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException')) return null
    throw error
  }
}

/** Point-in-time recovery of a table. */
export interface Recovery {
  readonly enabled: boolean
  readonly earliestMs: number | null
  readonly latestMs: number | null
}

export async function readRecovery(account: AwsAccount, table: string, ctx: ReadContext): Promise<Recovery> {
  const dynamodb = await account.service('dynamodb')
  const { ContinuousBackupsDescription } = await dynamodb.describeContinuousBackups(
    { TableName: table },
    { abortSignal: ctx.signal },
  )
  const found = ContinuousBackupsDescription?.PointInTimeRecoveryDescription
  return {
    enabled: found?.PointInTimeRecoveryStatus === 'ENABLED',
    earliestMs: found?.EarliestRestorableDateTime?.getTime() ?? null,
    latestMs: found?.LatestRestorableDateTime?.getTime() ?? null,
  }
}

/** The longest token that both jobs take without being cut, and the form that the SDK itself would send. */
export function clientToken(token: string): string {
  return token.slice(0, 36)
}
