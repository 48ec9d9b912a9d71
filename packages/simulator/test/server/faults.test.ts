import { CreateRoleCommand, ListRolesCommand } from '@aws-sdk/client-iam'
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { faultPlan } from '../../src/faults/plan.js'
import type { RequestRecord } from '../../src/index.js'
import { clientConfig, iamOf, source, stsOf, target, twoAccounts } from '../support/world.js'

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }],
})
const create = (RoleName: string) => new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust })

async function roleNames(simulator: ReturnType<typeof twoAccounts>): Promise<(string | undefined)[]> {
  simulator.faults.clear()
  const { Roles } = await iamOf(simulator).send(new ListRolesCommand({}))
  return (Roles ?? []).map(({ RoleName }) => RoleName)
}

test('a connection dropped before the effect leaves nothing, one dropped after it leaves the effect', async () => {
  for (const when of ['before', 'after'] as const) {
    const simulator = twoAccounts({
      faults: [{ match: { operation: 'CreateRole', nth: 1 }, fault: { kind: 'drop', when } }],
    })
    await expect(iamOf(simulator).send(create('r'))).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(simulator.log.records[0]).toMatchObject({
      outcome: 'ECONNRESET',
      effect: when === 'after' ? 'applied' : 'none',
    })
    expect(await roleNames(simulator)).toEqual(when === 'after' ? ['r'] : [])
  }
})

test('throttling, denial and given codes come in the words of each protocol', async () => {
  const simulator = twoAccounts()
  const iam = iamOf(simulator)
  const kms = new KMSClient(clientConfig(simulator))
  simulator.faults.add({ match: { nth: [1, 2] }, fault: { kind: 'throttle' } })
  await expect(iam.send(create('r'))).rejects.toMatchObject({ name: 'Throttling' })
  await expect(kms.send(new ListKeysCommand({}))).rejects.toMatchObject({ name: 'ThrottlingException' })
  simulator.faults.clear()
  simulator.faults.add({ match: { accountId: source.accountId }, fault: { kind: 'deny' } })
  await expect(iam.send(create('r'))).rejects.toMatchObject({ name: 'AccessDenied' })
  await expect(kms.send(new ListKeysCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' })
  await iamOf(simulator, target).send(create('r'))
  simulator.faults.clear()
  simulator.faults.add({ match: {}, fault: { kind: 'fail', code: 'LimitExceeded', when: 'after' }, times: 1 })
  await expect(iam.send(create('s'))).rejects.toMatchObject({ name: 'LimitExceededException' })
  expect(await roleNames(simulator)).toEqual(['s'])
})

test('expired credentials stay expired until they are renewed', async () => {
  const simulator = twoAccounts({ faults: [{ match: { nth: 2 }, fault: { kind: 'expire-credentials' } }] })
  const sts = stsOf(simulator)
  const ask = () => sts.send(new GetCallerIdentityCommand({}))
  await ask()
  await expect(ask()).rejects.toMatchObject({ name: 'ExpiredToken' })
  await expect(ask()).rejects.toMatchObject({ name: 'ExpiredToken' })
  await stsOf(simulator, target).send(new GetCallerIdentityCommand({}))
  simulator.renewCredentials(source.accessKeyId)
  await ask()
})

test('a change behind the back is there when the request is served, and a slow answer takes virtual time', async () => {
  const simulator = twoAccounts()
  simulator.faults.add(
    { match: { operation: 'ListRoles' }, fault: { kind: 'slow', ms: 5000 } },
    {
      match: { operation: 'ListRoles' },
      fault: { kind: 'change', change: (world) => void delete world.accounts[source.accountId] },
    },
  )
  await iamOf(simulator).send(create('r'))
  const before = simulator.clock.nowMs()
  const { Roles } = await iamOf(simulator).send(new ListRolesCommand({}))
  expect(Roles).toEqual([])
  expect(simulator.clock.nowMs() - before).toBe(5000)
})

test('probabilities are drawn from the seed: the same seed strikes the same requests', () => {
  const strikes = (seed: number) => {
    const plan = faultPlan(seed, [{ match: { probability: 0.3 }, fault: { kind: 'throttle' } }])
    const request = { service: 's3', operation: 'GetObject', readOnly: true } as RequestRecord
    return Array.from({ length: 1000 }, (_, sequence) => plan.strike({ ...request, sequence }).length)
  }
  expect(strikes(1)).toEqual(strikes(1))
  expect(strikes(1)).not.toEqual(strikes(2))
  const struck = strikes(1).filter((count) => count > 0).length
  expect(struck).toBeGreaterThan(230)
  expect(struck).toBeLessThan(370)
})

test('hooks see each request before and after, and what they throw reaches the caller', async () => {
  const simulator = twoAccounts()
  const seen: string[] = []
  const remove = simulator.hook((moment, { operation, effect }) => {
    seen.push(`${moment} ${operation} ${effect}`)
    if (moment === 'after') throw new Error('killed here')
  })
  await expect(iamOf(simulator).send(create('r'))).rejects.toThrow('killed here')
  expect(seen).toEqual(['before CreateRole none', 'after CreateRole applied'])
  remove()
  expect(await roleNames(simulator)).toEqual(['r'])
})
