import fc from 'fast-check'
import { parseJsonText } from '../../src/rundir/json-text.js'

const WRONG = [
  ['', 1, 1, 'a value is expected, but the file ends here'],
  ['{"a": 1,}', 1, 9, 'a comma stands before the closing }'],
  ['[1, 2,\n]', 2, 1, 'a comma stands before the closing ]'],
  ['{"a" 1}', 1, 6, '":" is expected after "a", but "1" stands here'],
  ['{"a": 1 "b": 2}', 1, 9, '"," or "}" is expected after the value of "a", but "\\"" stands here'],
  ['{"a": 01}', 1, 7, 'a value is expected, but "01" stands here'],
  ['{"a": NaN}', 1, 7, 'a value is expected, but "NaN" stands here'],
  [
    '{"a": "x\ny"}',
    1,
    9,
    'a text holds a line break or control character; write it as an escape such as \\n',
  ],
  ['{"a": "\\x"}', 1, 8, '\\x is not an escape that JSON knows'],
  ['{"a": "x', 1, 7, 'a text is opened here and never closed'],
  ['{} {}', 1, 4, 'there is more text after the end of the document'],
  ['// note\n{}', 1, 1, 'a value is expected, but a comment begins here; JSON has none'],
  ['{"a": 1, "a": 2}', 1, 10, '"a" stands twice in the same object'],
  ['{"a": 1, "\\u0061": 2}', 1, 10, '"a" stands twice in the same object'],
] as const

test.each(WRONG)('%j fails at line %i, column %i', (text, line, column, message) => {
  expect(parseJsonText(text)).toMatchObject({ kind: 'error', error: { line, column, message } })
})

test('a deeply nested text is refused instead of overflowing the stack', () => {
  expect(parseJsonText('['.repeat(100_000))).toMatchObject({ kind: 'error' })
})

test('a byte order mark is ignored', () => {
  expect(parseJsonText('\uFEFF{"a": [null, true]}')).toEqual({ kind: 'ok', value: { a: [null, true] } })
})

test('the caret of the excerpt stands below the place', () => {
  const result = parseJsonText(`{"long": "${'x'.repeat(200)}", oops}`)
  if (result.kind !== 'error') throw new Error('expected an error')
  const [line = '', caret = ''] = result.error.excerpt
  expect(line.slice(caret.indexOf('^'))).toMatch(/^oops/)
})

test('what JSON.parse accepts is accepted with the same value, and what it refuses is refused', () => {
  fc.assert(
    fc.property(
      fc.json(),
      fc.nat(),
      fc.constantFrom('', ',', '}', '"', '\\', '0', ' '),
      (json, at, noise) => {
        const text = json.slice(0, at % (json.length + 1)) + noise + json.slice(at % (json.length + 1))
        const result = parseJsonText(text)
        let value: unknown
        try {
          value = JSON.parse(text)
        } catch {
          expect(result.kind).toBe('error')
          return
        }
        if (result.kind === 'ok') expect(result.value).toEqual(value)
        else expect(result.error.message).toMatch(/twice/)
      },
    ),
  )
})
