import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCli } from '../../src/program.js'
import { fakeHost } from '../support/fake-host.js'
import { contentsOf, runCopy } from '../support/run-copy.js'

const SRC = fileURLToPath(new URL('../../src/', import.meta.url))
const PROFILES = ['--source-profile', 'old', '--target-profile', 'new']

test('without a terminal the run refuses, names the library, and leaves nothing behind', async () => {
  const directory = await runCopy()
  const before = await contentsOf(directory)
  const host = fakeHost()
  expect(await runCli(['run', directory, ...PROFILES], host)).toBe(2)
  expect(host.err()).toContain('there is no terminal to ask at')
  expect(host.err()).toContain('@cutover/core')
  expect(host.err()).not.toContain('    at ')
  expect(await contentsOf(directory)).toEqual(before)
})

test('missing profiles and a missing directory are usage errors that say what to type', async () => {
  const host = fakeHost({ tty: true })
  expect(await runCli(['run', '/nowhere'], host)).toBe(2)
  expect(host.err()).toContain('MIGRATION_SOURCE_PROFILE')
  const other = fakeHost({ tty: true })
  expect(await runCli(['run'], other)).toBe(2)
  expect(other.err()).toContain('cutover run --run-id <id>')
})

test('profiles and the run id lead to the planner’s folder', async () => {
  const env = {
    MIGRATION_SOURCE_PROFILE: 'old',
    MIGRATION_TARGET_PROFILE: 'new',
    AWS_MIGRATION_ROOT: '/no/such/root',
    NO_COLOR: '1',
  }
  const host = fakeHost({ tty: true, env })
  expect(await runCli(['run', '--run-id', 'r-1'], host)).toBe(3)
  expect(host.err()).toContain('/no/such/root/runs/old-to-new-r-1')
})

test('no option of any command approves anything', async () => {
  for (const command of ['run', 'sign', 'compile']) {
    const host = fakeHost()
    await runCli([command, '--help'], host)
    expect(host.out()).not.toMatch(/--(yes|approve|force|auto|unattended|skip|no-)/)
  }
})

test('the code of `run` cannot reach the code that answers by itself', async () => {
  const reached = await reachableFrom(join(SRC, 'commands/run.ts'))
  expect(reached.size).toBeGreaterThan(20)
  expect([...reached].filter((path) => path.includes('/rehearse'))).toEqual([])
  const all = await readdir(join(SRC, 'rehearse'))
  expect(all).toContain('auto-answers.ts')
})

/** Every file of this package that a file imports, directly or not. */
async function reachableFrom(path: string, seen = new Set<string>()): Promise<ReadonlySet<string>> {
  if (seen.has(path)) return seen
  seen.add(path)
  const text = await readFile(path, 'utf8')
  for (const [, specifier] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g))
    await reachableFrom(resolve(dirname(path), (specifier ?? '').replace(/\.js$/, '.ts')), seen)
  return seen
}
