import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCli } from '../src/program.js'
import { fakeHost } from './support/fake-host.js'

async function help(...words: readonly string[]): Promise<string> {
  const host = fakeHost()
  expect(await runCli([...words, '--help'], host)).toBe(0)
  return host.out()
}

/** The commands below one, by the help that it prints. */
async function commandsBelow(words: readonly string[]): Promise<readonly (readonly string[])[]> {
  const [, list = ''] = (await help(...words)).split('\nCommands:\n')
  const names = list.split('\n').flatMap((line) => /^ {2}([a-z][\w-]*)/.exec(line)?.[1] ?? [])
  const own = names.filter((name) => name !== 'help').map((name) => [...words, name])
  return [...own, ...(await Promise.all(own.map(commandsBelow))).flat()]
}

/** Every option that there is, by command. */
async function allOptions(): Promise<Readonly<Record<string, readonly string[]>>> {
  const commands = [[], ...(await commandsBelow([]))]
  const found = await Promise.all(
    commands.map(async (words) => {
      const options = (await help(...words)).matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)
      return [words.join(' '), [...options].map(([, name]) => name ?? '').sort()] as const
    }),
  )
  return Object.fromEntries(found)
}

describe('the options of all commands', () => {
  // A new option of a command that walks belongs in this list only if it cannot answer a question.
  const OF_WALKS: Readonly<Record<string, readonly string[]>> = {
    run: [
      '--accept-stale',
      '--events',
      '--help',
      '--resume',
      '--run-id',
      '--source-profile',
      '--target-profile',
      '--terraform-profile',
    ],
    rehearse: ['--events', '--fault', '--help', '--seed', '--time-scale', '--unattended'],
  }

  test('are known for the commands that walk', async () => {
    const options = await allOptions()
    expect(Object.keys(options).length).toBeGreaterThan(12)
    for (const [command, expected] of Object.entries(OF_WALKS)) expect(options[command]).toEqual(expected)
  })

  test('answer nothing, skip nothing and force nothing; only a rehearsal can go on by itself', async () => {
    const bypass =
      /--(y|yes|approve|assume|auto|batch|confirm|dry|force|ignore|insecure|no-|non-?interactive|override|quiet|silent|skip|trust|unattended|unsafe)/
    const found = Object.entries(await allOptions()).flatMap(([command, options]) =>
      options.filter((option) => bypass.test(option)).map((option) => `${command} ${option}`),
    )
    expect(found).toEqual(['rehearse --unattended'])
  })

  test.each(['--yes', '-y', '--force', '--auto-approve', '--unattended', '--no-confirm', '--skip-handoff'])(
    'do not include %s for a run',
    async (option) => {
      const host = fakeHost({ tty: true })
      expect(await runCli(['run', '/nowhere', option], host)).toBe(2)
      expect(host.err()).toContain('unknown option')
    },
  )
})

test('the environment variables that are read are these, and none of them answers anything', async () => {
  const read = new Set<string>()
  for (const path of ['../src/', '../../core/src/'])
    for (const text of await sourcesBelow(fileURLToPath(new URL(path, import.meta.url)))) {
      for (const [, name] of text.matchAll(/\benv(?:\.|\[')([A-Z][A-Z0-9_]+)/g)) read.add(name ?? '')
      for (const [, names] of text.matchAll(/const \{([A-Z_, ]+)\} = (?:host\.)?env\b/g))
        for (const name of (names ?? '').split(',')) read.add(name.trim())
    }
  expect([...read].sort()).toEqual([
    'AWS_CONFIG_FILE',
    'AWS_ENDPOINT_URL',
    'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
    'AWS_MIGRATION_ROOT',
    'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED',
    'AWS_SHARED_CREDENTIALS_FILE',
    'MIGRATION_SOURCE_PROFILE',
    'MIGRATION_TARGET_PROFILE',
    'NO_COLOR',
    'TERM',
    'USER',
  ])
})

async function sourcesBelow(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  return await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'utf8')))
}
