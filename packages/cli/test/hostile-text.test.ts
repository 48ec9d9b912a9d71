import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256, writeSignature } from '@cutover/core'
import { runCli } from '../src/program.js'
import { fakeHost } from './support/fake-host.js'
import { runCopy } from './support/run-copy.js'

/** Sets the window's title, clears the screen, rings, goes back, hides, and turns the reading direction. */
const ATTACK = '\\u001b]0;owned\\u0007\\u001b[2J\\u001b[8m\\r\\u0008\\u009b31m\\u202ereversed\\u2028'
const HARMLESS_CONTROLS = new Set(['\n', '\t'])

/** Characters that a terminal acts on instead of showing them. */
function controlsIn(text: string): readonly string[] {
  return [...text].filter(
    (char) =>
      !HARMLESS_CONTROLS.has(char) &&
      /[\p{Cc}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(char),
  )
}

/** A run directory whose data-plane checklist says hostile things, signed as if somebody had read it. */
async function hostileRun(): Promise<string> {
  const directory = await runCopy()
  const json = join(directory, 'cutover-checklist-data-plane.json')
  const markdown = join(directory, 'cutover-checklist-data-plane.md')
  const text = (await readFile(json, 'utf8'))
    .replace('Freeze writes to archive-invoices.', `Freeze ${ATTACK} writes.`)
    .replaceAll('"owner_team": "archive"', `"owner_team": "archive ${ATTACK}"`)
  await writeFile(json, text)
  const signature = { name: 'Ines Duarte', date: '2026-10-12', sha256: sha256(text) }
  await writeFile(markdown, writeSignature(await readFile(markdown, 'utf8'), signature))
  return directory
}

test('escape sequences of an artifact reach no output of any command that shows it', async () => {
  const directory = await hostileRun()
  const call = async (...words: readonly string[]) => {
    const host = fakeHost()
    const code = await runCli(words, host)
    expect([words[0], controlsIn(host.out() + host.err())]).toEqual([words[0], []])
    return { code, text: host.out() + host.err() }
  }
  expect((await call('compile', directory)).code).toBe(0)
  expect((await call('policy', directory)).code).toBe(0)
  expect((await call('rehearse', directory)).code).toBe(0)
  const [name = ''] = await readdir(join(directory, 'rehearsals'))
  const run = join(directory, 'rehearsals', name)
  for (const words of [
    ['status', run],
    ['report', run],
    ['journal', 'show', run],
    ['watch', run],
  ])
    expect((await call(...words)).code).toBe(0)
  // The text itself is there, made visible: the test would be empty otherwise.
  expect((await call('rehearse', directory)).text).toMatch(/owned/)
})

test.each(['text', 'json'])(
  'a hostile item id is shown, not sent, in the table of what cannot be known (%s)',
  async (format) => {
    const directory = await runCopy()
    await rm(join(directory, 'step-inputs.json'))
    for (const extension of ['json', 'md']) {
      const path = join(directory, `cutover-checklist-data-plane.${extension}`)
      const id = extension === 'json' ? `dp-2${ATTACK}` : 'dp-2'
      await writeFile(path, (await readFile(path, 'utf8')).replaceAll('"dp-2"', `"${id}"`))
    }
    const json = await readFile(join(directory, 'cutover-checklist-data-plane.json'), 'utf8')
    const markdown = join(directory, 'cutover-checklist-data-plane.md')
    const signature = { name: 'Ines Duarte', date: '2026-10-12', sha256: sha256(json) }
    await writeFile(markdown, writeSignature(await readFile(markdown, 'utf8'), signature))
    const host = fakeHost()
    expect([await runCli(['compile', directory, '--output', format], host), host.err()]).toEqual([8, ''])
    expect(controlsIn(host.out())).toEqual([])
    expect(host.out()).toMatch(/dp-2\\(x1b|u001b)\]0;owned/)
  },
)
