import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { refusal, TARGET, twoAccounts } from '../common/two-accounts.js'

const SecretId = 'orders/database'
const token = (n: number) => `${n}`.repeat(32)

async function withSecret() {
  const accounts = twoAccounts()
  const client = new SecretsManagerClient(accounts.as(TARGET))
  await client.send(new CreateSecretCommand({ Name: SecretId }))
  const put = (n: number, SecretString: string, VersionStages?: string[]) =>
    client.send(
      new PutSecretValueCommand({ SecretId, ClientRequestToken: token(n), SecretString, VersionStages }),
    )
  return {
    ...accounts,
    client,
    put,
    stages: async () => (await client.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages ?? {},
    move: (MoveToVersionId: string | undefined, RemoveFromVersionId: string | undefined) =>
      client.send(
        new UpdateSecretVersionStageCommand({
          SecretId,
          VersionStage: 'AWSCURRENT',
          MoveToVersionId,
          RemoveFromVersionId,
        }),
      ),
    value: async (change: object = {}) =>
      (await client.send(new GetSecretValueCommand({ SecretId, ...change }))).SecretString,
  }
}

test('a secret without a value has no current version', async () => {
  const { stages, value } = await withSecret()
  expect(await stages()).toEqual({})
  expect(await refusal(value())).toEqual({
    name: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
  })
})

test('each new value becomes current, and the one before it previous', async () => {
  const { put, stages, value } = await withSecret()
  await put(1, 'one')
  expect(await stages()).toEqual({ [token(1)]: ['AWSCURRENT'] })
  await put(2, 'two')
  expect(await stages()).toEqual({ [token(1)]: ['AWSPREVIOUS'], [token(2)]: ['AWSCURRENT'] })
  await put(3, 'three')
  expect(await stages()).toEqual({ [token(2)]: ['AWSPREVIOUS'], [token(3)]: ['AWSCURRENT'] })
  expect(await value()).toBe('three')
  expect(await value({ VersionStage: 'AWSPREVIOUS' })).toBe('two')
  expect(await value({ VersionId: token(1) })).toBe('one')
})

test('the same token with the same value changes nothing, with another value it is refused', async () => {
  const { put, stages } = await withSecret()
  await put(1, 'one')
  await put(2, 'two')
  const again = await put(1, 'one')
  expect(again).toMatchObject({ VersionId: token(1), VersionStages: ['AWSPREVIOUS'] })
  expect(await stages()).toEqual({ [token(1)]: ['AWSPREVIOUS'], [token(2)]: ['AWSCURRENT'] })
  const refused = await refusal(put(1, 'other'))
  expect(refused.name).toBe('ResourceExistsException')
  expect(refused.message).toContain(`You can't use ClientRequestToken ${token(1)}`)
})

test('a value put under a label of its own leaves the current one alone', async () => {
  const { put, stages, value } = await withSecret()
  await put(1, 'one')
  await put(2, 'two', ['AWSPENDING'])
  expect(await stages()).toEqual({ [token(1)]: ['AWSCURRENT'], [token(2)]: ['AWSPENDING'] })
  expect(await value()).toBe('one')
})

test('moving AWSCURRENT back makes the version that it left the previous one', async () => {
  const { put, stages, move } = await withSecret()
  await put(1, 'one')
  await put(2, 'two')
  await move(token(1), token(2))
  expect(await stages()).toEqual({ [token(1)]: ['AWSCURRENT'], [token(2)]: ['AWSPREVIOUS'] })
})

test('AWSCURRENT moves only from the version that is named, and is never taken away', async () => {
  const { put, stages, move } = await withSecret()
  await put(1, 'one')
  await put(2, 'two')
  expect((await refusal(move(token(1), undefined))).message).toContain(
    `Staging label AWSCURRENT is currently attached to version ${token(2)}`,
  )
  expect((await refusal(move(token(1), token(1)))).name).toBe('InvalidParameterException')
  expect((await refusal(move(undefined, token(2)))).name).toBe('InvalidParameterException')
  expect((await refusal(move(token(9), token(2)))).name).toBe('ResourceNotFoundException')
  expect(await stages()).toEqual({ [token(1)]: ['AWSPREVIOUS'], [token(2)]: ['AWSCURRENT'] })
})

test('versions that lost every label are listed only when asked for', async () => {
  const { client, put } = await withSecret()
  for (const n of [1, 2, 3]) await put(n, `value ${n}`)
  const ids = async (IncludeDeprecated: boolean) => {
    const answer = await client.send(new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated }))
    return answer.Versions?.map(({ VersionId }) => VersionId)
  }
  expect(await ids(false)).toEqual([token(2), token(3)])
  expect(await ids(true)).toEqual([token(1), token(2), token(3)])
})

test('a value must be one of text and bytes, with a token, and not too long', async () => {
  const { client, put } = await withSecret()
  const send = (change: object) =>
    client.send(new PutSecretValueCommand({ SecretId, ClientRequestToken: token(1), ...change }))
  expect((await refusal(send({}))).name).toBe('InvalidParameterException')
  expect((await refusal(send({ SecretString: 'a', SecretBinary: new Uint8Array([1]) }))).name).toBe(
    'InvalidParameterException',
  )
  expect((await refusal(send({ SecretString: 'a', ClientRequestToken: 'short' }))).name).toBe(
    'InvalidParameterException',
  )
  expect((await refusal(put(1, 'x'.repeat(65_537)))).name).toBe('ValidationException')
  await put(1, 'x'.repeat(65_536))
})

test('bytes come back as bytes', async () => {
  const { client } = await withSecret()
  const SecretBinary = new Uint8Array([0, 255, 7])
  await client.send(new PutSecretValueCommand({ SecretId, ClientRequestToken: token(1), SecretBinary }))
  const answer = await client.send(new GetSecretValueCommand({ SecretId }))
  expect(answer.SecretBinary).toEqual(SecretBinary)
  expect(answer.SecretString).toBeUndefined()
})

test('neither the world nor the request log holds a value in clear', async () => {
  const { simulator, put, value } = await withSecret()
  await put(1, 'canary-4711')
  const dump = JSON.stringify([simulator.snapshot(), simulator.log.records], (_, item: unknown) =>
    item instanceof Uint8Array ? Buffer.from(item).toString('latin1') : item,
  )
  expect(dump).not.toContain('canary-4711')
  expect(await value()).toBe('canary-4711')
})
