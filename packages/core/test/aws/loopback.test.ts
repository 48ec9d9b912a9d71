import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { staticAwsFactory } from '../../src/aws/static-factory.js'
import { callerIdentity } from './fake-aws.js'

let server: Server
let seen: IncomingMessage[]
let endpoint: string

beforeEach(async () => {
  seen = []
  server = createServer((request, response) => {
    response.setHeader('content-type', 'application/xml')
    if (request.method === 'POST') {
      response.end(callerIdentity('111111111111').body)
      return
    }
    seen.push(request)
    response.end('<ListJobsResult/>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

function accounts() {
  const side = {
    accountId: '111111111111',
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 's' },
  }
  return staticAwsFactory({ source: side, target: side, address: { kind: 'endpoint', endpoint } })
}

const account = () => accounts().open('source', 'read', () => {})

test('S3 Control reaches a loopback address although it puts the account id before the host', async () => {
  const s3control = await account().service('s3control')
  await s3control.listJobs({ AccountId: '111111111111' })
  expect(seen[0]?.headers.host).toMatch(/^111111111111\.localhost:\d+$/)
})

test('S3 names its bucket in the path', async () => {
  const s3 = await account().service('s3')
  await s3.headBucket({ Bucket: 'orders-uploads' })
  expect(seen[0]?.url).toBe('/orders-uploads/')
})

test('a connection outlives the client that opened it', async () => {
  const factory = accounts()
  for (let n = 0; n < 2; n += 1) {
    const s3 = await factory.open('source', 'read', () => {}).service('s3')
    await s3.listBuckets({})
    s3.destroy()
    await s3.listBuckets({})
  }
  expect(new Set(seen.map((request) => request.socket)).size).toBe(1)
})
