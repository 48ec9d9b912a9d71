import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { actions } from '../../src/actions/registry.js'

const PACKAGES = fileURLToPath(new URL('../../../', import.meta.url))
const ACTIONS = 'core/src/actions'

/**
 * The planner's vocabulary: what its files may say. Some of its operation types are called like the action that
 * takes them; it was there first, and an action may be renamed without it.
 */
const PLANNER = /^core\/src\/model\/artifacts\//

/** Every source by its path below `packages/`, without its comments. */
const SOURCES: ReadonlyMap<string, string> = new Map(
  readdirSync(PACKAGES).flatMap((name) => sourcesOf(join(PACKAGES, name, 'src'))),
)

function sourcesOf(folder: string): (readonly [string, string])[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => {
        const path = join(folder, file)
        return [relative(PACKAGES, path), withoutComments(readFileSync(path, 'utf8'))] as const
      })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Comments may name an action; imports name folders, which are not actions' names. */
function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '$1')
    .replace(/^(import|export) [^;]*? from '[^']*'$/gm, '')
}

/** Where an action says what it is called. */
function homeOf(name: string): string {
  const homes = [...SOURCES].filter(
    ([path, text]) => path.startsWith(ACTIONS) && text.includes(`\n  name: '${name}',`),
  )
  expect(homes).toHaveLength(1)
  const path = homes[0]?.[0] ?? ''
  return dirname(path) === ACTIONS ? path : `${dirname(path)}/`
}

test.each(actions.names)('%s is named in its own folder and the registry alone', (name) => {
  const home = homeOf(name)
  const word = new RegExp(`(?<![A-Za-z0-9_-])${name}(?![A-Za-z0-9_-])`)
  const strangers = [...SOURCES]
    .filter(([path]) => !path.startsWith(home) && path !== `${ACTIONS}/registry.ts` && !PLANNER.test(path))
    .filter(([, text]) => word.test(text))
    .map(([path]) => path)
  expect(strangers).toEqual([])
})

test('nothing outside tells actions apart by how their names are spelled', () => {
  const spelled = /\.test\((step|draft)\.action(\.name)?\)|(step|draft)\.action(\.name)?\.[a-zA-Z]+\(/
  expect([...SOURCES].filter(([, text]) => spelled.test(text)).map(([path]) => path)).toEqual([])
})
