import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * A pipe, a device or a link in the place of a file holds up or leads astray whoever opens it by its path. So
 * whatever reads or appends to a file of a run goes through `openRegularFile` of the journal's package, and a
 * folder through `openFolder`. The files here use the file system themselves, each for a reason of its own; none of
 * the calls that are not listed for it.
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  // The function itself, and what it looks up to name what it found.
  'journal/src/regular-file.ts': ['openSync', 'readSync', 'read', 'lstatSync', 'statSync'],
  'journal/src/folder.ts': ['openSync', 'lstatSync', 'statSync'],
  // Creates exclusively (O_EXCL opens nothing that is there), publishes, and looks without opening.
  'journal/src/fs.ts': ['openSync', 'writeSync', 'copyFileSync', 'lstatSync'],
  // The kernel's own files below /proc.
  'journal/src/process-facts.ts': ['readFileSync'],
  // Creates exclusively; looks whether a folder is there.
  'core/src/rundir/output-files.ts': ['open', 'stat'],
  // Which file a lock is.
  'core/src/run/run-lock.ts': ['lstatSync'],
  // Writes to a descriptor that openRegularFile gave.
  'core/src/run/step-logs.ts': ['writeFile'],
  'core/src/terraform/survivor.ts': ['writeFileSync'],
  'cli/src/rehearse/secret-file.ts': ['writeFile'],
  // Names and kinds, with a bound; what is opened goes through the function.
  'core/src/rundir/digests.ts': ['opendir', 'stat'],
  'core/src/terraform/configuration/folder-files.ts': ['opendir'],
  'core/src/terraform/configuration/read-configuration.ts': ['stat'],
  'core/src/terraform/configuration/review.ts': ['lstat'],
  'core/src/terraform/root-folder.ts': ['stat'],
  'core/src/rundir/held-folder.ts': ['statSync'],
  'core/src/preflight/folder-mode.ts': ['stat'],
  // The output of a program that it started, in a new folder that only its owner sees.
  'core/src/terraform/child-process.ts': ['open'],
  // Writes into a new folder that only its owner sees; looks at names beside it, and at folders of its own.
  'core/src/terraform/access/private-folder.ts': ['readdirSync', 'writeFileSync', 'lstat'],
  // The simulator's own program: its state file is named on its command line and is no file of a run.
  'simulator/src/bin.ts': ['existsSync', 'readFileSync', 'writeFileSync'],
}

/** Calls of the file system that open, read, write or look by path. */
const CALLS =
  /^(?:open|openSync|openAsBlob|read|readSync|readFile|readFileSync|createReadStream|createWriteStream|writeFile|writeFileSync|writeSync|appendFile|appendFileSync|copyFile|copyFileSync|cp|cpSync|readdir|readdirSync|opendir|opendirSync|stat|statSync|lstat|lstatSync|existsSync|access|accessSync|glob|globSync|watch|watchFile)$/

const packages = fileURLToPath(new URL('../../../', import.meta.url))

/** What a source takes from the file system's modules, by its imports. */
function takenFrom(source: string): readonly string[] {
  const imports = source.matchAll(/import\s+([^;'"]*?)\s+from\s+['"](?:node:)?fs(?:\/promises)?['"]/g)
  return [...imports].flatMap(([, clause = '']) => {
    const names = /\{([\s\S]*)\}/.exec(clause)
    // `import fs from …`, `import * as fs from …`: everything at once.
    if (names === null) return ['the whole module']
    return (names[1] ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type '))
      .map((name) => name.split(/\s+as\s+/)[0] ?? '')
  })
}

async function sources(): Promise<readonly (readonly [string, string])[]> {
  const found: (readonly [string, string])[] = []
  for (const name of await readdir(packages)) {
    const folder = join(packages, name, 'src')
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.ts')) continue
      const path = join(entry.parentPath, entry.name)
      found.push([relative(packages, path), await readFile(path, 'utf8')])
    }
  }
  return found
}

test('whatever opens a file does it by the one function that refuses what is none, but for these', async () => {
  const found = (await sources()).flatMap(([file, text]) => {
    const calls = takenFrom(text).filter((name) => CALLS.test(name) || name === 'the whole module')
    const allowed = new Set(ALLOWED[file] ?? [])
    return calls.filter((call) => !allowed.has(call)).map((call) => `${file}: ${call}`)
  })
  expect(found).toEqual([])
})

test('no source reaches the file system by another way than an import that names what it takes', async () => {
  const hidden = (await sources()).filter(([, text]) =>
    /import\(\s*['"](?:node:)?fs|require\(\s*['"](?:node:)?fs|getBuiltinModule/.test(text),
  )
  expect(hidden.map(([file]) => file)).toEqual([])
})

test('each exception is still used', async () => {
  const texts = new Map(await sources())
  const unused = Object.entries(ALLOWED).flatMap(([file, calls]) => {
    const taken = new Set(takenFrom(texts.get(file) ?? ''))
    return calls.filter((call) => !taken.has(call)).map((call) => `${file}: ${call}`)
  })
  expect(unused).toEqual([])
})
