import { checkSignOff } from '../../src/rundir/check-sign-off.js'
import { parseSignOff } from '../../src/rundir/sign-off.js'
import { writeSignature } from '../../src/rundir/write-sign-off.js'

const LINE = 'APPROVED BY: Ines Duarte ON: 2026-10-12'
const DIGEST = 'a'.repeat(64)

test.each([
  [LINE, 'Ines Duarte'],
  [`# Checklist\r\n\r\n${LINE}\r\n`, 'Ines Duarte'],
  [`\uFEFF${LINE}`, 'Ines Duarte'],
  [`${LINE} (by phone)`, 'Ines Duarte'],
  [`<!-- seen -->\n\`\`\`\nx\n\`\`\`\n${LINE} <!-- by phone -->`, 'Ines Duarte'],
  ['APPROVED BY: J. O. ON: Smith ON: 2026-10-12', 'J. O. ON: Smith'],
  [`${'\n'.repeat(49)}${LINE}`, 'Ines Duarte'],
  [`> APPROVED BY: _____ ON: 2026-10-12\n${LINE}`, 'Ines Duarte'],
])('%j is signed', (markdown, name) => {
  expect(parseSignOff(markdown)).toMatchObject({ kind: 'signed', name, date: '2026-10-12' })
})

test.each([
  ['# Checklist\n\nNothing here.', 'absent', null],
  [`> ${LINE}`, 'quoted', 1],
  [`**APPROVED BY:** Ines Duarte ON: 2026-10-12`, 'decorated', 1],
  [`- ${LINE}`, 'decorated', 1],
  ['  APPROVED BY: Ines Duarte ON: 2026-10-12', 'decorated', 1],
  ['APPROVED BY: ________ ON: 2026-10-12', 'unfilled', 1],
  ['APPROVED BY:    ON: 2026-10-12', 'unfilled', 1],
  ['APPROVED BY: \u200B\u2060 ON: 2026-10-12', 'unfilled', 1],
  [`<!--\n${LINE}\n-->`, 'quoted', 2],
  [`# Checklist <!-- to be signed\n${LINE}`, 'quoted', 2],
  [`\`\`\`\n${LINE}\n\`\`\``, 'quoted', 2],
  [`~~~~ text\n~~~\n${LINE}`, 'quoted', 3],
  ['APPROVED BY: <name> ON: <YYYY-MM-DD>', 'unfilled', 1],
  ['APPROVED BY: <name> ON: 2026-10-12', 'unfilled', 1],
  ['APPROVED BY: Ines Duarte ON: ____-__-__', 'unfilled', 1],
  ['APPROVED BY: Ines Duarte ON: 12.10.2026', 'date', 1],
  ['APPROVED BY: Ines Duarte ON: 2026-13-01', 'date', 1],
  ['APPROVED BY: Ines Duarte ON: 2026-02-29', 'date', 1],
  [`${'\n'.repeat(50)}${LINE}`, 'too-late', 51],
  ['approved by: Ines Duarte on: 2026-10-12', 'spelling', 1],
  ['APPROVED BY Ines Duarte ON 2026-10-12', 'spelling', 1],
] as const)('%j is no signature: %s', (markdown, reason, line) => {
  expect(parseSignOff(markdown)).toMatchObject({ kind: 'not-signed', reason, line })
})

test('of several lines that are no signature, the nearest is reported', () => {
  const markdown =
    'Approved by nobody yet.\n> APPROVED BY: x ON: 2026-10-12\nAPPROVED BY: Ines ON: 12 October'
  expect(parseSignOff(markdown)).toMatchObject({ reason: 'date', line: 3 })
})

const context = {
  file: 'c.md',
  checklistFile: 'c.json',
  checklistSha256: DIGEST,
  nowMs: Date.parse('2026-10-12T09:00:00Z'),
}

test('a signature without a digest is a loud warning', () => {
  const { problems, warnings } = checkSignOff(parseSignOff(LINE), context)
  expect(problems).toEqual([])
  expect(warnings.join()).toContain('does not say which version of c.json was signed')
})

test('every digest line has to match', () => {
  const signed = `${LINE}\nCHECKLIST SHA-256: ${DIGEST.toUpperCase()}`
  expect(checkSignOff(parseSignOff(signed), context)).toEqual({ problems: [], warnings: [] })
  const second = `${signed}\n\n> **CHECKLIST SHA-256: ${'b'.repeat(64)}`
  expect(checkSignOff(parseSignOff(second), context).problems).toMatchObject([{ code: 'input/digest' }])
})

test('today anywhere on earth is not in the future', () => {
  const dated = (date: string, now: string) =>
    checkSignOff(parseSignOff(`APPROVED BY: Ines ON: ${date}`), { ...context, nowMs: Date.parse(now) })
      .problems
  expect(dated('2026-10-13', '2026-10-12T10:00:00Z')).toEqual([])
  expect(dated('2026-10-13', '2026-10-12T09:59:59Z')).toMatchObject([{ code: 'input/signature' }])
})

const signature = { name: 'Ines Duarte', date: '2026-10-12', sha256: DIGEST }
const WRITTEN = `${LINE}\nCHECKLIST SHA-256: ${DIGEST}`

test.each([
  [
    'under the title of an unsigned checklist',
    '# Cutover\n\nText.\n',
    `# Cutover\n\n${WRITTEN}\n\n\nText.\n`,
  ],
  ['at the top where there is no title', 'Text.\n', `\n${WRITTEN}\n\nText.\n`],
  ['in place of the unfilled line', '# C\n\nAPPROVED BY: ____ ON: ____\n', `# C\n\n${WRITTEN}\n`],
  [
    'in place of an earlier signature and its digest',
    `# C\nAPPROVED BY: Old ON: 2025-01-01\nCHECKLIST SHA-256: ${'b'.repeat(64)}\nText\n`,
    `# C\n${WRITTEN}\nText\n`,
  ],
])('a signature is written %s', (_where, before, after) => {
  expect(writeSignature(before, signature)).toBe(after)
})

test('a sentence that mentions approval is not overwritten', () => {
  const text = writeSignature('# C\n\nThis was approved by the board.\n', signature)
  expect(text).toContain('This was approved by the board.')
  expect(parseSignOff(text)).toMatchObject({ kind: 'signed', name: 'Ines Duarte' })
})

test('Windows line ends are kept', () => {
  expect(writeSignature('# C\r\n\r\nText\r\n', signature).replaceAll('\r\n', '')).not.toContain('\n')
})

test.each([{ name: '____' }, { name: 'a\nb' }, { name: '' }, { date: '2026-02-30' }])(
  'a signature with %j is refused',
  (change) => {
    expect(() => writeSignature('# C\n', { ...signature, ...change })).toThrow(
      'does not make a valid signature',
    )
  },
)

test.each([
  `<!--\n# Hidden\n${LINE}\n-->\n# Checklist\n`,
  `# Checklist\n\n\`\`\`\n${LINE}\n\`\`\`\n`,
  `\`\`\`sh\n# a shell's comment\n\`\`\`\n`,
])('a signature is put where a reader sees it, and hidden text stays as it is: %j', (markdown) => {
  const signed = writeSignature(markdown, { name: 'Ada', date: '2026-10-13', sha256: DIGEST })
  expect(parseSignOff(signed)).toMatchObject({ kind: 'signed', name: 'Ada', date: '2026-10-13' })
  expect(signed).toContain(markdown.slice(markdown.indexOf('\n') + 1).trim())
})
