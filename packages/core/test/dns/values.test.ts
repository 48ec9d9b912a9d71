import fc from 'fast-check'
import { canonicalDnsName, canonicalDnsValue, canonicalDnsValues } from '../../src/dns/values.js'

describe('spelling of DNS values', () => {
  it.each([
    ['API.Example.com', 'api.example.com.'],
    ['api.example.com.', 'api.example.com.'],
    ['\\052.example.com', '*.example.com.'],
  ])('writes the name %s as %s', (name, canonical) => {
    expect(canonicalDnsName(name)).toBe(canonical)
  })

  it.each([
    ['A', ' 192.0.2.1 ', '192.0.2.1'],
    ['AAAA', '2001:0DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['CNAME', 'Target.Example.net', 'target.example.net.'],
    ['MX', '010  mail.example.com', '10 mail.example.com.'],
    ['TXT', '"v=spf1 " "-all"', '"v=spf1 -all"'],
    ['TXT', '"a\\"b\\\\c"', '"a\\"b\\\\c"'],
    ['TXT', '"\\101BC"', '"ABC"'],
    ['CAA', '0  issue "ca.example"', '0 issue "ca.example"'],
    ['AAAA', 'not an address', 'not an address'],
  ])('writes the %s value %s as %s', (type, value, canonical) => {
    expect(canonicalDnsValue(type, value)).toBe(canonical)
  })

  it('is the same after a second time, and ignores order and repetition', () => {
    const value = fc.oneof(fc.ipV4(), fc.domain(), fc.ipV6(), fc.string({ maxLength: 20 }))
    fc.assert(
      fc.property(
        fc.constantFrom('A', 'AAAA', 'CNAME', 'MX', 'TXT', 'CAA'),
        fc.array(value),
        (type, values) => {
          const once = canonicalDnsValues(type, values)
          expect(canonicalDnsValues(type, once)).toEqual(once)
          expect(canonicalDnsValues(type, [...values].reverse())).toEqual(once)
        },
      ),
    )
  })
})
