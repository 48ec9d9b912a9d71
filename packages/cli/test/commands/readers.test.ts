import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runCli } from '../../src/program.js'
import { fakeHost } from '../support/fake-host.js'
import { contentsOf, runCopy } from '../support/run-copy.js'

async function rehearsed(): Promise<string> {
  const directory = await runCopy()
  expect(await runCli(['rehearse', directory], fakeHost())).toBe(0)
  const [name = ''] = await readdir(join(directory, 'rehearsals'))
  return join(directory, 'rehearsals', name)
}

async function call(...words: readonly string[]) {
  const host = fakeHost()
  const code = await runCli(words, host)
  return { code, out: host.out(), err: host.err() }
}

test('status, report, watch and journal read a run and change nothing', async () => {
  const run = await rehearsed()
  const before = await contentsOf(run)
  const status = await call('status', run)
  expect(status).toMatchObject({ code: 0, err: '' })
  expect(status.out).toContain('archive-2026-10: completed (rehearsal)')
  const json = await call('status', run, '--output', 'json')
  expect(JSON.parse(json.out)).toMatchObject({ state: 'completed', steps: { total: 5, succeeded: 5 } })
  expect((await call('watch', run)).out).toContain('5 of 5 succeeded')
  expect((await call('report', run)).out).toBe(before['execution-report.md'])
  expect((await call('report', run, '--output', 'html')).out).toBe(before['execution-report.html'])
  expect(JSON.parse((await call('report', run, '--output', 'json')).out)).toMatchObject({
    verdict: 'completed',
  })
  expect(await call('journal', 'verify', run)).toMatchObject({ code: 0 })
  const shown = await call('journal', 'show', run, '--output', 'json', '--step', 'run')
  expect(shown.out.split('\n')[0]).toContain('"event":"lock-acquired"')
  // The whole id: `--step` wants it. The operator's name does not fit into 80 columns with it.
  expect((await call('journal', 'show', run)).out).toMatch(
    /approved dp-phase1-001-archive-db-final-snapshot-share ada/,
  )
  expect(await contentsOf(run)).toEqual(before)
})

test('a journal that was changed does not verify, and the process says so', async () => {
  const run = await rehearsed()
  const path = join(run, 'execution-log.jsonl')
  await writeFile(path, (await readFile(path, 'utf8')).replace('"approved"', '"skipped"'))
  const { code, out } = await call('journal', 'verify', run)
  expect(code).toBe(3)
  expect(out).toContain('The journal does not hold')
})

test('a torn last line is said, and is no damage; a rehearsal that was cut off is not said to be resumable', async () => {
  const run = await rehearsed()
  await appendFile(join(run, 'execution-log.jsonl'), '{"entry_id":"e9')
  const { code, out } = await call('journal', 'verify', run)
  expect(code).toBe(0)
  expect(out).toContain('Torn tail')
  const path = join(run, 'execution-log.jsonl')
  const entries = (await readFile(path, 'utf8')).split('\n').slice(0, 9)
  await writeFile(path, `${entries.join('\n')}\n`)
  const report = await call('report', run)
  expect(report.out).toContain('This was a rehearsal')
  expect(report.out).not.toContain('can be resumed')
})

test('a journal whose end is cut off is named so, with the last thing that it knows, and so is one that was not replayed', async () => {
  const run = await rehearsed()
  const path = join(run, 'execution-log.jsonl')
  const whole = await call('journal', 'verify', run)
  expect(whole.out).toMatch(/Ending\s+completed/)
  expect(whole.out).toMatch(/Replay\s+every entry by the rules of \d+\.\d+\.\d+/)
  const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -21)
  await writeFile(path, `${lines.join('\n')}\n`)
  const cut = await call('journal', 'verify', run)
  expect(cut.code).toBe(4)
  const last = JSON.parse(lines.at(-1) ?? '') as { entry_id: string; event: string }
  expect(cut.out).toContain('The journal holds, but it is interrupted or cut.')
  expect(cut.out).toContain(`${last.entry_id}, ${last.event}`)
  const json = JSON.parse((await call('journal', 'verify', run, '--output', 'json')).out)
  expect(json).toMatchObject({
    ok: true,
    replay: { kind: 'replayed' },
    ending: { last: { entry_id: last.entry_id, event: last.event } },
  })
  await rm(join(run, 'execution-steps.json'))
  const alone = await call('journal', 'verify', run)
  expect(alone.code).toBe(3)
  expect(alone.out).toContain('not replayed: the steps file is missing')
})

test('a folder without a journal is an error with a next step', async () => {
  const directory = await runCopy()
  const { code, err } = await call('status', directory)
  expect(code).toBe(3)
  expect(err).toContain('There is no journal')
})

test('actions are listed with what they change, and one with its parameters', async () => {
  expect((await call('actions')).out).toContain('snapshot-restore')
  expect((await call('actions', 'snapshot-copy')).out).toContain('target_kms_key_arn')
  expect((await call('actions', 'rm-rf')).code).toBe(2)
})

test('schemas are printed as they are published', async () => {
  const published = new URL('../../../../schemas/step-inputs.schema.json', import.meta.url)
  expect((await call('schema', 'step-inputs')).out).toBe(await readFile(published, 'utf8'))
  const wrong = await call('schema', 'nonsense')
  expect(wrong.code).toBe(2)
  expect(wrong.err).toContain('step-inputs')
})

test('an unknown command is a usage error; help and version are none', async () => {
  expect((await call('launch')).code).toBe(2)
  expect(await call('--help')).toMatchObject({ code: 0 })
  expect((await call('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/)
})
