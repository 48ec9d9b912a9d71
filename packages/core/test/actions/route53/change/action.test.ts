import type { Route53 } from '@aws-sdk/client-route-53'
import type { Receipt } from '../../../../src/actions/kit/definition.js'
import { route53Change } from '../../../../src/actions/route53/change/action.js'
import type { DnsResolver } from '../../../../src/model/ports.js'
import { type Bench, TARGET_ACCOUNT } from '../../kit/bench.js'
import { describeConformance } from '../../kit/conformance.js'
import { mark, mutations, passed, play, type Stage, stage } from '../../kit/stage.js'

const NAME = 'api.orders.example.com'
const OLD = ['198.51.100.24', '198.51.100.25']
const NEW = ['203.0.113.24', '203.0.113.25']
const PUBLIC = '192.0.2.53'

async function createZone(
  route53: Route53,
  vpc?: { VPCId: string; VPCRegion: 'eu-west-1' },
): Promise<string> {
  const { HostedZone } = await route53.createHostedZone({
    Name: 'orders.example.com',
    CallerReference: vpc === undefined ? 'public' : 'private',
    ...(vpc === undefined ? {} : { VPC: vpc }),
  })
  return HostedZone?.Id?.replace('/hostedzone/', '') ?? ''
}

async function setRecord(
  route53: Route53,
  zoneId: string,
  values: readonly string[],
  more: { readonly TTL?: number; readonly HealthCheckId?: string; readonly Name?: string } = {},
): Promise<void> {
  const ResourceRecords = values.map((Value) => ({ Value }))
  const ResourceRecordSet = { Name: NAME, Type: 'A', TTL: 60, ResourceRecords, ...more } as const
  const Changes = [{ Action: 'UPSERT', ResourceRecordSet } as const]
  await route53.changeResourceRecordSets({ HostedZoneId: zoneId, ChangeBatch: { Changes } })
}

const paramsFor = (zoneId: string) => ({
  hosted_zone_id: zoneId,
  record_name: NAME,
  record_type: 'A' as const,
  old: { ttl: 60, values: OLD },
  new: { ttl: 60, values: NEW },
})

/** Every server answers what the zone holds right now. */
function promptDns(route53: Route53, zoneId: string): DnsResolver {
  return {
    publicResolvers: [PUBLIC],
    async resolve(name, type) {
      const { ResourceRecordSets } = await route53.listResourceRecordSets({ HostedZoneId: zoneId })
      const found = ResourceRecordSets?.find((set) => set.Name === `${name}.` && set.Type === type)
      const values = (found?.ResourceRecords ?? []).map((record) => record.Value ?? '')
      return { values, ttlSeconds: found?.TTL ?? null }
    },
  }
}

async function arrangeZone(bench: Bench) {
  const route53 = await bench.account('target').service('route53')
  const zoneId = await createZone(route53)
  await setRecord(route53, zoneId, OLD)
  return { route53, zoneId, overrides: { dns: promptDns(route53, zoneId) } }
}

describeConformance(route53Change, [
  {
    name: 'a simple record',
    async arrange(bench) {
      const { route53, zoneId, overrides } = await arrangeZone(bench)
      return {
        params: paramsFor(zoneId),
        overrides,
        behindTheBack: () => setRecord(route53, zoneId, ['192.0.2.99']),
      }
    },
    blockers: [
      {
        name: 'says what it found instead of the expected record',
        async arrange(bench) {
          const { route53, zoneId, overrides } = await arrangeZone(bench)
          await setRecord(route53, zoneId, ['192.0.2.99'])
          return { params: paramsFor(zoneId), overrides }
        },
        says: /is not as expected\. Expected: 198.*Found: 192\.0\.2\.99/,
      },
      {
        name: 'does not carry a health check over to a record that nobody asked to have one',
        async arrange(bench) {
          const { route53, zoneId, overrides } = await arrangeZone(bench)
          await setRecord(route53, zoneId, OLD, { HealthCheckId: 'aaaaaaaa-1111-2222-3333-bbbbbbbbbbbb' })
          return { params: paramsFor(zoneId), overrides }
        },
        says: /HealthCheckId/,
      },
      {
        name: 'says that the name is of another zone',
        async arrange(bench) {
          const { zoneId, overrides } = await arrangeZone(bench)
          return { params: { ...paramsFor(zoneId), record_name: 'api.shop.example', old: null }, overrides }
        },
        says: /does not belong to the hosted zone/,
      },
      {
        name: 'says that old and new are the same',
        async arrange(bench) {
          const { zoneId, overrides } = await arrangeZone(bench)
          const params = paramsFor(zoneId)
          return { params: { ...params, new: { ttl: 60, values: [...OLD].reverse() } }, overrides }
        },
        says: /are the same/,
      },
      {
        name: 'says that a CNAME cannot stand beside other records',
        async arrange(bench) {
          const { zoneId, overrides } = await arrangeZone(bench)
          const cname = { ttl: 60, values: ['lb.example.net'] }
          return {
            params: { ...paramsFor(zoneId), record_type: 'CNAME' as const, old: null, new: cname },
            overrides,
          }
        },
        says: /a CNAME cannot stand beside them/,
      },
      {
        name: 'says that there is nothing to change',
        async arrange(bench) {
          const { zoneId, overrides } = await arrangeZone(bench)
          return { params: { ...paramsFor(zoneId), new: null }, overrides }
        },
        says: /neither "new" nor "change_batch_file"/,
      },
    ],
    forget(accounts) {
      const { route53 } = accounts[TARGET_ACCOUNT] as { route53: Record<string, unknown> }
      forgetHistory(route53)
    },
  },
])

/** Route 53 remembers every change that was ever submitted, and when the last one was. */
function forgetHistory(state: Record<string, unknown>): void {
  delete state.changes
  for (const zone of Object.values(state.zones as Record<string, Record<string, unknown>>)) {
    delete zone.served
    delete zone.lastChangeMs
  }
}

describe('swapping a record', () => {
  let on: Stage
  let route53: Route53
  let zoneId: string
  /** What the world answers, by server. */
  let answers: Record<string, readonly string[] | Error>

  beforeEach(async () => {
    on = stage()
    route53 = await on.bench.account('target').service('route53')
    zoneId = await createZone(route53)
    await setRecord(route53, zoneId, OLD)
    answers = {}
    on.dns = {
      publicResolvers: [PUBLIC, '192.0.2.54'],
      async resolve(_name, _type, server) {
        const found = answers[server] ?? answers['*'] ?? OLD
        if (found instanceof Error) throw found
        return { values: found, ttlSeconds: 60 }
      },
    }
  })

  const params = () => paramsFor(zoneId)
  const poll = (receipt: Receipt) => {
    if (route53Change.poll === undefined) throw new Error('route53-change polls')
    return route53Change.poll(params(), receipt, on.read())
  }
  const undo = () => {
    if (typeof route53Change.rollback === 'string') throw new Error('a swap has an inverse')
    return route53Change.rollback
  }
  const inZone = async () => {
    const { ResourceRecordSets } = await route53.listResourceRecordSets({ HostedZoneId: zoneId })
    const found = ResourceRecordSets?.find((set) => set.Name === `${NAME}.` && set.Type === 'A')
    return (found?.ResourceRecords ?? []).map((record) => record.Value)
  }

  it('is one batch that deletes exactly the old and creates the new', async () => {
    const since = mark(on)
    await play(on, route53Change, params())
    const [sent, ...more] = on.bench.simulator.log.mutations().filter((record) => record.sequence > since)
    expect(more).toEqual([])
    expect(sent?.input).toMatchObject({
      ChangeBatch: { Changes: [{ Action: 'DELETE' }, { Action: 'CREATE' }] },
    })
    expect(await inZone()).toEqual(NEW)
  })

  it('fails instead of overwriting a record that somebody changes in the very last moment', async () => {
    const approved = await route53Change.preview(params(), on.read())
    const remove = on.bench.simulator.hook(async (moment, record) => {
      if (moment !== 'before' || record.operation !== 'ChangeResourceRecordSets') return
      remove()
      await setRecord(route53, zoneId, ['192.0.2.99'])
    })
    await expect(route53Change.execute(params(), on.write(approved))).rejects.toMatchObject({
      name: 'InvalidChangeBatch',
    })
    expect(await inZone()).toEqual(['192.0.2.99'])
  })

  it('sends nothing when the record is not what was approved', async () => {
    const approved = await route53Change.preview(params(), on.read())
    await setRecord(route53, zoneId, OLD, { TTL: 300 })
    const since = mark(on)
    await expect(route53Change.execute(params(), on.write(approved))).rejects.toMatchObject({
      code: 'aws/refused',
    })
    expect(mutations(on, since)).toEqual([])
  })

  it('waits for Route 53, then for every resolver, and tells which of them are late', async () => {
    const receipt = await play(on, route53Change, params())
    expect(await poll(receipt)).toMatchObject({ status: 'PENDING', outcome: 'running' })
    on.bench.clock.advance(61_000)
    answers['*'] = NEW
    answers[PUBLIC] = OLD
    expect(await poll(receipt)).toMatchObject({
      status: 'RESOLVING',
      outcome: 'running',
      progress: { done: 5, total: 6 },
      message: expect.stringContaining(PUBLIC),
    })
    answers[PUBLIC] = NEW
    expect(await poll(receipt)).toMatchObject({ status: 'INSYNC', outcome: 'succeeded' })
    expect(await passed(route53Change.verify(params(), receipt, on.read()))).toBe(true)
  })

  it('stops waiting when the TTL and a margin have passed, and leaves the verdict to the verification', async () => {
    const receipt = await play(on, route53Change, params())
    answers['*'] = NEW
    answers[PUBLIC] = OLD
    on.bench.clock.advance(181_000)
    expect(await poll(receipt)).toMatchObject({ status: 'TTL_PASSED', outcome: 'succeeded' })
    expect(await passed(route53Change.verify(params(), receipt, on.read()))).toBe(false)
  })

  it('waits as long as it is told to', async () => {
    const receipt = await play(on, route53Change, params())
    on.bench.clock.advance(181_000)
    const patient = { ...params(), max_wait_seconds: 600 }
    expect(await route53Change.poll?.(patient, receipt, on.read())).toMatchObject({ status: 'RESOLVING' })
  })

  it('does not hold an unreachable public resolver against the change, but lists it', async () => {
    const receipt = await play(on, route53Change, params())
    on.bench.clock.advance(181_000)
    answers['*'] = NEW
    answers[PUBLIC] = new Error('queryA ETIMEOUT')
    const verification = await route53Change.verify(params(), receipt, on.read())
    expect(verification.checks.every((check) => check.ok)).toBe(true)
    expect(verification.observed).toEqual({ unreachable_servers: [expect.stringContaining('ETIMEOUT')] })
  })

  it("is not verified when none of the zone's own servers could be asked", async () => {
    const receipt = await play(on, route53Change, params())
    on.bench.clock.advance(181_000)
    answers['*'] = new Error('queryA ETIMEOUT')
    expect(await passed(route53Change.verify(params(), receipt, on.read()))).toBe(false)
  })

  it('warns of a long TTL, of a private zone and of missing public resolvers', async () => {
    await setRecord(route53, zoneId, OLD, { TTL: 3600 })
    const slow = { ...params(), old: { ttl: 3600, values: OLD } }
    expect((await route53Change.preview(slow, on.read())).warnings).toEqual([
      expect.stringMatching(/TTL of 3600 s.*lower the TTL to 60/),
    ])
    on.dns = { ...on.dns, publicResolvers: [] }
    expect((await route53Change.preview(slow, on.read())).warnings).toContainEqual(
      expect.stringContaining('No public resolver'),
    )
  })

  it('does not look a private zone up from outside', async () => {
    const privateId = await createZone(route53, { VPCId: 'vpc-0123456789abcdef0', VPCRegion: 'eu-west-1' })
    await setRecord(route53, privateId, OLD)
    answers['*'] = new Error('nobody should be asked')
    const inside = paramsFor(privateId)
    expect((await route53Change.preview(inside, on.read())).warnings).toEqual([
      expect.stringContaining('private'),
    ])
    const receipt = await play(on, route53Change, inside)
    on.bench.clock.advance(61_000)
    expect(await route53Change.poll?.(inside, receipt, on.read())).toMatchObject({ status: 'INSYNC' })
    expect(await passed(route53Change.verify(inside, receipt, on.read()))).toBe(true)
  })

  it('is undone by the opposite batch, and says how long resolvers keep the new answer', async () => {
    const receipt = await play(on, route53Change, params())
    const approved = await route53Change.preview(params(), on.read())
    expect(await passed(undo().verify(params(), receipt, on.read()))).toBe(false)
    const outcome = await undo().run(params(), receipt, on.write(approved))
    expect(outcome.remains).toContain('60 s')
    expect(await inZone()).toEqual(OLD)
    expect(await passed(undo().verify(params(), receipt, on.read()))).toBe(true)
  })

  it("does not undo over somebody else's change", async () => {
    const receipt = await play(on, route53Change, params())
    const approved = await route53Change.preview(params(), on.read())
    await setRecord(route53, zoneId, ['192.0.2.99'])
    await expect(undo().run(params(), receipt, on.write(approved))).rejects.toMatchObject({
      name: 'InvalidChangeBatch',
    })
    expect(await inZone()).toEqual(['192.0.2.99'])
  })

  it('creates a record that did not exist, and takes it away again', async () => {
    const fresh = { ...params(), record_name: `new.${NAME}`, old: null }
    const receipt = await play(on, route53Change, fresh)
    expect(await route53Change.reconcile(fresh, on.read())).toMatchObject({ kind: 'running' })
    const approved = await route53Change.preview(fresh, on.read())
    await undo().run(fresh, receipt, on.write(approved))
    expect(await route53Change.reconcile(fresh, on.read())).toMatchObject({ kind: 'not-done' })
  })

  it('cannot tell what happened when the record is neither the old nor the new one', async () => {
    await setRecord(route53, zoneId, ['192.0.2.99'])
    expect(await route53Change.reconcile(params(), on.read())).toMatchObject({ kind: 'unknown' })
  })

  it('takes an alias for proven when the answer shares an address with its target', async () => {
    const alias = { hosted_zone_id: zoneId, dns_name: `lb.${NAME}`, evaluate_target_health: false }
    await setRecord(route53, zoneId, ['203.0.113.7', '203.0.113.8'], { Name: `lb.${NAME}` })
    const swap = { ...params(), new: { alias } }
    const receipt = await play(on, route53Change, swap)
    on.bench.clock.advance(181_000)
    on.dns = {
      publicResolvers: [PUBLIC],
      resolve: async (name) => ({
        values: name === NAME ? ['203.0.113.8'] : ['203.0.113.7', '203.0.113.8'],
        ttlSeconds: 60,
      }),
    }
    expect(await passed(route53Change.verify(swap, receipt, on.read()))).toBe(true)
    on.dns = {
      ...on.dns,
      resolve: async (name) => ({ values: name === NAME ? OLD : ['203.0.113.7'], ttlSeconds: 60 }),
    }
    expect(await passed(route53Change.verify(swap, receipt, on.read()))).toBe(false)
  })

  it('swaps one of several weighted records and leaves the others alone', async () => {
    await route53.changeResourceRecordSets({
      HostedZoneId: zoneId,
      ChangeBatch: {
        Changes: (['blue', 'green'] as const).map((SetIdentifier, index) => ({
          Action: 'CREATE',
          ResourceRecordSet: {
            Name: `w.${NAME}`,
            Type: 'A',
            TTL: 60,
            SetIdentifier,
            Weight: 50,
            ResourceRecords: [{ Value: OLD[index] }],
          },
        })),
      },
    })
    const [first = ''] = OLD
    const weighted = { ...params(), record_name: `w.${NAME}`, old: { ttl: 60, values: [first] } }
    expect((await route53Change.preview(weighted, on.read())).blockers.join()).toMatch(/is not as expected/)
    const blue = { ...weighted, set_identifier: 'blue', weight: 50 }
    const receipt = await play(on, route53Change, blue)
    on.bench.clock.advance(61_000)
    answers['*'] = new Error('a weighted answer proves nothing')
    expect(await route53Change.poll?.(blue, receipt, on.read())).toMatchObject({ status: 'INSYNC' })
    expect(await passed(route53Change.verify(blue, receipt, on.read()))).toBe(true)
  })

  describe('from a change batch file', () => {
    const file = (Changes: unknown) => on.files.set('dns/swap.json', JSON.stringify({ Changes }))
    const byFile = () => ({ ...params(), old: null, new: null, change_batch_file: 'dns/swap.json' })
    const recordSet = (values: readonly string[], name = NAME) => ({
      Name: name,
      Type: 'A',
      TTL: 60,
      ResourceRecords: values.map((Value) => ({ Value })),
    })

    it('sends an UPSERT as DELETE of what was shown and CREATE, and can undo it', async () => {
      file([{ Action: 'UPSERT', ResourceRecordSet: recordSet(NEW) }])
      expect((await route53Change.preview(byFile(), on.read())).warnings).toEqual([
        expect.stringContaining('UPSERT'),
      ])
      const receipt = await play(on, route53Change, byFile())
      expect(await inZone()).toEqual(NEW)
      const approved = await route53Change.preview(byFile(), on.read())
      await undo().run(byFile(), receipt, on.write(approved))
      expect(await inZone()).toEqual(OLD)
    })

    it('does not undo what nobody knows: an UPSERT whose answer was lost', async () => {
      file([{ Action: 'UPSERT', ResourceRecordSet: recordSet(NEW) }])
      await play(on, route53Change, byFile())
      const approved = await route53Change.preview(byFile(), on.read())
      await expect(undo().run(byFile(), null, on.write(approved))).rejects.toMatchObject({
        next: expect.stringContaining('preview-shown'),
      })
      expect(await inZone()).toEqual(NEW)
    })

    it('changes several records in one batch', async () => {
      file([
        { Action: 'DELETE', ResourceRecordSet: recordSet(OLD) },
        { Action: 'CREATE', ResourceRecordSet: recordSet(NEW) },
        { Action: 'CREATE', ResourceRecordSet: recordSet(NEW, `b.${NAME}`) },
      ])
      const since = mark(on)
      await play(on, route53Change, byFile())
      expect(mutations(on, since)).toEqual(['ChangeResourceRecordSets'])
      expect(await inZone()).toEqual(NEW)
    })

    it('says everything that is wrong with the file at once', async () => {
      file([{ Action: 'MERGE', ResourceRecordSet: recordSet(NEW) }, { Action: 'CREATE' }])
      await expect(route53Change.preview(byFile(), on.read())).rejects.toMatchObject({
        code: 'input/schema',
        details: [
          'dns/swap.json/Changes/0/Action: expected CREATE, DELETE or UPSERT, found "MERGE"',
          'dns/swap.json/Changes/1/ResourceRecordSet: expected an object with Name and Type, found nothing',
        ],
      })
      on.files.set('dns/swap.json', '{')
      await expect(route53Change.preview(byFile(), on.read())).rejects.toMatchObject({ code: 'input/schema' })
      file([])
      await expect(route53Change.preview(byFile(), on.read())).rejects.toMatchObject({
        details: ['dns/swap.json/Changes: expected at least one change'],
      })
    })
  })
})
