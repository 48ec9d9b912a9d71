import { errorData } from '../../src/aws/classify.js'
import { fixedCredentials } from '../../src/aws/credentials.js'
import { createAwsFactory } from '../../src/aws/factory.js'
import { scrubText, withoutKnownSecrets } from '../../src/aws/scrub.js'
import { handlerTransport } from '../../src/aws/transport.js'
import { callerIdentity, fakeAws } from './fake-aws.js'

const KEY = 'ASIAQ3EGRC4TZX7PLM2K'
const SECRET = 'kq/9+Zt0wVbX3nR7yLpC5sJdH2mFgA8uEiQoT1xN'
const TOKEN = `IQoJb3JpZ2luX2VjEDAaCWV1LXdlc3QtMSJH/${'Qx7+'.repeat(40)}==`

/** A call that AWS answers with everything that it was sent. */
beforeAll(async () => {
  const { handler } = fakeAws((request) => {
    if (request.body.includes('GetCallerIdentity')) return callerIdentity('111111111111')
    return { status: 400, body: '<Response><Errors><Error><Code>Bad</Code></Error></Errors></Response>' }
  })
  const side = {
    accountId: '111111111111',
    profile: 'p',
    region: 'eu-west-1',
    credentials: fixedCredentials({ accessKeyId: KEY, secretAccessKey: SECRET, sessionToken: TOKEN }),
    transport: handlerTransport(handler),
  }
  await createAwsFactory({ source: side, target: side }).identify('source')
})

const spellings: readonly (readonly [string, (value: string) => string])[] = [
  ['in clear', (value) => value],
  ['in the middle of a word', (value) => `ab${value}cd`],
  ['in a URL', encodeURIComponent],
  ['in JSON', (value) => JSON.stringify({ a: value })],
  ['in base64', (value) => Buffer.from(value).toString('base64')],
  ['in base64, one byte on', (value) => Buffer.from(`x${value}`).toString('base64')],
  ['in base64, two bytes on', (value) => Buffer.from(`xy${value}z`).toString('base64url')],
  ['in base64 behind a path', (value) => `a/b${Buffer.from(value).toString('base64')}`],
  ['in hex', (value) => Buffer.from(value).toString('hex')],
  ['in a URL, in base64', (value) => encodeURIComponent(Buffer.from(value).toString('base64'))],
]
describe.each([KEY, SECRET, TOKEN])('a key that this process signs with (%#)', (value) => {
  test.each(spellings)('is in no text of ours, %s, and without a name beside it', (_, spell) => {
    const spelt = spell(value)
    expect(scrubText(`AWS said ${spelt}, twice`)).not.toContain(spelt)
    expect(JSON.stringify(withoutKnownSecrets({ deep: [{ said: `x ${spelt} y` }] }))).not.toContain(spelt)
  })
})

test('an error’s name and request id are words, or they are not repeated', () => {
  const error = { name: `x ${SECRET}`, Code: SECRET, message: 'm', $metadata: { requestId: TOKEN } }
  expect(JSON.stringify(errorData(error))).not.toContain(SECRET)
  expect(errorData(error)).toMatchObject({ name: 'Error', request_id: null })
})

test.each([
  'User: arn:aws:sts::111111111111:assumed-role/cutover/cutover is not authorized to perform: kms:CreateGrant on resource: arn:aws:kms:eu-west-1:111111111111:key/1a2b3c4d-0000-4000-8000-000000000001 because no identity-based policy allows the kms:CreateGrant action',
  'arn:aws:secretsmanager:eu-west-1:222222222222:secret:orders/db-password-AbCdEf',
  'DBSnapshot orders-db-final-2026-03-01 is in state creating (request 4f0d5d1e-9f86-4d1b-8c3a-6f6f8d3b9a10)',
  's3://orders-uploads/exports/AWSDynamoDB/01700000000000-0a1b2c3d/data/a7b8c9d0e1f2.json.gz',
  'sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'password: true, ManageMasterUserPassword=false',
])('what is no secret stays as it is: %s', (text) => {
  expect(scrubText(text)).toBe(text)
})

test('a hostile text is looked through in bounded time', () => {
  const texts = ['password=', "Value '", 'x%41', 'Authorization header ', '{"SecretString":"\\', 'A'].map(
    (piece) => piece.repeat(60_000 / piece.length),
  )
  const before = process.cpuUsage()
  for (const text of texts) errorData(new Error(text))
  const { user } = process.cpuUsage(before)
  expect(user / 1_000).toBeLessThan(3_000)
})
