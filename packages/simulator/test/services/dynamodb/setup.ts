import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { putTable } from '../../../src/services/dynamodb/tables/state.js'
import { REGION, SOURCE, START_MS, TARGET, twoAccounts } from '../common/two-accounts.js'

export const SCHEMA = {
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' as const },
    { AttributeName: 'sk', AttributeType: 'N' as const },
  ],
}

/** A table `orders` of `count` items in the source account, ten to a partition. */
export function withTable(count = 3, options: { pitr?: boolean; durationScale?: number } = {}) {
  const accounts = twoAccounts(
    options.durationScale === undefined ? {} : { durationScale: options.durationScale },
  )
  const items = Array.from({ length: count }, (_, i) => ({
    pk: { S: `customer-${Math.floor(i / 10)}` },
    sk: { N: String(i) },
    total: { N: String(i * 10) },
  }))
  const { world } = accounts.simulator
  const table = putTable(world, {
    accountId: SOURCE,
    region: REGION,
    name: 'orders',
    keySchema: SCHEMA.KeySchema,
    attributeDefinitions: SCHEMA.AttributeDefinitions,
    nowMs: START_MS,
    items,
    ...(options.pitr === undefined ? {} : { pitr: options.pitr }),
  })
  return {
    ...accounts,
    world,
    table,
    items,
    source: new DynamoDBClient(accounts.as(SOURCE)),
    target: new DynamoDBClient(accounts.as(TARGET)),
  }
}

export const order = (pk: string, sk: number) => ({ pk: { S: pk }, sk: { N: String(sk) } })
