import { readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { runCli } from '../src/program.js'
import { type FakeHost, fakeHost } from './support/fake-host.js'
import { runCopy } from './support/run-copy.js'

/** Sets the title, clears, hides, rings, goes back, colours by one byte, turns, and breaks the line. */
const ATTACK = '\x1b]0;owned\x07\x1b[2J\x1b[8m\r\b\u009b31m\u202ereversed\u2066\u2028\x7f'
/** What a file name and an argument can hold of it. */
const IN_A_PATH = ATTACK.replaceAll('/', '')

/** The commands below one, by the help that it prints. */
async function commandsBelow(words: readonly string[]): Promise<readonly string[]> {
  const host = fakeHost()
  await runCli([...words, '--help'], host)
  const [, list = ''] = host.out().split('\nCommands:\n')
  const names = list.split('\n').flatMap((line) => /^ {2}([a-z][\w-]*)/.exec(line)?.[1] ?? [])
  const own = names.filter((name) => name !== 'help').map((name) => [...words, name])
  const below = await Promise.all(own.map(async (one) => [one.join(' '), ...(await commandsBelow(one))]))
  return below.flat()
}

/** Every string of a document with the attack behind it; names of fields stay, so that it is read. */
function poisoned(value: unknown): unknown {
  if (typeof value === 'string') return `${value}${ATTACK}`
  if (Array.isArray(value)) return value.map(poisoned)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, poisoned(member)]))
}

async function jsonFilesOf(directory: string): Promise<readonly string[]> {
  return (await readdir(directory))
    .filter((name) => /\.jsonl?$/.test(name))
    .map((name) => join(directory, name))
}

async function poison(path: string): Promise<void> {
  const text = await readFile(path, 'utf8')
  const read = (line: string) => JSON.stringify(poisoned(JSON.parse(line)))
  const isLines = path.endsWith('.jsonl')
  await writeFile(
    path,
    isLines
      ? text
          .trimEnd()
          .split('\n')
          .map((line) => `${read(line)}\n`)
          .join('')
      : read(text),
  )
}

/** A run directory of a hostile name, with a rehearsal in it. */
async function hostileDirectory(): Promise<{ readonly directory: string; readonly rehearsed: string }> {
  const plain = await runCopy()
  const directory = join(dirname(plain), `run ${IN_A_PATH}`)
  await rename(plain, directory)
  expect(await call(['rehearse', directory])).toBe(0)
  const [name = ''] = await readdir(join(directory, 'rehearsals'))
  return { directory, rehearsed: join(directory, 'rehearsals', name) }
}

/** Characters that a terminal acts on, in what was printed where there is no terminal: none is ours. */
function controlsIn(host: FakeHost): readonly string[] {
  return [...(host.out() + host.err())].filter(
    (char) => char !== '\n' && /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(char),
  )
}

const ENV = {
  USER: `ada${ATTACK}`,
  AWS_MIGRATION_ROOT: `/nowhere/${IN_A_PATH}`,
  AWS_CONFIG_FILE: `/nowhere/${IN_A_PATH}`,
  AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
  MIGRATION_SOURCE_PROFILE: `old${ATTACK}`,
  MIGRATION_TARGET_PROFILE: `new${ATTACK}`,
}

/** How many outputs repeated the attack, made visible: without one, nothing was tried. */
let repeated = 0

async function call(words: readonly string[]): Promise<number> {
  const host = fakeHost({ env: ENV, cwd: '/' })
  const code = await runCli(words, host)
  expect([words[0], controlsIn(host)]).toEqual([words[0], []])
  if (/\\x1b\]0;owned|\\u001b\]0;owned/.test(host.out() + host.err())) repeated += 1
  return code
}

beforeEach(() => {
  repeated = 0
})

/** How each command is called over a run directory; a command that is new has to be added. */
const CALLS: Readonly<Record<string, (run: string) => readonly (readonly string[])[]>> = {
  run: (run) => [[run], ['--run-id', `id${ATTACK}`], [run, '--resume']],
  rehearse: (run) => [[run], [run, '--events'], [run, '--fault', `x${ATTACK}`], [run, '--seed', ATTACK]],
  compile: (run) => [[run], [run, '--output', 'json']],
  sign: (run) => [
    [run, 'control'],
    [run, ATTACK],
  ],
  preflight: (run) => [[run], [run, '--output', 'json']],
  policy: (run) => [[run], [run, '--output', 'json']],
  status: (run) => [[run], [run, '--output', 'json']],
  watch: (run) => [[run]],
  report: (run) => [[run], [run, '--output', 'json'], [run, '--output', 'html']],
  journal: () => [[]],
  'journal verify': (run) => [[run], [run, '--output', 'json']],
  // A step that is not there has no entries: nothing is printed.
  'journal show': (run) => [[run], [run, '--output', 'json'], [run, '--step', `cp${ATTACK}`]],
  actions: () => [[], [`x${ATTACK}`], ['--output', ATTACK]],
  schema: () => [['step-inputs'], [`x${ATTACK}`]],
}

/** Every call of every command, and what commander says to words that it does not know. */
async function callAll(run: string): Promise<void> {
  for (const [command, calls] of Object.entries(CALLS))
    for (const more of calls(run)) {
      // Nobody stops watching a run that never began.
      if (command === 'watch' && !run.includes('rehearsals')) continue
      await call([...command.split(' '), ...more])
    }
}

test('every command of the program is called here', async () => {
  expect([...(await commandsBelow([]))].sort()).toEqual(Object.keys(CALLS).sort())
})

test('a hostile name of a directory, of profiles, of variables and of options reaches no output', async () => {
  const { directory, rehearsed } = await hostileDirectory()
  await callAll(directory)
  await callAll(rehearsed)
  for (const command of ['', ...Object.keys(CALLS)]) {
    const words = command.split(' ').filter((word) => word !== '')
    await call([...words, `--${ATTACK}`])
    await call([...words, `--output=${ATTACK}`])
    // Watching waits for a run that is not there yet.
    if (command !== 'watch') await call([...words, ATTACK])
    await call([...words, '--help'])
  }
  expect(repeated).toBeGreaterThan(30)
}, 180_000)

test('a run directory in which every text is hostile is refused without a byte of it reaching the terminal', async () => {
  const { directory, rehearsed } = await hostileDirectory()
  const files = [...(await jsonFilesOf(directory)), ...(await jsonFilesOf(rehearsed))]
  expect(files.length).toBeGreaterThan(10)
  // Each alone, for what is read first hides what comes after it; then all of them.
  for (const path of files) {
    const text = await readFile(path, 'utf8')
    await poison(path)
    await call(['compile', directory])
    await call(['status', rehearsed])
    await call(['journal', 'show', rehearsed])
    await writeFile(path, text)
  }
  for (const path of files) await poison(path)
  await callAll(directory)
  await callAll(rehearsed)
  expect(repeated).toBeGreaterThan(30)
}, 180_000)
