import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { actions, assertCompiled, compile, loadRunDirectory, stepFacts } from '@cutover/core'
import { type Simulator, simulatorFor } from '@cutover/simulator'
import { runCli } from '../../src/program.js'
import { fakeHost } from '../support/fake-host.js'
import { contentsOf, runCopy } from '../support/run-copy.js'

/** A day after the example's artifacts were captured. */
const NOW_MS = Date.parse('2026-10-13T08:00:00Z')
const TERRAFORM = `#!/bin/sh
if [ "$1" = validate ]; then echo '{"valid":true,"error_count":0,"warning_count":0,"diagnostics":[]}'; fi
`

let folder: string
let simulator: Simulator
let endpoint: Awaited<ReturnType<Simulator['listen']>>
let env: Record<string, string>
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutover-preflight-'))
  const run = await loadRunDirectory(await runCopy())
  simulator = simulatorFor(
    {
      facts: stepFacts(run.artifacts).facts,
      steps: assertCompiled(compile(run.artifacts, actions)),
      datastores: run.artifacts.dataPlan.datastores,
    },
    { startMs: NOW_MS },
  ).simulator
  endpoint = await simulator.listen()
  const profile = (name: string, key: string) =>
    `[profile ${name}]\naws_access_key_id = ${key}\naws_secret_access_key = s\n`
  await writeFile(
    join(folder, 'config'),
    profile('old', 'AKIAREHEARSALSOURCE0') + profile('new', 'AKIAREHEARSALTARGET0'),
  )
  await writeFile(join(folder, 'credentials'), '')
  await writeFile(join(folder, 'terraform'), TERRAFORM)
  await chmod(join(folder, 'terraform'), 0o755)
  env = {
    USER: 'ada',
    NO_COLOR: '1',
    PATH: folder,
    AWS_ENDPOINT_URL: endpoint.endpoint,
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
  }
})
afterEach(async () => {
  await endpoint.close()
  await rm(folder, { recursive: true, force: true })
})

async function preflight(directory: string, source: string, target: string, ...more: readonly string[]) {
  const host = fakeHost({ env, nowMs: NOW_MS })
  const words = ['preflight', directory, '--source-profile', source, '--target-profile', target, ...more]
  return { code: await runCli(words, host), out: host.out(), err: host.err() }
}

test('shows every check, and leaves no journal, no lock and no steps behind', async () => {
  const directory = await runCopy()
  const before = await contentsOf(directory)
  const { code, out } = await preflight(directory, 'old', 'new')
  expect(out).toContain('Pre-flight passed.')
  expect(code).toBe(0)
  expect(out.match(/^✓ /gm)).toHaveLength(11)
  expect(await contentsOf(directory)).toEqual(before)
})

test('swapped profiles fail with what to type, and 3 is what the process ends with', async () => {
  const directory = await runCopy()
  const before = await contentsOf(directory)
  const { code, out } = await preflight(directory, 'new', 'old')
  expect(code).toBe(3)
  expect(out).toContain('The profiles look swapped')
  expect(out).toContain('→ Swap them: --source-profile old --target-profile new')
  expect(out).toMatch(
    /Pre-flight failed: 1 of 11 checks failed, \d could not be made\. Nothing was started\./,
  )
  expect(await contentsOf(directory)).toEqual(before)
})

test('as JSON it has every row with its code and its remedy', async () => {
  const { code, out } = await preflight(await runCopy(), 'old', 'absent', '--output', 'json')
  expect(code).toBe(3)
  const report = JSON.parse(out) as { ok: boolean; rows: { name: string }[] }
  expect(report.ok).toBe(false)
  expect(report.rows).toContainEqual(
    expect.objectContaining({
      name: 'profiles',
      ok: 'failed',
      code: 'credentials/unknown-profile',
      remedy: 'aws configure sso --profile absent',
    }),
  )
})

test('a lock that an ended run left is a warning; a live one a failure, and terraform is left alone', async () => {
  const directory = await runCopy()
  const holder = {
    pid: 999_999_999,
    host: (await import('node:os')).hostname(),
    operator: 'grace',
    command: 'cutover run',
    started_at: '2026-10-13T07:00:00.000Z',
    process_start_time: 'then',
    fence: 1,
  }
  await writeFile(join(directory, 'RUNNING.lock'), JSON.stringify(holder))
  const stale = await preflight(directory, 'old', 'new')
  expect(stale.out).toContain('A run of grace left its lock behind')
  expect(stale.code).toBe(0)
  await writeFile(join(directory, 'RUNNING.lock'), JSON.stringify({ ...holder, host: 'elsewhere' }))
  const held = await preflight(directory, 'old', 'new')
  expect(held.code).toBe(3)
  expect(held.out).toContain('grace holds the lock since 2026-10-13T07:00:00.000Z')
  expect(held.out).toContain('– Terraform initialises and validates')
})
