import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const EXAMPLES = fileURLToPath(new URL('../../../../examples/', import.meta.url))

/** A copy of an example run directory, removed after the test. */
export async function runCopy(example: 'minimal' | 'orders-platform' = 'minimal'): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'cutover-cli-'))
  copies.push(root)
  const directory = join(root, 'run')
  await cp(join(EXAMPLES, example), directory, {
    recursive: true,
    filter: (path) =>
      !relative(EXAMPLES, path)
        .split('/')
        .some((part) => OURS.has(part)),
  })
  return directory
}

/** What earlier rehearsals and runs may have left in the example. */
const OURS: ReadonlySet<string> = new Set(['rehearsals', 'execution', '.terraform'])

const copies: string[] = []
afterAll(async () => {
  for (const root of copies) await rm(root, { recursive: true, force: true })
})

/** Every file below a folder with its content, by path. */
export async function contentsOf(directory: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const read = await Promise.all(
    files.sort().map(async (path) => [relative(directory, path), await readFile(path, 'utf8')] as const),
  )
  return Object.fromEntries(read)
}
