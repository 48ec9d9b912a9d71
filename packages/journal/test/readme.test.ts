import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { APPROVAL_CLASS_EVENTS, EVENTS } from '../src/index.js'
import { temporaryFolder } from './support/places.js'

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const WORKSPACE = fileURLToPath(new URL('../../..', import.meta.url))

/** The words in backquotes of the paragraphs that begin with these words. */
function quotedAfter(beginning: string): string[] {
  const from = README.indexOf(beginning)
  const paragraph = README.slice(from, README.indexOf('\n\n', from))
  return [...paragraph.matchAll(/`([a-z-]+)`/g)].map((match) => String(match[1]))
}

describe('the README', () => {
  it('has an example that runs and prints what it says', () => {
    const example = /```ts\n([\s\S]*?)```/.exec(README)?.[1] ?? ''
    const path = join(temporaryFolder(), 'example.mts')
    const index = new URL('../src/index.ts', import.meta.url).href
    writeFileSync(path, example.replace("'@cutover/journal'", `'${index}'`))
    const output = execFileSync(process.execPath, ['--import', 'tsx', path], {
      cwd: WORKSPACE,
      encoding: 'utf8',
    })
    expect(output.trim()).toBe('true 1 true')
  })

  it('lists exactly the events that exist', () => {
    expect(quotedAfter('**Events.**').sort()).toEqual([...EVENTS].sort())
    expect(quotedAfter('Approval-class').sort()).toEqual([...APPROVAL_CLASS_EVENTS].sort())
  })
})
