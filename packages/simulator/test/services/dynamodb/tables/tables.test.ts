import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  TagResourceCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { refusal, SECOND_MS } from '../../common/two-accounts.js'
import { order, SCHEMA, withTable } from '../setup.js'

const create = new CreateTableCommand({ TableName: 'carts', ...SCHEMA, BillingMode: 'PAY_PER_REQUEST' })

test('a table is being created, then active, and only then takes items', async () => {
  const { source, clock } = withTable()
  const made = await source.send(create)
  expect(made.TableDescription).toMatchObject({ TableStatus: 'CREATING', ItemCount: 0 })
  const put = () => source.send(new PutItemCommand({ TableName: 'carts', Item: order('a', 1) }))
  expect(await refusal(put())).toEqual({
    name: 'ResourceNotFoundException',
    message: 'Requested resource not found',
  })
  clock.advance(10 * SECOND_MS)
  const { Table } = await source.send(new DescribeTableCommand({ TableName: 'carts' }))
  expect(Table).toMatchObject({
    TableStatus: 'ACTIVE',
    KeySchema: SCHEMA.KeySchema,
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
  })
  await put()
  expect(await refusal(source.send(create))).toEqual({
    name: 'ResourceInUseException',
    message: 'Table already exists: carts',
  })
})

test('a table that is missing is named', async () => {
  const { source, target } = withTable()
  const describe = new DescribeTableCommand({ TableName: 'none' })
  expect((await refusal(source.send(describe))).message).toBe(
    'Requested resource not found: Table: none not found',
  )
  const foreign = new DescribeTableCommand({ TableName: 'orders' })
  expect((await refusal(target.send(foreign))).name).toBe('ResourceNotFoundException')
})

test('a protected table is not deleted, another one goes after a while', async () => {
  const { source, clock } = withTable()
  const remove = () => source.send(new DeleteTableCommand({ TableName: 'orders' }))
  const protect = async (DeletionProtectionEnabled: boolean) => {
    await source.send(new UpdateTableCommand({ TableName: 'orders', DeletionProtectionEnabled }))
  }
  await protect(true)
  expect((await refusal(remove())).name).toBe('ValidationException')
  clock.advance(10 * SECOND_MS)
  await protect(false)
  expect((await refusal(remove())).message).toContain('Table is being updated: orders')
  clock.advance(10 * SECOND_MS)
  await remove()
  const names = async () => (await source.send(new ListTablesCommand({}))).TableNames
  expect(await names()).toEqual(['orders'])
  clock.advance(10 * SECOND_MS)
  expect(await names()).toEqual([])
})

test('counts in a description are as old as the present six-hour period', async () => {
  const { source, clock } = withTable(3)
  const count = async () =>
    (await source.send(new DescribeTableCommand({ TableName: 'orders' }))).Table?.ItemCount
  expect(await count()).toBe(3)
  await source.send(new PutItemCommand({ TableName: 'orders', Item: order('new', 1) }))
  expect(await count()).toBe(3)
  clock.advance(6 * 3_600 * SECOND_MS)
  expect(await count()).toBe(4)
})

test('names are listed in pages', async () => {
  const { source } = withTable()
  await source.send(create)
  const first = await source.send(new ListTablesCommand({ Limit: 1 }))
  expect(first).toMatchObject({ TableNames: ['carts'], LastEvaluatedTableName: 'carts' })
  const next = { ExclusiveStartTableName: first.LastEvaluatedTableName }
  const second = await source.send(new ListTablesCommand(next))
  expect(second.TableNames).toEqual(['orders'])
  expect(second.LastEvaluatedTableName).toBeUndefined()
})

test('a table keeps tags and a time to live, which cannot be switched on twice', async () => {
  const { source, table, clock } = withTable()
  await source.send(new TagResourceCommand({ ResourceArn: table.arn, Tags: [{ Key: 'env', Value: 'prod' }] }))
  const tags = await source.send(new ListTagsOfResourceCommand({ ResourceArn: table.arn }))
  expect(tags.Tags).toEqual([{ Key: 'env', Value: 'prod' }])
  const enable = new UpdateTimeToLiveCommand({
    TableName: 'orders',
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' },
  })
  await source.send(enable)
  const status = async () =>
    (await source.send(new DescribeTimeToLiveCommand({ TableName: 'orders' }))).TimeToLiveDescription
  expect(await status()).toEqual({ TimeToLiveStatus: 'ENABLING', AttributeName: 'expires' })
  clock.advance(60 * SECOND_MS)
  expect((await status())?.TimeToLiveStatus).toBe('ENABLED')
  expect((await refusal(source.send(enable))).message).toBe('TimeToLive is already enabled')
})

test('at a duration scale of zero a table can be used at once', async () => {
  const { source } = withTable(0, { durationScale: 0 })
  await source.send(create)
  await source.send(new PutItemCommand({ TableName: 'carts', Item: order('a', 1) }))
  const found = await source.send(new GetItemCommand({ TableName: 'carts', Key: order('a', 1) }))
  expect(found.Item).toEqual(order('a', 1))
})
