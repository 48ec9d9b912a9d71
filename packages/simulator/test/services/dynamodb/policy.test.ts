import {
  DeleteResourcePolicyCommand,
  GetItemCommand,
  GetResourcePolicyCommand,
  PutItemCommand,
  PutResourcePolicyCommand,
  type PutResourcePolicyCommandInput,
} from '@aws-sdk/client-dynamodb'
import { refusal, TARGET } from '../common/two-accounts.js'
import { order, withTable } from './setup.js'

const policy = (Effect: 'Allow' | 'Deny', Action: string | string[], AWS = '*') =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid: 'Freeze', Effect, Principal: { AWS }, Action, Resource: '*' }],
  })
const freeze = policy('Deny', ['dynamodb:PutItem', 'dynamodb:UpdateItem'])

function withPolicy() {
  const setup = withTable()
  const { source, table } = setup
  return {
    ...setup,
    put: (change: Partial<PutResourcePolicyCommandInput> = {}) =>
      source.send(new PutResourcePolicyCommand({ ResourceArn: table.arn, Policy: freeze, ...change })),
    read: () => source.send(new GetResourcePolicyCommand({ ResourceArn: table.arn })),
    write: () => source.send(new PutItemCommand({ TableName: 'orders', Item: order('x', 1) })),
  }
}

test('a policy that denies writes stops them, and leaves reads alone', async () => {
  const { source, put, write, table } = withPolicy()
  await write()
  const { RevisionId } = await put()
  const refused = await refusal(write())
  expect(refused.name).toBe('AccessDeniedException')
  expect(refused.message).toContain(`dynamodb:PutItem on resource: ${table.arn} with an explicit deny`)
  await source.send(new GetItemCommand({ TableName: 'orders', Key: order('x', 1) }))
  await source.send(
    new DeleteResourcePolicyCommand({ ResourceArn: table.arn, ExpectedRevisionId: RevisionId }),
  )
  await write()
})

test('a policy is replaced only at the revision that was expected', async () => {
  const { put, read } = withPolicy()
  expect((await refusal(read())).name).toBe('PolicyNotFoundException')
  expect((await refusal(put({ ExpectedRevisionId: '1' }))).name).toBe('PolicyNotFoundException')
  const first = await put({ ExpectedRevisionId: 'NO_POLICY' })
  expect((await put()).RevisionId).toBe(first.RevisionId)
  const stale = put({ Policy: policy('Deny', 'dynamodb:DeleteItem'), ExpectedRevisionId: 'NO_POLICY' })
  expect((await refusal(stale)).name).toBe('PolicyNotFoundException')
  const second = await put({
    Policy: policy('Deny', 'dynamodb:DeleteItem'),
    ExpectedRevisionId: first.RevisionId,
  })
  expect(second.RevisionId).not.toBe(first.RevisionId)
  expect((await read()).RevisionId).toBe(second.RevisionId)
})

test('deleting what is not there is an error only when a revision was expected', async () => {
  const { source, table } = withPolicy()
  const remove = (ExpectedRevisionId?: string) =>
    source.send(new DeleteResourcePolicyCommand({ ResourceArn: table.arn, ExpectedRevisionId }))
  await remove()
  expect((await refusal(remove('1'))).name).toBe('PolicyNotFoundException')
})

test('a policy that shuts its author out must be confirmed, and nonsense is refused', async () => {
  const { put } = withPolicy()
  expect((await refusal(put({ Policy: 'nonsense' }))).name).toBe('ValidationException')
  const Policy = policy('Deny', 'dynamodb:*')
  expect((await refusal(put({ Policy }))).name).toBe('ValidationException')
  await put({ Policy, ConfirmRemoveSelfResourceAccess: true })
})

test('another account reaches a table by its ARN as far as the policy goes', async () => {
  const { target, put, table } = withPolicy()
  const read = () => target.send(new GetItemCommand({ TableName: table.arn, Key: order('customer-0', 0) }))
  expect((await refusal(read())).name).toBe('AccessDeniedException')
  await put({ Policy: policy('Allow', 'dynamodb:GetItem', `arn:aws:iam::${TARGET}:root`) })
  expect((await read()).Item).toMatchObject(order('customer-0', 0))
  const write = target.send(new PutItemCommand({ TableName: table.arn, Item: order('x', 1) }))
  expect((await refusal(write)).message).toContain(
    'no resource-based policy allows the dynamodb:PutItem action',
  )
})
