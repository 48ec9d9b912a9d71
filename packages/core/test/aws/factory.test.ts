import type { AwsCallRecord, AwsServiceName } from '../../src/aws/account.js'
import { type AwsCredentials, fixedCredentials } from '../../src/aws/credentials.js'
import { createAwsFactory } from '../../src/aws/factory.js'
import { AWS_SERVICE_NAMES } from '../../src/aws/services.js'
import { staticAwsFactory } from '../../src/aws/static-factory.js'
import { configuredEndpoint, handlerTransport, networkTransport } from '../../src/aws/transport.js'
import { type Answer, callerIdentity, fakeAws, type SentRequest } from './fake-aws.js'

const SOURCE = '111111111111'
const TARGET = '222222222222'
const KEY_OF: Readonly<Record<string, string>> = { AKIASOURCE: SOURCE, AKIATARGET: TARGET }
const credentials = (accessKeyId: string): AwsCredentials => ({ accessKeyId, secretAccessKey: 'wire-secret' })

function world(
  options: { targetKey?: string; answer?: (request: SentRequest) => Answer | Error | undefined } = {},
) {
  const aws = fakeAws((request) => {
    const own = options.answer?.(request)
    if (own !== undefined) return own
    if (request.body.includes('GetCallerIdentity')) return callerIdentity(KEY_OF[request.accessKeyId] ?? '?')
    return { headers: { 'content-type': 'application/x-amz-json-1.1' }, body: '{}' }
  })
  const factory = staticAwsFactory({
    source: { accountId: SOURCE, region: 'us-east-1', credentials: credentials('AKIASOURCE') },
    target: {
      accountId: TARGET,
      region: 'eu-west-1',
      credentials: credentials(options.targetKey ?? 'AKIATARGET'),
    },
    address: { kind: 'in-process', requestHandler: aws.handler },
    readAttempts: 1,
  })
  const calls: AwsCallRecord[] = []
  return { ...aws, factory, calls, onCall: (call: AwsCallRecord) => calls.push(call) }
}

test('every service has a client with its own region', async () => {
  const { factory, onCall } = world()
  const account = factory.open('target', 'read', onCall)
  for (const name of AWS_SERVICE_NAMES) {
    const client = await account.service(name as AwsServiceName)
    expect(await client.config.region()).toBe('eu-west-1')
  }
  expect(await account.service('kms')).toBe(await account.service('kms'))
})

test('A1: a read account refuses a mutation before anything is sent', async () => {
  const { factory, sent, calls, onCall } = world()
  const kms = await factory.open('source', 'read', onCall).service('kms')
  await expect(kms.disableKey({ KeyId: 'k' })).rejects.toMatchObject({ code: 'internal/bug' })
  expect(sent).toEqual([])
  expect(calls).toEqual([])
  await kms.listKeys({})
  expect(sent.map(({ host }) => host.split('.')[0])).toEqual(['sts', 'kms'])
})

test.each(['read', 'write'] as const)(
  'A3: a %s account never asks for the value of a secret',
  async (mode) => {
    const { factory, sent, onCall } = world()
    const secrets = await factory.open('target', mode, onCall).service('secretsmanager')
    await expect(secrets.getSecretValue({ SecretId: 's' })).rejects.toThrow(/hand out a secret/)
    expect(sent).toEqual([])
  },
)

test('A2: a write account asks STS about its very credentials first, and once', async () => {
  const { factory, sent, onCall } = world()
  const kms = await factory.open('target', 'write', onCall).service('kms')
  await kms.disableKey({ KeyId: 'k' })
  await kms.disableKey({ KeyId: 'k' })
  expect(sent.map((request) => [request.host.split('.')[0], request.accessKeyId])).toEqual([
    ['sts', 'AKIATARGET'],
    ['kms', 'AKIATARGET'],
    ['kms', 'AKIATARGET'],
  ])
})

test('A2: credentials of another account change nothing', async () => {
  const { factory, sent, onCall } = world({ targetKey: 'AKIASOURCE' })
  const kms = await factory.open('target', 'write', onCall).service('kms')
  await expect(kms.disableKey({ KeyId: 'k' })).rejects.toMatchObject({
    code: 'credentials/wrong-account',
    message: expect.stringContaining(SOURCE),
  })
  expect(sent.filter((request) => !request.host.startsWith('sts'))).toEqual([])
})

test('A2: renewed credentials are asked about anew, and stopped when they are of another account', async () => {
  const aws = fakeAws((request) =>
    request.body.includes('GetCallerIdentity')
      ? callerIdentity(KEY_OF[request.accessKeyId] ?? '?')
      : { headers: { 'content-type': 'application/x-amz-json-1.1' }, body: '{}' },
  )
  // Already expired for the SDK, so that it asks for credentials before every request.
  const session = (accessKeyId: string) => ({ ...credentials(accessKeyId), expiration: new Date(0) })
  let current = session('AKIATARGET')
  const side = {
    accountId: TARGET,
    profile: 't',
    region: 'us-east-1',
    transport: handlerTransport(aws.handler),
  }
  const factory = createAwsFactory({
    source: { ...side, credentials: fixedCredentials(current) },
    target: { ...side, credentials: { get: async () => current, forget: () => {} } },
  })
  const kms = await factory.open('target', 'write', () => {}).service('kms')
  await kms.disableKey({ KeyId: 'k' })
  current = session('AKIASOURCE')
  await expect(kms.disableKey({ KeyId: 'k' })).rejects.toMatchObject({ code: 'credentials/wrong-account' })
  expect(aws.sent.filter((request) => request.host.startsWith('kms'))).toHaveLength(1)
})

test('a mutation is attempted exactly once, whatever goes wrong', async () => {
  const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
  const { factory, sent, onCall } = world({
    answer: (request) => (request.host.startsWith('kms') ? reset : undefined),
  })
  const kms = await factory.open('target', 'write', onCall).service('kms')
  await expect(kms.disableKey({ KeyId: 'k' })).rejects.toThrow('socket hang up')
  expect(sent.filter((request) => request.host.startsWith('kms'))).toHaveLength(1)
})

test('calls are told with their secrets masked, by the model and by name', async () => {
  const { factory, calls, onCall } = world()
  const account = factory.open('target', 'write', onCall)
  const secrets = await account.service('secretsmanager')
  await secrets.putSecretValue({
    SecretId: 'db',
    SecretString: 'hunter2',
    ClientRequestToken: 't'.repeat(32),
  })
  const rds = await account.service('rds')
  await rds.modifyDBInstance({ DBInstanceIdentifier: 'db', MasterUserPassword: 'hunter2' }).catch(() => {})
  const told = JSON.stringify(calls)
  expect(told).not.toContain('hunter2')
  expect(told).not.toContain('wire-secret')
  expect(calls[0]).toMatchObject({ side: 'target', service: 'secretsmanager', operation: 'PutSecretValue' })
  expect(calls[0]?.input).toMatchObject({ SecretId: 'db', ClientRequestToken: 't'.repeat(32) })
})

test('identify tells the account, the expiry and the clock of AWS', async () => {
  const { factory } = world()
  expect(await factory.identify('source')).toEqual({
    accountId: SOURCE,
    arn: `arn:aws:iam::${SOURCE}:role/cutover`,
    userId: 'AROA',
    expiresAtMs: null,
    awsTimeMs: Date.parse('2026-03-01T10:00:00Z'),
  })
})

test('refresh gives fresh clients and asks STS again', async () => {
  const { factory, sent, onCall } = world()
  const account = factory.open('target', 'write', onCall)
  const before = await account.service('kms')
  await before.disableKey({ KeyId: 'k' })
  factory.refresh('target')
  const after = await account.service('kms')
  expect(after).not.toBe(before)
  await after.disableKey({ KeyId: 'k' })
  expect(sent.filter((request) => request.host.startsWith('sts'))).toHaveLength(2)
})

test('a call that was aborted is not sent', async () => {
  const { factory, sent, onCall } = world()
  const kms = await factory.open('source', 'read', onCall).service('kms')
  await expect(kms.listKeys({}, { abortSignal: AbortSignal.abort() })).rejects.toThrow()
  expect(sent).toEqual([])
})

describe('endpoints from the environment', () => {
  const env = {
    AWS_ENDPOINT_URL: 'http://127.0.0.1:5000',
    AWS_ENDPOINT_URL_IAM: 'http://127.0.0.1:6000',
  }
  test('the one of the service wins over the general one', () => {
    expect(configuredEndpoint('IAM', env)).toBe('http://127.0.0.1:6000')
    expect(configuredEndpoint('RDS', env)).toBe('http://127.0.0.1:5000')
    expect(configuredEndpoint('RDS', {})).toBeUndefined()
    expect(configuredEndpoint('RDS', { ...env, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' })).toBeUndefined()
  })
  test('something that is not a URL is named', () => {
    expect(() => configuredEndpoint('RDS', { AWS_ENDPOINT_URL: 'moto' })).toThrow(/AWS_ENDPOINT_URL is not/)
  })
  test('S3 goes by path, and S3 Control by a name that can carry the account id', async () => {
    const transport = networkTransport(env)
    expect(await transport.settingsFor('s3')).toMatchObject({ forcePathStyle: true })
    expect(await transport.settingsFor('s3control')).toMatchObject({ endpoint: 'http://localhost:5000/' })
  })
})

test('no client takes its endpoint from the process’s own environment', async () => {
  const before = process.env.AWS_ENDPOINT_URL
  process.env.AWS_ENDPOINT_URL = 'http://ambient.invalid'
  try {
    const { factory, sent, onCall } = world()
    const kms = await factory.open('source', 'read', onCall).service('kms')
    await kms.listKeys({})
    expect(sent.map(({ host }) => host)).toEqual([
      'sts.us-east-1.amazonaws.com',
      'kms.us-east-1.amazonaws.com',
    ])
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.env, 'AWS_ENDPOINT_URL')
    else process.env.AWS_ENDPOINT_URL = before
  }
})
