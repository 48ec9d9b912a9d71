import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
  type ScanCommandOutput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import { refusal } from '../../common/two-accounts.js'
import { order, withTable } from '../setup.js'

const TableName = 'orders'

test('an item comes back as it was put, bytes and sets included', async () => {
  const { source } = withTable(0)
  const Item = {
    ...order('a', 1),
    photo: { B: new Uint8Array([1, 2, 255]) },
    tags: { SS: ['x', 'y'] },
    nested: { M: { list: { L: [{ N: '1.50' }, { BOOL: true }, { NULL: true }] } } },
  }
  await source.send(new PutItemCommand({ TableName, Item }))
  const found = await source.send(
    new GetItemCommand({ TableName, Key: { pk: { S: 'a' }, sk: { N: '1.0' } } }),
  )
  expect(found.Item).toEqual(Item)
})

test('keys must be whole and of their types', async () => {
  const { source } = withTable(0)
  const put = (Item: Record<string, { S: string } | { N: string }>) =>
    source.send(new PutItemCommand({ TableName, Item }))
  expect((await refusal(put({ pk: { S: 'a' } }))).message).toContain('Missing the key sk in the item')
  expect((await refusal(put({ pk: { S: 'a' }, sk: { S: '1' } }))).message).toContain(
    'Type mismatch for key sk expected: N actual: S',
  )
  expect((await refusal(put({ pk: { S: '' }, sk: { N: '1' } }))).message).toContain(
    'empty string value. Key: pk',
  )
  const get = source.send(new GetItemCommand({ TableName, Key: { pk: { S: 'a' } } }))
  expect((await refusal(get)).message).toBe('The provided key element does not match the schema')
})

test('a condition decides whether an item is written or deleted', async () => {
  const { source } = withTable(1)
  const put = (ConditionExpression: string, values: object = {}) =>
    source.send(
      new PutItemCommand({ TableName, Item: order('customer-0', 0), ConditionExpression, ...values }),
    )
  expect(await refusal(put('attribute_not_exists(pk)'))).toEqual({
    name: 'ConditionalCheckFailedException',
    message: 'The conditional request failed',
  })
  const remove = (low: string, high: string) =>
    source.send(
      new DeleteItemCommand({
        TableName,
        Key: order('customer-0', 0),
        ConditionExpression: '#t BETWEEN :low AND :high AND NOT contains(pk, :other)',
        ExpressionAttributeNames: { '#t': 'total' },
        ExpressionAttributeValues: { ':low': { N: low }, ':high': { N: high }, ':other': { S: 'x' } },
        ReturnValues: 'ALL_OLD',
      }),
    )
  expect((await refusal(remove('1', '2'))).name).toBe('ConditionalCheckFailedException')
  expect((await remove('-1', '0')).Attributes).toMatchObject({ total: { N: '0' } })
  await put('attribute_not_exists(pk)')
})

test('a failed condition shows the item when it is asked to', async () => {
  const { source } = withTable(1)
  const put = new PutItemCommand({
    TableName,
    Item: order('customer-0', 0),
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  })
  await expect(source.send(put)).rejects.toMatchObject({ Item: { total: { N: '0' } } })
})

test('updates set, count, append, remove and keep the key', async () => {
  const { source } = withTable(1)
  const Key = order('customer-0', 0)
  const update = (UpdateExpression: string, change: Partial<UpdateItemCommandInput> = {}) =>
    source.send(
      new UpdateItemCommand({ TableName, Key, UpdateExpression, ReturnValues: 'ALL_NEW', ...change }),
    )
  const first = await update(
    'SET #s = :s, n = if_not_exists(n, :zero) + :one, l = :l REMOVE total ADD hits :one',
    {
      ExpressionAttributeNames: { '#s': 'state' },
      ExpressionAttributeValues: {
        ':s': { S: 'open' },
        ':zero': { N: '0' },
        ':one': { N: '1' },
        ':l': { L: [{ S: 'a' }] },
      },
    },
  )
  expect(first.Attributes).toEqual({
    ...Key,
    state: { S: 'open' },
    n: { N: '1' },
    l: { L: [{ S: 'a' }] },
    hits: { N: '1' },
  })
  const second = await update('SET l = list_append(l, :l), m = :m', {
    ExpressionAttributeValues: { ':l': { L: [{ S: 'b' }] }, ':m': { M: { x: { N: '1' } } } },
    ReturnValues: 'UPDATED_NEW',
  })
  expect(second.Attributes).toEqual({ l: { L: [{ S: 'a' }, { S: 'b' }] }, m: { M: { x: { N: '1' } } } })
  await update('SET m.y = m.x, l[0] = m.x')
  const found = await source.send(new GetItemCommand({ TableName, Key, ProjectionExpression: 'm.y, l[0]' }))
  expect(found.Item).toEqual({ m: { M: { y: { N: '1' } } }, l: { L: [{ N: '1' }] } })
  const key = update('SET pk = :p', { ExpressionAttributeValues: { ':p': { S: 'b' } } })
  expect((await refusal(key)).message).toContain(
    'Cannot update attribute pk. This attribute is part of the key',
  )
  expect((await refusal(update('SET a = :missing'))).message).toContain('attribute value: :missing')
  expect((await refusal(update('SET a == b'))).message).toContain('Syntax error')
})

test('a scan counts and pages over everything once', async () => {
  const { source } = withTable(25)
  const whole = await source.send(new ScanCommand({ TableName, Select: 'COUNT' }))
  expect(whole).toMatchObject({ Count: 25, ScannedCount: 25 })
  expect(whole.Items).toBeUndefined()
  const seen: string[] = []
  let start: ScanCommandInput['ExclusiveStartKey']
  do {
    const page: ScanCommandOutput = await source.send(
      new ScanCommand({ TableName, Limit: 4, ExclusiveStartKey: start }),
    )
    seen.push(...(page.Items ?? []).map((item) => item.sk?.N ?? ''))
    start = page.LastEvaluatedKey
  } while (start !== undefined)
  expect(new Set(seen).size).toBe(25)
  expect(seen).toHaveLength(25)
})

test('a scan goes on where it was although the item there has gone', async () => {
  const { source } = withTable(25)
  const first = await source.send(new ScanCommand({ TableName, Limit: 7 }))
  await source.send(new DeleteItemCommand({ TableName, Key: first.LastEvaluatedKey }))
  const rest = await source.send(new ScanCommand({ TableName, ExclusiveStartKey: first.LastEvaluatedKey }))
  expect(rest.Count).toBe(18)
})

test('segments share a table out among them, and a filter counts after it has looked', async () => {
  const { source } = withTable(25)
  const counts = await Promise.all(
    [0, 1, 2].map(async (Segment) => {
      const page = await source.send(
        new ScanCommand({ TableName, TotalSegments: 3, Segment, Select: 'COUNT' }),
      )
      return page.Count ?? 0
    }),
  )
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(25)
  const filtered = await source.send(
    new ScanCommand({
      TableName,
      FilterExpression: 'total >= :t',
      ExpressionAttributeValues: { ':t': { N: '200' } },
    }),
  )
  expect(filtered).toMatchObject({ Count: 5, ScannedCount: 25 })
})

test('a query reads one partition in order, from either end', async () => {
  const { source } = withTable(25)
  const ask = async (change: Partial<QueryCommandInput> = {}) => {
    const page = await source.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :p AND sk > :s',
        ExpressionAttributeValues: { ':p': { S: 'customer-1' }, ':s': { N: '11' } },
        ...change,
      }),
    )
    return { keys: page.Items?.map((item) => item.sk?.N), last: page.LastEvaluatedKey }
  }
  const first = await ask({ Limit: 3 })
  expect(first.keys).toEqual(['12', '13', '14'])
  expect((await ask({ ExclusiveStartKey: first.last })).keys).toEqual(['15', '16', '17', '18', '19'])
  expect((await ask({ ScanIndexForward: false, Limit: 2 })).keys).toEqual(['19', '18'])
  expect((await refusal(ask({ KeyConditionExpression: 'sk > :s' }))).message).toBe(
    'Query condition missed key schema element: pk',
  )
})

test('a batch writes all of its requests, or none when one of them is wrong', async () => {
  const { source } = withTable(1)
  const batch = (...requests: object[]) =>
    source.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }))
  const put = (Item: object) => ({ PutRequest: { Item } })
  expect((await refusal(batch(put(order('a', 1)), put({ pk: { S: 'a' } })))).name).toBe('ValidationException')
  expect((await refusal(batch(put(order('a', 1)), put(order('a', 1))))).message).toContain('duplicates')
  const done = await batch(put(order('a', 1)), { DeleteRequest: { Key: order('customer-0', 0) } })
  expect(done.UnprocessedItems).toEqual({})
  const all = await source.send(new ScanCommand({ TableName }))
  expect(all.Items).toEqual([order('a', 1)])
})
