import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { shellOf } from '../../src/shell.js'
import { typed } from '../../src/terminal/ask.js'
import {
  columns,
  cut,
  drawnByPrompt,
  erasedRows,
  jsonText,
  lines,
  oneLine,
  painter,
  printable,
  shown,
} from '../../src/terminal/text.js'
import { fakeHost } from '../support/fake-host.js'

const SOURCES = fileURLToPath(new URL('../../src/', import.meta.url))

test('the compiler refuses to print what was not made printable', () => {
  const host = fakeHost()
  const { stdout, stderr } = shellOf(host)
  const foreign: string = 'an id out of an artifact'
  // @ts-expect-error a string
  stdout.print(foreign)
  // @ts-expect-error a string that is written here is one as well: there is no second way
  stderr.print('words')
  // @ts-expect-error around something printable, the result is a string again
  stdout.print(`${printable(foreign)} `)
  // @ts-expect-error a part of a text of ours
  stdout.print(shown`of ${foreign}`)
  // @ts-expect-error a line among others
  stdout.print(lines([foreign]))
  // @ts-expect-error what is painted
  stdout.print(painter(false)('danger', foreign))
  // @ts-expect-error how many rows are taken back is a number
  expect(() => stdout.print(erasedRows(printable(foreign)))).not.toThrow()
  // @ts-expect-error there is no stream to write to
  expect(() => stdout.write(foreign)).toThrow(TypeError)
  stdout.print(printable(foreign))
  stdout.print(shown`${oneLine(foreign)}: ${3} times`)
})

test('the compiler refuses a question whose words were not made printable', () => {
  // @ts-expect-error the words of a question
  const ask = async () => await typed({} as Parameters<typeof typed>[0], 'a name', AbortSignal.abort())
  expect(ask).toBeInstanceOf(Function)
})

describe('of the sources', () => {
  async function filesWith(pattern: RegExp): Promise<readonly string[]> {
    const entries = await readdir(SOURCES, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    const paths = files.map((file) => join(file.parentPath, file.name))
    const found = await Promise.all(
      paths.map(async (path) =>
        pattern.test(await readFile(path, 'utf8')) ? [relative(SOURCES, path)] : [],
      ),
    )
    return found.flat().sort()
  }

  test.each([
    [
      'reaches the streams of the process',
      /process\s*\.\s*(stdout|stderr)|process\[|\{[^}]*\bstd(out|err)\b[^}]*\} = process\b/,
      ['host.ts'],
    ],
    ['writes to a stream of the host', /\boutput\.write\(|\bstd(out|err)\.(write|end|pipe)\b/, ['shell.ts']],
    ['prints on a console', /\bconsole\s*\.\s*\w+\(/, []],
    [
      'says of a string that it is printable',
      /\bas (unknown as )?Printable\b|<Printable>/,
      ['terminal/text.ts'],
    ],
    [
      'holds an escape sequence',
      /\\x1b|\\u001b|\\u\{1b\}|\\x9b|\\x07|fromCharCode|fromCodePoint/i,
      ['terminal/text.ts'],
    ],
    ['uses the library of colours', /from 'picocolors'|from 'kleur'|styleText/, ['terminal/text.ts']],
    ['uses the library of prompts', /from 'prompts'/, ['terminal/ask.ts']],
    [
      'hands a child the terminal',
      /stdio: 'inherit'|process\.binding|fs\.writeSync\(1|openSync\('\/dev\/tty/,
      [],
    ],
  ])('one at most %s', async (_what, pattern, files) => {
    expect(await filesWith(pattern)).toEqual(files)
  })
})

test('JSON reads back as the same value and holds no character that a terminal acts on', () => {
  const value = {
    '\u009b31m': ['\u202ereversed', '\x7f\x1b[2J', '\u{e0041}\ud800', '\u2028', 'plain é 東京'],
  }
  for (const text of [jsonText(value), jsonText(value, 2)]) {
    expect(JSON.parse(text)).toEqual(value)
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
    expect(text).toContain('plain é 東京')
  }
  expect(jsonText(undefined)).toBe('null')
})

test('of what the prompts library writes, colours and cursor get through, and nothing that was typed into it', () => {
  const own = '\x1b[?25l\x1b[36m?\x1b[39m \x1b[1mWhy?\x1b[22m\x1b[2K\x1b[1G\x1b7\x1b8\x1b[3A'
  expect(drawnByPrompt(own)).toBe(own)
  expect(drawnByPrompt('\x07a\x1b]0;owned\x07b\x1b[2Jc\u009b31md\u202ee\rf')).toBe(
    'a\\x1b]0;ownedb\\x1b[2Jc\\x9b31md\\u{202e}e\\x0df',
  )
})

test('what is drawn as nothing, and towers of marks, are shown as what they are', () => {
  expect(printable('a\u3164b\ufe0fc')).toBe('a\\u{3164}b\\u{fe0f}c')
  expect(printable(`e${'\u0301'.repeat(6)}`)).toBe(`e${'\u0301'.repeat(4)}\\u{0301}\\u{0301}`)
})

test('marks on a letter take no column, and no letter is cut from its marks', () => {
  expect(columns('e\u0301')).toBe(1)
  expect(cut(oneLine('ae\u0301\u0301bc'), 3)).toBe('ae\u0301\u0301…')
})
