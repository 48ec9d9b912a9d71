/**
 * Collects the numbered invariants from the comments of the files that own them into `docs/invariants.md`.
 *
 *   pnpm invariants            writes the page
 *   pnpm invariants --check    fails when the page is not what the sources say
 */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import { parseArgs } from 'node:util'
import { repositoryPath } from './repository.js'

interface Owner {
  /** Relative to the repository, with slashes. */
  readonly file: string
  readonly invariants: readonly { readonly id: string; readonly text: string }[]
}

const HEADER = `# Invariants

What the code relies on, collected from the files that own each promise and cited there where they are relied on.
A number counts within its file. This page is generated: change the comment, then run \`pnpm invariants\`.
`

/** A line ` * A1. Text` of a comment, and the lines of text that go on with it. */
const INVARIANT = /^ *\* ([A-Z]\d+)\. (.+(?:\n *\* +(?![A-Z]\d+\. |@).+)*)/gm

async function owners(): Promise<readonly Owner[]> {
  const files = (await readdir(repositoryPath('packages'), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(repositoryPath(), `${entry.parentPath}/${entry.name}`).split(sep).join('/'))
    .filter((file) => /^packages\/[a-z]+\/src\//.test(file))
    .sort()
  const found = await Promise.all(files.map(async (file) => ({ file, invariants: await invariantsIn(file) })))
  return found.filter(({ invariants }) => invariants.length > 0)
}

async function invariantsIn(file: string): Promise<Owner['invariants']> {
  const source = await readFile(repositoryPath(file), 'utf8')
  return [...source.matchAll(INVARIANT)].map(([, id = '', text = '']) => ({
    id,
    text: text.replace(/\s*\n *\* +/g, ' ').replace(/\{@link (\w+)\}/g, '`$1`'),
  }))
}

function page(all: readonly Owner[]): string {
  const sections = all.map(({ file, invariants }) => {
    const lines = invariants.map(({ id, text }) => `- **${id}** ${text}`)
    return `\n## [${file.replace(/^packages\//, '')}](../${file})\n\n${lines.join('\n')}\n`
  })
  return `${HEADER}${sections.join('')}`
}

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
const path = repositoryPath('docs', 'invariants.md')
const text = page(await owners())
if (!values.check) await writeFile(path, text)
else if ((await readFile(path, 'utf8').catch(() => '')) !== text) {
  process.stderr.write('docs/invariants.md is not what the sources say. Run: pnpm invariants\n')
  process.exitCode = 1
}
