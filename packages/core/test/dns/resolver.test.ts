import { nodeDnsResolver } from '../../src/dns/resolver.js'
import { manualTimer } from '../aws/manual-timer.js'
import { nameServer, numbers, text, wireName } from './loopback-name-server.js'

const settings = { publicResolvers: ['192.0.2.53'], timeoutMs: 2_000, tries: 1 }
const never = new AbortController().signal
const lookup = async () => ['192.0.2.1']

async function ask(name: string, type: string, zone: Parameters<typeof nameServer>[0]) {
  const server = await nameServer(zone)
  try {
    return await nodeDnsResolver(settings, lookup).resolve(name, type, server.address, never)
  } finally {
    await server.close()
  }
}

describe('the real resolver', () => {
  it('answers addresses sorted, with the lowest TTL', async () => {
    const zone = {
      'api.example.com A': {
        ttlSeconds: 60,
        data: [Buffer.from([203, 0, 113, 25]), Buffer.from([203, 0, 113, 24])],
      },
    }
    expect(await ask('api.example.com.', 'A', zone)).toEqual({
      values: ['203.0.113.24', '203.0.113.25'],
      ttlSeconds: 60,
    })
  })

  it('answers IPv6 addresses in their short form', async () => {
    const data = [Buffer.from('20010db8000000000000000000000001', 'hex')]
    expect(
      (await ask('api.example.com', 'AAAA', { 'api.example.com AAAA': { ttlSeconds: 5, data } })).values,
    ).toEqual(['2001:db8::1'])
  })

  it.each([
    ['CNAME', [wireName('Target.example.net')], ['target.example.net.']],
    ['NS', [wireName('ns-1.example.net')], ['ns-1.example.net.']],
    ['MX', [Buffer.concat([numbers(10), wireName('mail.example.com')])], ['10 mail.example.com.']],
    [
      'SRV',
      [Buffer.concat([numbers(1, 10, 5269), wireName('xmpp.example.com')])],
      ['1 10 5269 xmpp.example.com.'],
    ],
    ['TXT', [text('v=spf1 ', 'say "no"')], ['"v=spf1 say \\"no\\""']],
  ])('spells %s records as Route 53 does', async (type, data, values) => {
    const zone = { [`x.example.com ${type}`]: { ttlSeconds: 60, data } }
    expect((await ask('x.example.com', type, zone)).values).toEqual(values)
  })

  it('takes "no such name" and "no such type" for an empty answer, not for an error', async () => {
    const zone = { 'api.example.com TXT': { ttlSeconds: 1, data: [text('x')] } }
    expect(await ask('gone.example.com', 'A', zone)).toEqual({ values: [], ttlSeconds: null })
    expect(await ask('api.example.com', 'A', zone)).toEqual({ values: [], ttlSeconds: null })
  })

  it('throws when the server refuses, so that nobody takes a refusal for "no record"', async () => {
    await expect(ask('api.example.com', 'A', { 'api.example.com A': 'refused' })).rejects.toThrow(/EREFUSED/)
  })

  it('says that a type cannot be asked for', async () => {
    await expect(ask('api.example.com', 'NAPTR', {})).rejects.toThrow(/NAPTR/)
  })

  it('asks a server known by name at the addresses that the look-up gives', async () => {
    const zone = { 'api.example.com A': { ttlSeconds: 60, data: [Buffer.from([203, 0, 113, 24])] } }
    const server = await nameServer(zone)
    const asked: string[] = []
    const resolver = nodeDnsResolver(settings, async (host) => {
      asked.push(host)
      return [server.address]
    })
    const first = await resolver.resolve('api.example.com', 'A', 'ns-1.awsdns.example', never)
    await resolver.resolve('api.example.com', 'A', 'ns-1.awsdns.example', never)
    await server.close()
    expect(first.values).toEqual(['203.0.113.24'])
    expect(asked).toEqual(['ns-1.awsdns.example'])
  })

  it('looks a server up again after a failed look-up', async () => {
    let tries = 0
    const resolver = nodeDnsResolver(settings, async () => {
      tries += 1
      throw new Error(`no address, try ${tries}`)
    })
    await expect(resolver.resolve('a.example', 'A', 'ns.example', never)).rejects.toThrow('try 1')
    await expect(resolver.resolve('a.example', 'A', 'ns.example', never)).rejects.toThrow('try 2')
  })

  it('gives up at once when the run is stopped, with the reason of the stop', async () => {
    const server = await nameServer({ 'api.example.com A': 'silent' })
    const stop = new AbortController()
    const slow = { ...settings, timeoutMs: 20_000 }
    const answer = nodeDnsResolver(slow, lookup).resolve('api.example.com', 'A', server.address, stop.signal)
    const stopped = expect(answer).rejects.toThrow('stopped by the operator')
    while (server.asked.length === 0) await new Promise((resolve) => setImmediate(resolve))
    stop.abort(new Error('stopped by the operator'))
    await stopped
    await server.close()
  })
})

describe('a question that nobody answers', () => {
  const hanging = () => {
    const { timer, goOff } = manualTimer()
    const looked: string[] = []
    const resolver = nodeDnsResolver(
      settings,
      (host) => {
        looked.push(host)
        return new Promise<never>(() => {})
      },
      timer,
    )
    return { resolver, goOff, looked }
  }

  it('is given up in all after its time, also when the system looks up the server for ever', async () => {
    const { resolver, goOff, looked } = hanging()
    const ask = () => resolver.resolve('api.example.com', 'A', 'ns-1.example.net', never)
    const first = ask()
    goOff()
    await expect(first).rejects.toThrow('ns-1.example.net did not answer about api.example.com (A) in 30 s')
    // The look-up that hung is not waited for a second time.
    const second = ask()
    goOff()
    await expect(second).rejects.toThrow('did not answer')
    expect(looked).toHaveLength(2)
  })

  it('is over at once when the run is stopped', async () => {
    const stop = new AbortController()
    const answer = hanging().resolver.resolve('api.example.com', 'A', 'ns-1.example.net', stop.signal)
    stop.abort(new Error('stopped'))
    await expect(answer).rejects.toThrow('stopped')
  })
})
