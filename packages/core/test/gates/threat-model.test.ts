import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const THREATS = [
  'A malicious artifact',
  'Hostile command text',
  'Terminal escape sequences',
  'Path traversal in file parameters',
  'Symbolic links in the run directory',
  'A shared machine',
  'A tampered journal',
  'A stolen approval',
]

test('every threat of the model names tests that exist', async () => {
  const page = await readFile(join(ROOT, 'docs/threat-model.md'), 'utf8')
  const sections = new Map(
    page
      .split('\n## ')
      .slice(1)
      .map((section) => [section.split('\n')[0] ?? '', section] as const),
  )
  const cited = new Set<string>()
  for (const threat of THREATS) {
    const found = citationsIn(sections.get(threat) ?? '')
    expect([threat, found.length > 1]).toEqual([threat, true])
  }
  for (const [file, name] of citationsIn(page)) {
    cited.add(file)
    const source = await readFile(join(ROOT, file), 'utf8')
    const written = [`'${name}'`, `"${name}"`, `\`${name}\``]
    expect([file, name, written.some((text) => source.includes(text))]).toEqual([file, name, true])
  }
  expect(cited.size).toBeGreaterThan(15)
})

function citationsIn(text: string): readonly (readonly [string, string])[] {
  return [...text.matchAll(/^ {2}- `([^`]+)` — “(.+)”$/gm)].map(([, file = '', name = '']) => [file, name])
}
