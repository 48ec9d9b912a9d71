import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { putInPlace, WRONG_KINDS } from '../../../core/test/support/wrong-files.js'
import { EXIT } from '../../src/exit-codes.js'
import { runCli } from '../../src/program.js'
import { fakeHost } from '../support/fake-host.js'
import { runCopy } from '../support/run-copy.js'

async function call(...words: readonly string[]) {
  const host = fakeHost()
  const code = await runCli(words, host)
  return { code, text: `${host.out()}${host.err()}`.replaceAll(/\s+/g, ' ') }
}

async function rehearsed(): Promise<string> {
  const directory = await runCopy()
  expect(await runCli(['rehearse', directory], fakeHost())).toBe(0)
  const [name = ''] = await readdir(join(directory, 'rehearsals'))
  return join(directory, 'rehearsals', name)
}

const PROFILES = ['--source-profile', 'old', '--target-profile', 'new']

describe.each(WRONG_KINDS)('a %s in the place of', (kind) => {
  test('the journal: every reader says so at once', async () => {
    const run = await rehearsed()
    putInPlace(join(run, 'execution-log.jsonl'), kind)
    for (const words of [['status'], ['watch'], ['report'], ['journal', 'verify'], ['journal', 'show']]) {
      const { code, text } = await call(...words, run)
      expect([words, code]).toEqual([words, 3])
      expect(text).toContain('execution-log.jsonl is not opened: it ')
      expect(text).toContain('Next ')
    }
  })

  test('the steps: every reader of them says so at once', async () => {
    const run = await rehearsed()
    putInPlace(join(run, 'execution-steps.json'), kind)
    for (const words of [['status'], ['watch'], ['report']]) {
      const { code, text } = await call(...words, run)
      expect([words, code]).toEqual([words, 3])
      expect(text).toContain('execution-steps.json is not opened: it ')
    }
  })

  test('the lock: status goes on, and a run does not begin', async () => {
    const run = await rehearsed()
    putInPlace(join(run, 'RUNNING.lock'), kind)
    expect(await call('status', run)).toMatchObject({ code: 0 })
    const directory = await runCopy()
    putInPlace(join(directory, 'RUNNING.lock'), kind)
    const host = fakeHost({ tty: true })
    expect(await runCli(['run', directory, ...PROFILES], host)).toBe(EXIT.locked)
    expect(host.err().replaceAll(/\s+/g, ' ')).toMatch(/RUNNING\.lock .* so its holder cannot be judged/)
  })

  test('an artifact: no command that reads it begins', async () => {
    const directory = await runCopy()
    putInPlace(join(directory, 'dependency-graph.json'), kind)
    for (const words of [
      ['compile', directory],
      ['rehearse', directory],
      ['preflight', directory, ...PROFILES],
    ]) {
      const { code, text } = await call(...words)
      expect([words[0], code]).toEqual([words[0], 3])
      expect(text).toContain('dependency-graph.json: refused: it ')
      // A link is told for where it leads.
      expect(text).toContain(kind === 'link' ? 'leaves the run directory' : '64 MiB')
    }
  })

  test('a sign-off: it is not signed', async () => {
    const directory = await runCopy()
    putInPlace(join(directory, 'cutover-checklist-data-plane.md'), kind)
    const host = fakeHost({ tty: true })
    expect(await runCli(['sign', directory, 'data'], host)).toBe(3)
    expect(host.err().replaceAll(/\s+/g, ' ')).toContain('cutover-checklist-data-plane.md: refused: it ')
  })
})
