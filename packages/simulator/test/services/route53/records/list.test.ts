import {
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  GetDNSSECCommand,
  GetHostedZoneCommand,
  ListHostedZonesByNameCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandOutput,
  ListTagsForResourceCommand,
  Route53Client,
  type RRType,
} from '@aws-sdk/client-route-53'
import { resolveRecord } from '../../../../src/services/route53/records/resolve.js'
import { putZone, simpleRecord } from '../../../../src/services/route53/state.js'
import { START_MS, TARGET, twoAccounts } from '../../common/two-accounts.js'

function withRecords() {
  const accounts = twoAccounts()
  const { world } = accounts.simulator
  const zone = putZone(world, {
    accountId: TARGET,
    name: 'example.com',
    nowMs: START_MS,
    records: [
      simpleRecord('b.example.com', 'TXT', 60, '"b"'),
      simpleRecord('a.b.example.com', 'A', 60, '192.0.2.1'),
      simpleRecord('b.example.com', 'A', 60, '192.0.2.2'),
      simpleRecord('*.example.com', 'A', 60, '192.0.2.3'),
      simpleRecord('ab.example.com', 'CNAME', 60, 'b.example.com'),
    ],
  })
  return { ...accounts, world, zone, client: new Route53Client(accounts.as(TARGET)) }
}

test('records come in the order of their labels from the right, in pages that fit together', async () => {
  const { client, zone } = withRecords()
  const names: string[] = []
  let start: { StartRecordName?: string | undefined; StartRecordType?: RRType | undefined } | undefined = {}
  while (start !== undefined) {
    const answer: ListResourceRecordSetsCommandOutput = await client.send(
      new ListResourceRecordSetsCommand({ HostedZoneId: zone.id, MaxItems: 2, ...start }),
    )
    names.push(...(answer.ResourceRecordSets ?? []).map(({ Name, Type }) => `${Name} ${Type}`))
    start = answer.IsTruncated
      ? { StartRecordName: answer.NextRecordName, StartRecordType: answer.NextRecordType }
      : undefined
  }
  expect(names).toEqual([
    'example.com. NS',
    'example.com. SOA',
    '\\052.example.com. A',
    'ab.example.com. CNAME',
    'b.example.com. A',
    'b.example.com. TXT',
    'a.b.example.com. A',
  ])
})

test('a listing starts at the first record that is not before the one asked for', async () => {
  const { client, zone } = withRecords()
  const from = async (StartRecordName: string, StartRecordType?: RRType) => {
    const command = { HostedZoneId: zone.id, StartRecordName, StartRecordType, MaxItems: 1 }
    const answer = await client.send(new ListResourceRecordSetsCommand(command))
    return `${answer.ResourceRecordSets?.[0]?.Name} ${answer.ResourceRecordSets?.[0]?.Type}`
  }
  expect(await from('b.example.com', 'TXT')).toBe('b.example.com. TXT')
  expect(await from('aa.example.com')).toBe('ab.example.com. CNAME')
})

test('zones are listed by id and by name, and answer to their id in either form', async () => {
  const { client } = withRecords()
  const made = await client.send(new CreateHostedZoneCommand({ Name: 'alpha.com', CallerReference: 'a' }))
  await client.send(new CreateHostedZoneCommand({ Name: 'a.example.com', CallerReference: 'b' }))
  expect((await client.send(new ListHostedZonesCommand({}))).HostedZones).toHaveLength(3)
  const byName = await client.send(new ListHostedZonesByNameCommand({}))
  expect(byName.HostedZones?.map(({ Name }) => Name)).toEqual([
    'alpha.com.',
    'example.com.',
    'a.example.com.',
  ])
  const from = await client.send(new ListHostedZonesByNameCommand({ DNSName: 'example.com', MaxItems: 1 }))
  expect(from.HostedZones?.[0]?.Name).toBe('example.com.')
  expect(from.NextDNSName).toBe('a.example.com.')
  const found = await client.send(new GetHostedZoneCommand({ Id: made.HostedZone?.Id }))
  expect(found.DelegationSet?.NameServers).toHaveLength(4)
  expect(found.HostedZone).toMatchObject({ Name: 'alpha.com.', ResourceRecordSetCount: 2 })
})

test('a zone keeps its tags and does not sign unless it was seeded so', async () => {
  const { client, zone } = withRecords()
  const tags = { ResourceType: 'hostedzone', ResourceId: zone.id } as const
  await client.send(new ChangeTagsForResourceCommand({ ...tags, AddTags: [{ Key: 'env', Value: 'prod' }] }))
  const listed = await client.send(new ListTagsForResourceCommand(tags))
  expect(listed.ResourceTagSet?.Tags).toEqual([{ Key: 'env', Value: 'prod' }])
  const dnssec = await client.send(new GetDNSSECCommand({ HostedZoneId: zone.id }))
  expect(dnssec.Status?.ServeSignature).toBe('NOT_SIGNING')
})

test('name servers follow CNAMEs and wildcards, and tell a missing type from a missing name', () => {
  const { world, zone } = withRecords()
  const ask = (name: string, type = 'A') => resolveRecord(world, { name, type }, START_MS)
  expect(ask('ab.example.com')).toMatchObject({
    kind: 'answer',
    values: ['192.0.2.2'],
    chain: ['ab.example.com.', 'b.example.com.'],
  })
  expect(ask('anything.example.com')).toMatchObject({ values: ['192.0.2.3'], ttlSeconds: 60 })
  expect(ask('b.example.com', 'AAAA')).toEqual({ kind: 'no-data', zoneId: zone.id })
  expect(ask('x.y.example.com')).toMatchObject({ values: ['192.0.2.3'] })
  expect(ask('x.b.example.com')).toEqual({ kind: 'no-such-name', zoneId: zone.id })
  expect(ask('example.org')).toEqual({ kind: 'no-zone' })
})

test('of two zones with one name the asked name server decides', () => {
  const { world, zone } = withRecords()
  const successor = putZone(world, {
    accountId: TARGET,
    name: 'example.com',
    nowMs: START_MS + 1,
    records: [simpleRecord('b.example.com', 'A', 60, '198.51.100.7')],
  })
  const ask = (nameServer: string | undefined) =>
    resolveRecord(
      world,
      { name: 'b.example.com', type: 'A' },
      START_MS + 1,
      nameServer === undefined ? {} : { nameServer },
    )
  expect(ask(undefined)).toMatchObject({ zoneId: zone.id })
  expect(ask(successor.nameServers[0])).toMatchObject({ zoneId: successor.id, values: ['198.51.100.7'] })
})

test('weighted records are answered about as often as they weigh', () => {
  const { world } = withRecords()
  const weighted = (setIdentifier: string, weight: number, value: string) => ({
    ...simpleRecord('w.example.org', 'A', 60, value),
    routing: {
      setIdentifier,
      weight,
      region: undefined,
      failover: undefined,
      multiValue: false,
      geo: undefined,
    },
  })
  putZone(world, {
    accountId: TARGET,
    name: 'example.org',
    nowMs: START_MS,
    records: [weighted('old', 90, '192.0.2.1'), weighted('new', 10, '192.0.2.2')],
  })
  let fresh = 0
  for (let second = 0; second < 1_000; second++) {
    const answer = resolveRecord(world, { name: 'w.example.org', type: 'A' }, START_MS + second * 1_000)
    if (answer.kind === 'answer' && answer.values[0] === '192.0.2.2') fresh += 1
  }
  expect(fresh).toBeGreaterThan(50)
  expect(fresh).toBeLessThan(160)
})
