import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { type SimulatorAddress, staticAwsFactory } from '../../src/aws/static-factory.js'
import { simulatedDns } from '../../src/dns/simulated-dns.js'
import type { RunOptions } from '../../src/run/options.js'
import { rehearsalTerraform } from '../../src/terraform/rehearsal-terraform.js'
import { scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { type Rehearsal, readJson, rehearsalOf, YES } from '../run/rehearsal.js'

let rehearsal: Rehearsal
let elsewhere: string
beforeEach(async () => {
  rehearsal = await rehearsalOf('minimal')
  elsewhere = join(dirname(rehearsal.directory), 'rehearsed')
})
afterEach(() => rehearsal.dispose())

/** Ports of a rehearsal, as core makes them. */
function simulated(address?: SimulatorAddress): Required<Pick<RunOptions, 'aws' | 'terraform' | 'dns'>> {
  const { facts, seeded, directory } = rehearsal
  const here = { kind: 'in-process', requestHandler: seeded.simulator.requestHandler() } as const
  const side = (name: 'source' | 'target') => ({ ...facts[name], credentials: seeded.credentials[name] })
  const settings = { source: side('source'), target: side('target'), readAttempts: 1 }
  return {
    aws: () => staticAwsFactory({ ...settings, address: address ?? here }),
    terraform: () => rehearsalTerraform({ runDirectory: directory, onApplied: seeded.applyTargetShape }),
    dns: simulatedDns(seeded.dns),
  }
}

const startedMode = async (journal: string) => {
  const line = (await readFile(journal, 'utf8')).split('\n').find((text) => text.includes('"run-started"'))
  return (JSON.parse(line ?? '{}') as { data?: { mode?: string } }).data?.mode
}

describe('a folder for a rehearsal makes none of a run', () => {
  // The helper's own ports are not marked: to a run they are what a real account's are.
  const LIKE_REAL: readonly [string, () => Partial<RunOptions>][] = [
    ['every port is real', () => ({})],
    ['only terraform is simulated', () => ({ terraform: simulated().terraform })],
    ['only the accounts are simulated', () => ({ aws: simulated().aws })],
    ['only DNS is real', () => ({ ...simulated(), dns: rehearsal.seeded.dns })],
    [
      'a simulated factory is copied, with a flag that says so',
      () => ({ ...simulated(), aws: (facts) => ({ ...simulated().aws(facts), simulated: true }) }),
    ],
    [
      'something is put around a simulated factory',
      () => ({ ...simulated(), aws: (facts) => new Proxy(simulated().aws(facts), {}) }),
    ],
    [
      'the function in this process is one of the SDK’s handlers, which open sockets',
      () => simulated({ kind: 'in-process', requestHandler: new NodeHttpHandler() }),
    ],
    [
      'the accounts are behind an address',
      () => simulated({ kind: 'endpoint', endpoint: 'http://127.0.0.1:9' }),
    ],
  ]

  test.each(LIKE_REAL)('when %s: refused before anything is touched', async (_, ports) => {
    const before = await readdir(rehearsal.directory, { recursive: true })
    const approvals = scriptedApprovals(YES)
    const run = rehearsal.run(approvals, { ...ports(), rehearsalDirectory: elsewhere })
    await expect(run).rejects.toMatchObject({
      code: 'usage/invalid',
      message: expect.stringContaining('rehearsalDirectory'),
    })
    expect(approvals.shown).toEqual([])
    expect(await readdir(rehearsal.directory, { recursive: true })).toEqual(before)
    expect(await readdir(dirname(rehearsal.directory))).toEqual(['run'])
    expect(rehearsal.seeded.simulator.log.records).toEqual([])
  })
})

test('some ports simulated and some not is nothing that could be filed, with or without a folder', async () => {
  const run = rehearsal.run(scriptedApprovals(YES), { aws: simulated().aws })
  await expect(run).rejects.toMatchObject({
    code: 'usage/invalid',
    message: expect.stringMatching(/aws is sim/),
  })
  expect(await readdir(rehearsal.directory)).not.toContain('RUNNING.lock')
})

test('a simulated port cannot be given other methods afterwards', () => {
  const { aws, terraform, dns } = simulated()
  for (const port of [aws(rehearsal.facts), terraform(rehearsal.facts), dns])
    expect(Object.isFrozen(port)).toBe(true)
})

test('simulated ports are filed as a rehearsal, also where no folder of its own was given', async () => {
  const result = await rehearsal.run(scriptedApprovals(YES), simulated())
  expect(result).toMatchObject({ verdict: 'completed', summary: { rehearsal: true } })
  expect(await startedMode(join(rehearsal.directory, 'execution-log.jsonl'))).toBe('rehearse')
  expect(await readFile(join(rehearsal.directory, 'execution-report.md'), 'utf8')).toContain('(rehearsal)')
})

test('a rehearsal in a folder of its own is written there alone', async () => {
  const result = await rehearsal.run(scriptedApprovals(YES), {
    ...simulated(),
    rehearsalDirectory: elsewhere,
  })
  expect(result).toMatchObject({ verdict: 'completed', outputDirectory: elsewhere })
  expect(await readJson(join(elsewhere, 'execution-summary.json'))).toMatchObject({ rehearsal: true })
  expect(await readdir(rehearsal.directory)).not.toContain('execution-log.jsonl')
})

test.each([
  ['a real run', 'a rehearsal', () => simulated(), () => ({})],
  ['a rehearsal', 'a real run', () => ({}), () => simulated()],
])('%s does not go on with the journal of %s', async (_, of, first, second) => {
  const stop = scriptedApprovals({ kinds: { plan: { decision: 'go' } } })
  expect(await rehearsal.run(stop, first())).toMatchObject({ verdict: 'halted' })
  const before = await rehearsal.journal()
  const run = rehearsal.run(scriptedApprovals(YES), { ...second(), resume: true })
  await expect(run).rejects.toMatchObject({ code: 'usage/invalid', message: expect.stringContaining(of) })
  expect(await rehearsal.journal()).toEqual(before)
  expect(await readdir(rehearsal.directory)).not.toContain('RUNNING.lock')
})
