import { readdir, readFile, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCli } from '../../src/program.js'
import { columns } from '../../src/terminal/text.js'
import { fakeHost, until } from '../support/fake-host.js'
import { contentsOf, runCopy } from '../support/run-copy.js'

async function onlyRehearsal(directory: string): Promise<string> {
  const names = await readdir(join(directory, 'rehearsals'))
  expect(names).toHaveLength(1)
  return join(directory, 'rehearsals', names[0] ?? '')
}

test('without a terminal the rehearsal answers by itself, says so, and completes', async () => {
  const directory = await runCopy()
  const before = await contentsOf(directory)
  const host = fakeHost()
  expect(await runCli(['rehearse', directory], host)).toBe(0)
  expect(host.err()).toBe('')
  expect(host.out()).toContain('There is no terminal: every question is answered automatically.')
  expect(host.out()).toContain('COMPLETED (rehearsal: nothing of it happened in AWS)')
  expect(host.out()).toContain('5 of 5 steps succeeded')
  for (const line of host.out().split('\n')) expect(columns(line)).toBeLessThanOrEqual(80)
  const outputs = await onlyRehearsal(directory)
  expect(await readdir(outputs)).toEqual(
    expect.arrayContaining(['execution-log.jsonl', 'execution-report.md', 'execution-summary.json']),
  )
  expect((await stat(outputs)).mode & 0o777).toBe(0o700)
  const after = Object.entries(await contentsOf(directory)).filter(
    ([path]) => !path.startsWith('rehearsals/'),
  )
  expect(Object.fromEntries(after)).toEqual(before)
})

test('every step is on the screen in order, with how it ended', async () => {
  const directory = await runCopy()
  const host = fakeHost()
  await runCli(['rehearse', directory, '--unattended'], host)
  const heads = [...host.out().matchAll(/^\[(\d+)\/5\] (\S+):/gm)].map(([, index, action]) => [index, action])
  expect(heads).toEqual([
    ['1', 'terraform-apply'],
    ['2', 'manual-decision'],
    ['3', 'snapshot-share'],
    ['4', 'freeze-writes'],
    ['5', 'release-freeze'],
  ])
  expect(host.out().match(/✓ done/g)).toHaveLength(5)
})

test('a second rehearsal gets a folder of its own', async () => {
  const directory = await runCopy()
  const nowMs = Date.parse('2031-05-06T07:08:09Z')
  for (let times = 0; times < 2; times += 1) await runCli(['rehearse', directory], fakeHost({ nowMs }))
  expect((await readdir(join(directory, 'rehearsals'))).sort()).toEqual([
    '2031-05-06T07-08-09',
    '2031-05-06T07-08-09-2',
  ])
})

test('a fault shows in the walk; a denied call is retried once it is allowed', async () => {
  const directory = await runCopy()
  const host = fakeHost()
  const fault = ['--fault', 'deny:rds:ModifyDBSnapshotAttribute:1']
  expect(await runCli(['rehearse', directory, ...fault], host)).toBe(0)
  expect(host.out()).toContain('✗ failed at execute: AccessDenied')
  expect(host.out()).toContain('5 of 5 steps succeeded')
})

test('a fault that is not understood is a usage error with an example', async () => {
  const directory = await runCopy()
  const host = fakeHost()
  expect(await runCli(['rehearse', directory, '--fault', 'explode:s3'], host)).toBe(2)
  expect(host.err()).toContain('throttle:rds:CopyDBSnapshot:1')
  expect(await readdir(directory)).not.toContain('rehearsals')
})

test('what cannot be compiled cannot be rehearsed, and nothing is left behind', async () => {
  const directory = await runCopy()
  const { rm } = await import('node:fs/promises')
  await rm(join(directory, 'step-inputs.json'))
  const host = fakeHost()
  expect(await runCli(['rehearse', directory], host)).toBe(8)
  expect(host.err()).toContain('exempt_principal_arns')
  expect(await readdir(directory)).not.toContain('rehearsals')
})

test('the made-up secret is gone afterwards and in no file that was written', async () => {
  const mark = (await readdir(tmpdir())).filter((name) => name.startsWith('cutover-rehearsal-'))
  const directory = await runCopy('orders-platform')
  const host = fakeHost()
  expect(await runCli(['rehearse', directory], host)).toBe(0)
  expect((await readdir(tmpdir())).filter((name) => name.startsWith('cutover-rehearsal-'))).toEqual(mark)
  const written = Object.values(await contentsOf(await onlyRehearsal(directory))).join('\n')
  expect(written).toContain('secret-put-value')
  expect(written).not.toMatch(/rehearsal-[A-Za-z0-9_-]{32}/)
  expect(host.out()).not.toMatch(/rehearsal-[A-Za-z0-9_-]{32}/)
})

test('events are lines of JSON on stderr', async () => {
  const directory = await runCopy()
  const host = fakeHost()
  await runCli(['rehearse', directory, '--events'], host)
  const events = host
    .err()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string })
  expect(events.filter((event) => event.kind === 'entry').length).toBeGreaterThan(20)
})

const DOWN = '\x1b[B'

test('at a terminal it asks as a run does, and hands the rest over when it is told to', async () => {
  const directory = await runCopy()
  const host = fakeHost({ tty: true })
  const ended = runCli(['rehearse', directory], host)
  await until(() => host.out().includes('Answer the rest for me') && host.listens(), 'the first question')
  host.stdin.write(`${DOWN}\r`)
  await until(() => host.out().includes('Step 1 of 5'), 'the first step')
  await until(() => host.out().includes('What do you decide?') && host.listens(), 'its question')
  host.stdin.write(`${DOWN.repeat(5)}\r`)
  expect(await ended).toBe(0)
  expect(host.out()).toContain('5 of 5 steps succeeded')
  expect(host.stdin.raw).toBe(false)
  const journal = await readFile(join(await onlyRehearsal(directory), 'execution-log.jsonl'), 'utf8')
  expect(journal).toContain('"mode":"rehearse"')
})

test('Ctrl-C at the plan ends with nothing begun and nothing left behind', async () => {
  const directory = await runCopy()
  const host = fakeHost({ tty: true })
  const ended = runCli(['rehearse', directory], host)
  await until(() => host.out().includes('Go, or no-go?') && host.listens(), 'the first question')
  host.stdin.write('\x03')
  expect(await ended).toBe(130)
  expect(host.out()).toContain('HALTED')
  expect(await readdir(await onlyRehearsal(directory))).toEqual([])
})

test('Ctrl-C at a step halts cleanly: the lock is gone, and the run can be read', async () => {
  const directory = await runCopy()
  const host = fakeHost({ tty: true })
  const ended = runCli(['rehearse', directory], host)
  await until(() => host.out().includes('Go, or no-go?') && host.listens(), 'the first question')
  host.stdin.write(`${DOWN}\r`)
  await until(() => host.out().includes('What do you decide?') && host.stdin.raw, 'the first step')
  host.stdin.write('\x03')
  expect(await ended).toBe(130)
  const outputs = await onlyRehearsal(directory)
  expect(await readdir(outputs)).not.toContain('RUNNING.lock')
  const status = fakeHost()
  expect(await runCli(['status', outputs], status)).toBe(0)
  expect(status.out()).toContain('halted')
})

test('a signal stops between two calls, a second one leaves at once', async () => {
  const directory = await runCopy()
  const host = fakeHost({ tty: true })
  const ended = runCli(['rehearse', directory], host)
  await until(() => host.out().includes('Go, or no-go?') && host.listens(), 'the first question')
  host.signal('SIGTERM')
  host.signal('SIGTERM')
  expect(await ended).toBe(130)
  expect(host.exits).toEqual([130])
})
