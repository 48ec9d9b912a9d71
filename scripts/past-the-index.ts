import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Plugin } from 'esbuild'
import { repositoryPath } from './repository.js'

const INDEX = repositoryPath('packages', 'core', 'src', 'index.ts')
const NAMED = (from: string) => new RegExp(`(import|export) (type )?\\{([^}]*)\\} from '(${from})'`, 'g')

/**
 * Makes imports of `@cutover/core` point at the files that define what they name.
 *
 * esbuild decides which chunk a file goes to by who imports it, before it knows what is used. Through the index
 * everybody imports everything, and `cutover --version` would read the whole library.
 */
export const pastTheIndex: Plugin = {
  name: 'past-the-index',
  async setup(build) {
    const homes = await homesOf(INDEX)
    build.onLoad({ filter: /packages[/\\](cli|simulator)[/\\]src[/\\].*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(NAMED('@cutover/core'), (whole, _, type, names) =>
        type === undefined ? direct(String(names), homes, path) : whole,
      ),
      loader: 'ts',
    }))
  },
}

/** Where each value of an index file is defined. */
async function homesOf(index: string): Promise<ReadonlyMap<string, string>> {
  const homes = new Map<string, string>()
  for (const [, , type, names, from] of (await readFile(index, 'utf8')).matchAll(NAMED("\\.[^']+")))
    if (type === undefined)
      for (const name of values(String(names))) homes.set(name, resolve(dirname(index), String(from)))
  return homes
}

function direct(names: string, homes: ReadonlyMap<string, string>, importer: string): string {
  const lines = values(names).map((name) => {
    const home = homes.get(name.split(' as ')[0] ?? name)
    if (home === undefined) throw new Error(`${importer}: @cutover/core exports no value ${name}`)
    return `import { ${name} } from ${JSON.stringify(home.replace(/\.js$/, '.ts'))}`
  })
  return lines.join(';')
}

/** The specifiers that are not types. */
function values(names: string): readonly string[] {
  return names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '))
}
