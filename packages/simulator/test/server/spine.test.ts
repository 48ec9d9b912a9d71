import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { createSimulator } from '../../src/index.js'

const account = { accountId: '111111111111', accessKeyId: 'AKIASOURCE', secretAccessKey: 'not-checked' }

function stsClient(simulator: ReturnType<typeof createSimulator>, accessKeyId = account.accessKeyId) {
  return new STSClient({
    region: 'eu-west-1',
    credentials: { accessKeyId, secretAccessKey: 'not-checked' },
    requestHandler: simulator.requestHandler(),
    maxAttempts: 1,
  })
}

test('an SDK client reaches the simulator in process and learns who it is', async () => {
  const simulator = createSimulator()
  simulator.addAccount(account)
  const answer = await stsClient(simulator).send(new GetCallerIdentityCommand({}))
  expect(answer.Account).toBe('111111111111')
  expect(answer.Arn).toBe('arn:aws:iam::111111111111:root')
  expect(simulator.log.records).toEqual([
    expect.objectContaining({
      service: 'sts',
      operation: 'GetCallerIdentity',
      outcome: 'ok',
      effect: 'none',
    }),
  ])
})

test('an unknown access key is refused in the words of the Query protocol', async () => {
  const simulator = createSimulator()
  await expect(stsClient(simulator).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
    name: 'InvalidClientTokenId',
    $metadata: { httpStatusCode: 403 },
  })
})
