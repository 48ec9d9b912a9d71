import type { OperationModel } from '../../src/codec/model.js'
import { RoundTrip } from './round-trip.js'

const clients: Readonly<Record<string, () => Promise<object>>> = {
  'database-migration-service': () => import('@aws-sdk/client-database-migration-service'),
  datasync: () => import('@aws-sdk/client-datasync'),
  dynamodb: () => import('@aws-sdk/client-dynamodb'),
  ec2: () => import('@aws-sdk/client-ec2'),
  iam: () => import('@aws-sdk/client-iam'),
  kms: () => import('@aws-sdk/client-kms'),
  rds: () => import('@aws-sdk/client-rds'),
  'route-53': () => import('@aws-sdk/client-route-53'),
  s3: () => import('@aws-sdk/client-s3'),
  's3-control': () => import('@aws-sdk/client-s3-control'),
  'secrets-manager': () => import('@aws-sdk/client-secrets-manager'),
  sts: () => import('@aws-sdk/client-sts'),
}

/** EC2 alone has more operations than all others together; one value each will do there. */
const runsOf = (name: string) => (name === 'ec2' ? 1 : 3)

describe.each(Object.keys(clients))('%s', (name) => {
  let trip: RoundTrip
  beforeAll(async () => {
    const load = clients[name]
    if (load !== undefined) trip = new RoundTrip(await load())
  })
  afterAll(() => trip.destroy())

  /** All operations in one test: a test each would be three thousand of them. */
  async function failuresOf(check: (operation: OperationModel) => Promise<void>): Promise<string[]> {
    const failures: string[] = []
    for (const operation of trip.operations()) {
      await check(operation).catch((error: Error) => {
        failures.push(`${operation.name}: ${error.message}\n${String(error.cause)}`)
      })
    }
    return failures
  }

  test('every input that the SDK writes is read back as it was given', async () => {
    expect(trip.operations().length).toBeGreaterThan(10)
    expect(await failuresOf((operation) => trip.input(operation, runsOf(name)))).toEqual([])
  })

  test('every output that is written is understood by the SDK', async () => {
    expect(await failuresOf((operation) => trip.output(operation, runsOf(name)))).toEqual([])
  })

  test('every modelled error is thrown by the SDK under its own name, with message and status', async () => {
    const wrong: unknown[] = []
    for (const [code, { shape, httpStatus }] of trip.model.errors) {
      if (shape.name.endsWith('ServiceException') && httpStatus === 400 && shape.members.length === 0)
        continue
      const thrown = await trip.error(code)
      const isRight =
        thrown.name === shape.name && thrown.message === `about ${code} <&>` && thrown.status === httpStatus
      if (!isRight) wrong.push({ code, shape: shape.name, httpStatus, thrown })
    }
    expect(wrong).toEqual([])
  })
})
