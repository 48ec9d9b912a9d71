import { Readable } from 'node:stream'
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import type { Listening, Simulator } from '../../src/index.js'
import { region, source, twoAccounts } from '../support/world.js'

let simulator: Simulator
let listening: Listening
const clients: { destroy(): void }[] = []

function config() {
  return { region, endpoint: listening.endpoint, credentials: source, maxAttempts: 1 }
}

function kept<T extends { destroy(): void }>(client: T): T {
  clients.push(client)
  return client
}

beforeEach(async () => {
  simulator = twoAccounts()
  listening = await simulator.listen()
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy()
  await listening.close()
})

test('SDK clients reach all services at one endpoint', async () => {
  const identity = await kept(new STSClient(config())).send(new GetCallerIdentityCommand({}))
  expect(identity.Account).toBe(source.accountId)
  const s3 = kept(new S3Client(config()))
  await s3.send(
    new CreateBucketCommand({
      Bucket: 'b-1',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    }),
  )
  const Body = Readable.from([Buffer.from('streamed '), Buffer.from('in chunks')])
  await s3.send(new PutObjectCommand({ Bucket: 'b-1', Key: 'k/1', Body, ContentLength: 18 }))
  const got = await s3.send(new GetObjectCommand({ Bucket: 'b-1', Key: 'k/1' }))
  expect(await got.Body?.transformToString()).toBe('streamed in chunks')
  expect(got.ContentEncoding).toBeUndefined()
})

test('a bucket may be named in the host', async () => {
  const s3 = kept(new S3Client(config()))
  await s3.send(
    new CreateBucketCommand({
      Bucket: 'b-1',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    }),
  )
  const answer = await simulator.handle({
    method: 'PUT',
    path: '/by-host.txt',
    query: new Map(),
    headers: {
      host: 'b-1.s3.eu-west-1.amazonaws.com',
      authorization: `AWS4-HMAC-SHA256 Credential=${source.accessKeyId}/20250101/eu-west-1/s3/aws4_request`,
    },
    body: Buffer.from('x'),
  })
  expect(answer.status).toBe(200)
  await s3.send(new GetObjectCommand({ Bucket: 'b-1', Key: 'by-host.txt' }))
})

test('a dropped connection is a broken socket to the client', async () => {
  simulator.faults.add({ match: {}, fault: { kind: 'drop', when: 'after' } })
  const iam = kept(new IAMClient(config()))
  const AssumeRolePolicyDocument =
    '{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}'
  const sent = iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument }))
  await expect(sent).rejects.toThrow('socket hang up')
  expect(simulator.log.mutations()).toHaveLength(1)
})

test('requests without a signature, for unknown services and unknown operations are told so', async () => {
  const unsigned = await fetch(listening.endpoint)
  expect(unsigned.status).toBe(403)
  expect(await unsigned.text()).toContain('MissingAuthenticationToken')
  const authorization = (service: string) =>
    `AWS4-HMAC-SHA256 Credential=${source.accessKeyId}/20250101/eu-west-1/${service}/aws4_request`
  const service = await fetch(listening.endpoint, { headers: { authorization: authorization('braket') } })
  expect(service.status).toBe(501)
  expect(await service.text()).toContain('braket')
  const operation = await fetch(listening.endpoint, {
    method: 'POST',
    headers: { authorization: authorization('kms'), 'x-amz-target': 'TrentService.CreateCustomKeyStore' },
    body: '{}',
  })
  expect(operation.status).toBe(501)
  expect(await operation.json()).toMatchObject({
    __type: 'NotImplemented',
    message: 'kms:CreateCustomKeyStore is not implemented by the simulator',
  })
  expect(simulator.log.records.at(-1)).toMatchObject({ outcome: 'not-implemented', effect: 'none' })
})

test('another process reads the log and plants faults under /_simulator/', async () => {
  await fetch(`${listening.endpoint}/_simulator/faults`, {
    method: 'POST',
    body: JSON.stringify([
      { match: { operation: 'GetCallerIdentity' }, fault: { kind: 'throttle' }, times: 1 },
    ]),
  })
  const sts = kept(new STSClient(config()))
  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'Throttling' })
  await sts.send(new GetCallerIdentityCommand({}))
  const log = (await (await fetch(`${listening.endpoint}/_simulator/log`)).json()) as { outcome: string }[]
  expect(log.map(({ outcome }) => outcome)).toEqual(['Throttling', 'ok'])
})
