import {
  type Change,
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
} from '@aws-sdk/client-route-53'
import { planJobFault } from '../../../../src/services/common/job-fault.js'
import { resolveRecord } from '../../../../src/services/route53/records/resolve.js'
import { putZone, refuseWithin, simpleRecord } from '../../../../src/services/route53/state.js'
import { refusal, SECOND_MS, SOURCE, START_MS, TARGET, twoAccounts } from '../../common/two-accounts.js'

const www = (value: string, change: Partial<ResourceRecordSet> = {}): ResourceRecordSet => ({
  Name: 'www.example.com',
  Type: 'A',
  TTL: 60,
  ResourceRecords: [{ Value: value }],
  ...change,
})
const create = (ResourceRecordSet: ResourceRecordSet): Change => ({ Action: 'CREATE', ResourceRecordSet })
const remove = (ResourceRecordSet: ResourceRecordSet): Change => ({ Action: 'DELETE', ResourceRecordSet })
const upsert = (ResourceRecordSet: ResourceRecordSet): Change => ({ Action: 'UPSERT', ResourceRecordSet })

function withZone() {
  const accounts = twoAccounts()
  const { world } = accounts.simulator
  const zone = putZone(world, {
    accountId: TARGET,
    name: 'example.com',
    zoneId: 'Z0ORDERS',
    nowMs: START_MS,
    records: [simpleRecord('www.example.com', 'A', 60, '192.0.2.1')],
  })
  const client = new Route53Client(accounts.as(TARGET))
  return {
    ...accounts,
    world,
    zone,
    client,
    change: (...Changes: Change[]) =>
      client.send(
        new ChangeResourceRecordSetsCommand({
          HostedZoneId: zone.id,
          ChangeBatch: { Changes, Comment: 'cutover' },
        }),
      ),
    listed: async () => {
      const answer = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: zone.id }))
      return (answer.ResourceRecordSets ?? []).filter(({ Type }) => Type !== 'NS' && Type !== 'SOA')
    },
    served: () => {
      const answer = resolveRecord(world, { name: 'www.example.com', type: 'A' }, accounts.clock.nowMs())
      return answer.kind === 'answer' ? answer.values : answer.kind
    },
  }
}

test('a swap is listed at once, pending for a while, and served when it is in sync', async () => {
  const { client, change, listed, served, clock } = withZone()
  const { ChangeInfo } = await change(remove(www('192.0.2.1')), create(www('192.0.2.2')))
  expect(ChangeInfo).toMatchObject({ Status: 'PENDING', Comment: 'cutover' })
  expect(await listed()).toEqual([expect.objectContaining({ ResourceRecords: [{ Value: '192.0.2.2' }] })])
  expect(served()).toEqual(['192.0.2.1'])
  clock.advance(30 * SECOND_MS)
  const after = await client.send(new GetChangeCommand({ Id: ChangeInfo?.Id }))
  expect(after.ChangeInfo?.Status).toBe('INSYNC')
  expect(served()).toEqual(['192.0.2.2'])
})

test('a deletion must name the record exactly, its TTL and values included', async () => {
  const { change } = withZone()
  const label = "[name='www.example.com.', type='A']"
  const mismatch = `[Tried to delete resource record set ${label} but the values provided do not match the current values]`
  expect(await refusal(change(remove(www('192.0.2.9'))))).toEqual({
    name: 'InvalidChangeBatch',
    message: mismatch,
  })
  expect((await refusal(change(remove(www('192.0.2.1', { TTL: 300 }))))).message).toBe(mismatch)
  expect((await refusal(change(remove(www('192.0.2.1', { Name: 'api.example.com' }))))).message).toBe(
    "[Tried to delete resource record set [name='api.example.com.', type='A'] but it was not found]",
  )
})

test('a batch with one bad change changes nothing and names every problem', async () => {
  const { change, listed } = withZone()
  const before = await listed()
  const refused = await refusal(
    change(
      create(www('192.0.2.5', { Name: 'api.example.com' })),
      create(www('192.0.2.5')),
      create(www('192.0.2.5', { Name: 'www.example.org' })),
    ),
  )
  expect(refused.message).toBe(
    "[Tried to create resource record set [name='www.example.com.', type='A'] but it already exists, " +
      'RRSet with DNS name www.example.org. is not permitted in zone example.com.]',
  )
  expect(await listed()).toEqual(before)
})

test('an upsert replaces or creates', async () => {
  const { change, listed } = withZone()
  await change(upsert(www('192.0.2.7')), upsert(www('192.0.2.8', { Name: 'api.example.com' })))
  expect((await listed()).map(({ Name, ResourceRecords }) => [Name, ResourceRecords?.[0]?.Value])).toEqual([
    ['api.example.com.', '192.0.2.8'],
    ['www.example.com.', '192.0.2.7'],
  ])
})

test('weighted records stand beside each other under their identifiers, never beside a plain one', async () => {
  const { change, listed } = withZone()
  const weighted = (SetIdentifier: string, Weight: number) => www('192.0.2.3', { SetIdentifier, Weight })
  expect((await refusal(change(create(weighted('new', 10))))).name).toBe('InvalidChangeBatch')
  await change(remove(www('192.0.2.1')), create(weighted('old', 90)), create(weighted('new', 10)))
  await change(upsert(weighted('new', 50)))
  expect((await listed()).map(({ SetIdentifier, Weight }) => [SetIdentifier, Weight])).toEqual([
    ['new', 50],
    ['old', 90],
  ])
  expect((await refusal(change(create(weighted('new', 1))))).message).toContain("set identifier='new'")
  expect((await refusal(change(create(www('192.0.2.3', { Weight: 1 }))))).message).toContain(
    "Missing field 'SetIdentifier'",
  )
})

test('records that DNS does not permit are refused in the words of Route 53', async () => {
  const { change } = withZone()
  const cname = (Name: string): ResourceRecordSet => ({
    Name,
    Type: 'CNAME',
    TTL: 60,
    ResourceRecords: [{ Value: 'elsewhere.example.net' }],
  })
  const messages = [
    change(upsert(www('not-an-address'))),
    change(create(cname('example.com'))),
    change(create(cname('www.example.com'))),
    change(upsert(www('192.0.2.1')), upsert(www('192.0.2.2'))),
    change(create({ Name: 'x.example.com', Type: 'A' })),
  ].map(async (call) => (await refusal(call)).message)
  expect(await Promise.all(messages)).toEqual([
    "[Invalid Resource Record: 'FATAL problem: ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with 'not-an-address'']",
    '[RRSet of type CNAME with DNS name example.com. is not permitted at apex in zone example.com.]',
    '[RRSet of type CNAME with DNS name www.example.com. is not permitted as it conflicts with other records with the same DNS name in zone example.com.]',
    "[The request contains an invalid set of changes for a resource record set 'A www.example.com.']",
    'Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found none in Change with [Action=CREATE, Name=x.example.com, Type=A, SetIdentifier=null]',
  ])
})

test('the apex keeps its SOA and NS records', async () => {
  const { change, client, zone } = withZone()
  const answer = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: zone.id }))
  const soa = answer.ResourceRecordSets?.find(({ Type }) => Type === 'SOA')
  expect((await refusal(change(remove(soa as ResourceRecordSet)))).message).toBe(
    '[A HostedZone must contain exactly one SOA record.]',
  )
})

test('an alias into the zone must have its target there', async () => {
  const { change, served, clock, zone } = withZone()
  const alias = (DNSName: string): ResourceRecordSet => ({
    Name: 'shop.example.com',
    Type: 'A',
    AliasTarget: { HostedZoneId: zone.id, DNSName, EvaluateTargetHealth: false },
  })
  expect((await refusal(change(create(alias('none.example.com'))))).message).toContain(
    'but that target was not found',
  )
  await change(create(alias('www.example.com')))
  clock.advance(30 * SECOND_MS)
  expect(served()).toEqual(['192.0.2.1'])
})

test('changes in quick succession are refused while that is switched on, and only then', async () => {
  const { world, change, clock } = withZone()
  await change(upsert(www('192.0.2.2')))
  await change(upsert(www('192.0.2.3')))
  refuseWithin(world, TARGET, SECOND_MS)
  expect(await refusal(change(upsert(www('192.0.2.4'))))).toEqual({
    name: 'PriorRequestNotComplete',
    message: 'The request was rejected because Route 53 was still processing a prior request.',
  })
  clock.advance(SECOND_MS)
  await change(upsert(www('192.0.2.4')))
})

test('a change that was planned to get stuck stays pending for ever', async () => {
  const { world, change, client, clock, served, zone } = withZone()
  planJobFault(
    world,
    { service: 'route53', operation: 'ChangeResourceRecordSets', resourceId: zone.id },
    { kind: 'fail' },
  )
  const { ChangeInfo } = await change(upsert(www('192.0.2.2')))
  clock.advance(86_400 * SECOND_MS)
  expect((await client.send(new GetChangeCommand({ Id: ChangeInfo?.Id }))).ChangeInfo?.Status).toBe('PENDING')
  expect(served()).toEqual(['192.0.2.1'])
})

test('a zone of another account is denied, and one that does not exist is not found', async () => {
  const { as, zone } = withZone()
  const other = new Route53Client(as(SOURCE))
  const list = (HostedZoneId: string) => other.send(new ListResourceRecordSetsCommand({ HostedZoneId }))
  expect((await refusal(list(zone.id))).name).toBe('AccessDenied')
  expect(await refusal(list('ZNONE'))).toEqual({
    name: 'NoSuchHostedZone',
    message: 'No hosted zone found with ID: ZNONE',
  })
  await other.send(new CreateHostedZoneCommand({ Name: 'example.com', CallerReference: '1' }))
  const again = other.send(new CreateHostedZoneCommand({ Name: 'example.com', CallerReference: '1' }))
  expect((await refusal(again)).name).toBe('HostedZoneAlreadyExists')
})
