import { columns, cut, oneLine, padTo, printable, wrap, wrapCommand } from '../../src/terminal/text.js'

test('escape sequences, bells and carriage returns are shown, not sent', () => {
  expect(printable('a\x1b[2Jb\x07c\rd')).toBe('a\\x1b[2Jb\\x07c\\x0dd')
  expect(printable('\x9b31m')).toBe('\\x9b31m')
})

test('text that turns or hides other text is shown as what it is', () => {
  expect(printable('safe\u202egpj.exe')).toBe('safe\\u{202e}gpj.exe')
  expect(printable('no\u200bthing')).toBe('no\\u{200b}thing')
  expect(printable('a\u{e0041}b')).toBe('a\\u{e0041}b')
  expect(printable('broken \ud800 half')).toBe('broken \\u{d800} half')
})

test('line breaks survive, and can be taken out', () => {
  expect(printable('a\r\nb\tc')).toBe('a\nb  c')
  expect(oneLine('a\nb')).toBe('a b')
})

test('a word that is longer than a line is broken, and nothing of it is lost', () => {
  const arn = `arn:aws:s3:::${'x'.repeat(100)}`
  const lines = wrap(oneLine(`look at ${arn} now`), 30)
  expect(Math.max(...lines.map(columns))).toBeLessThanOrEqual(30)
  expect(lines.join('').replaceAll(' ', '')).toBe(`lookat${arn}now`)
})

test('wide characters count as two columns', () => {
  expect(columns('東京')).toBe(4)
  expect(columns(padTo(oneLine('東京'), 6))).toBe(6)
  expect(columns(cut(oneLine('東京東京'), 5))).toBeLessThanOrEqual(5)
  for (const line of wrap(oneLine('東京'.repeat(30)), 20)) expect(columns(line)).toBeLessThanOrEqual(20)
})

test('a command is broken so that a shell reads it as one, and never within a word', () => {
  const directory = `/srv/${'long/'.repeat(8)}run`
  expect(wrapCommand(oneLine(`cutover report ${directory}`), 40)).toEqual(['cutover report \\', directory])
  expect(wrapCommand(oneLine("cutover run '/srv/it'\\''s a b' --resume"), 24)).toEqual([
    'cutover run \\',
    "'/srv/it'\\''s a b' \\",
    '--resume',
  ])
  expect(wrapCommand(oneLine('cutover report /srv/run'), 40)).toEqual(['cutover report /srv/run'])
})
