import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findOwnExport } from '../../src/actions/dynamodb/export/look.js'
import { findOwnImport } from '../../src/actions/dynamodb/import/look.js'
import { notCarried } from '../../src/actions/dynamodb/import/not-carried.js'
import { lookAtGroup, lookAtInstance } from '../../src/actions/freeze/by-parameter/look.js'
import type { ReadContext } from '../../src/actions/kit/definition.js'
import { listGrants } from '../../src/actions/kms/grant/look.js'
import { readRecordSets } from '../../src/actions/route53/zone.js'
import { ebsSnapshots } from '../../src/actions/snapshots/kinds/ebs.js'
import type { AwsAccount } from '../../src/aws/account.js'
import { allItems, itemsOf, MOST_PAGES } from '../../src/aws/pages.js'
import { simulatePermissions } from '../../src/preflight/simulate-permissions.js'

/** Every operation of every service answers a page that is not the last one, and counts. */
function account(token: (call: number) => string): AwsAccount & { readonly asked: Map<string, number> } {
  const asked = new Map<string, number>()
  const operation = (name: string) => async () => {
    const call = (asked.get(name) ?? 0) + 1
    asked.set(name, call)
    const next = token(call)
    return {
      ...{ NextToken: next, Marker: next, NextMarker: next, NextRecordName: next },
      ...{ Truncated: true, IsTruncated: true },
    }
  }
  const client = new Proxy({}, { get: (_, name) => (name === 'then' ? undefined : operation(String(name))) })
  const base = { side: 'source', mode: 'read', accountId: '111111111111', profile: 'p', region: 'eu-west-1' }
  return { ...base, asked, service: async () => client } as never
}

const { signal } = new AbortController()
const contextOf = (side: AwsAccount) =>
  ({ source: side, target: side, signal, token: 't', earlierTokens: [] }) as unknown as ReadContext
const TABLE = 'arn:aws:dynamodb:eu-west-1:111111111111:table/orders'
const INSTANCE = 'arn:aws:rds:eu-west-1:111111111111:db:orders'

const LISTINGS: readonly (readonly [string, (side: AwsAccount) => Promise<unknown>])[] = [
  ['dynamodb:ListExports', (side) => findOwnExport(TABLE, contextOf(side))],
  ['dynamodb:ListImports', (side) => findOwnImport(TABLE, contextOf(side))],
  ['dynamodb:ListTagsOfResource', (side) => notCarried({ TableArn: TABLE }, {} as never, contextOf(side))],
  ['ec2:DescribeSnapshots', (side) => ebsSnapshots.findCopies(side, 'orders', signal)],
  ['kms:ListGrants', (side) => listGrants({ key_arn: 'k' } as never, contextOf(side))],
  ['rds:DescribeDBInstances', (side) => lookAtInstance(INSTANCE, contextOf(side))],
  ['rds:DescribeDBParameters', (side) => lookAtGroup(INSTANCE, 'g', 'read_only', contextOf(side))],
  [
    'route53:ListResourceRecordSets',
    (side) => readRecordSets('Z1', [{ name: 'a.example.', type: 'A', setIdentifier: null }], contextOf(side)),
  ],
  [
    'iam:SimulatePrincipalPolicy',
    (side) => {
      const one = { account: side, callerArn: 'arn:aws:iam::111111111111:role/cutover' }
      const needs = { side: 'source', action: 'kms:ListGrants', resources: ['*'], access: 'read' } as const
      return simulatePermissions([needs], { source: one, target: one }).catch((error: Error) => {
        throw error.cause
      })
    },
  ],
]

describe.each(LISTINGS)('the listing of %s', (operation, list) => {
  test('that repeats its token is an error that names it, and is not read a third time', async () => {
    const side = account(() => 'again')
    await expect(list(side)).rejects.toMatchObject({
      code: 'aws/unbounded-answer',
      message: expect.stringContaining(`${operation} leads back to a page`),
    })
    expect(Math.max(...side.asked.values())).toBeLessThanOrEqual(3)
  })

  test('that never ends is an error that names it', async () => {
    const side = account((call) => `token-${call}`)
    await expect(list(side)).rejects.toMatchObject({
      code: 'aws/unbounded-answer',
      message: expect.stringContaining(`${operation} goes on after ${MOST_PAGES} pages`),
    })
    expect(Math.max(...side.asked.values())).toBeLessThanOrEqual(MOST_PAGES + 1)
  })
})

describe('a listing', () => {
  const pages: Record<string, { items: number[]; next?: string }> = {
    first: { items: [1, 2], next: 'b' },
    b: { items: [], next: 'c' },
    c: { items: [3], next: '' },
  }
  const read = async (from: string | undefined) => ({ next: undefined, ...pages[from ?? 'first'] }) as never

  test('gives the items of all its pages, also behind an empty one, and ends at an empty token', async () => {
    expect(await allItems('a:B', read)).toEqual([1, 2, 3])
  })

  test('reads no page before it is wanted', async () => {
    const asked: unknown[] = []
    const items = itemsOf('a:B', (from: string | undefined) => {
      asked.push(from)
      return read(from)
    })
    for await (const item of items) if (item === 2) break
    expect(asked).toEqual([undefined])
  })

  test('that leads back over several pages is noticed', async () => {
    const loop = async (from: number | undefined) => ({ items: [0], next: ((from ?? 0) + 1) % 3 })
    await expect(allItems('a:B', loop)).rejects.toThrow('a:B leads back to a page')
  })
})

test('whoever follows a token does so through the one function that ends', () => {
  const root = join(import.meta.dirname, '../../src')
  const following = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
    .filter(({ text }) =>
      /\b(?:Next(?:Token|Marker|RecordName)|Marker|ContinuationToken|ExclusiveStart\w+)\b *[:=]/.test(text),
    )
  expect(following.length).toBeGreaterThan(5)
  expect(following.filter(({ text }) => !text.includes("aws/pages.js'")).map(({ path }) => path)).toEqual([])
})
