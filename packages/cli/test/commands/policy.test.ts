import { runCli } from '../../src/program.js'
import { fakeHost } from '../support/fake-host.js'
import { contentsOf, runCopy } from '../support/run-copy.js'

async function policy(directory: string, ...words: readonly string[]) {
  const host = fakeHost()
  const code = await runCli(['policy', directory, ...words], host)
  return { code, out: host.out(), err: host.err() }
}

test('prints one document per account and plane, and writes nothing', async () => {
  const directory = await runCopy()
  const before = await contentsOf(directory)
  const { code, out } = await policy(directory)
  expect(code).toBe(0)
  expect(out).toContain('# source-cutover-data-plane: source account 111111111111, attached in addition')
  expect(out).toContain('"rds:ModifyDBSnapshotAttribute"')
  expect(out).not.toContain('"Resource": [\n        "*"')
  expect(await contentsOf(directory)).toEqual(before)
})

test('as JSON each document is what IAM takes', async () => {
  const { out } = await policy(await runCopy('orders-platform'), '--output', 'json')
  const policies = JSON.parse(out) as {
    name: string
    account_id: string
    characters: number
    document: object
  }[]
  expect(policies.map(({ name, account_id }) => [name, account_id])).toEqual([
    ['source-cutover-data-plane', '111111111111'],
    ['target-cutover-control-plane', '222222222222'],
    ['target-cutover-control-plane-2', '222222222222'],
    ['target-cutover-data-plane', '222222222222'],
  ])
  for (const { characters, document } of policies) {
    expect(characters).toBeLessThanOrEqual(6144)
    expect(document).toMatchObject({ Version: '2012-10-17' })
  }
})

test('a folder that is no run directory is an input error', async () => {
  expect(await policy('/nowhere')).toMatchObject({ code: 3 })
})
