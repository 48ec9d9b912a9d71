import { Type } from 'typebox'
import { oneOf, textOrNull } from '../../src/model/artifacts/parts.js'
import { validate } from '../../src/model/validate.js'

const Schema = Type.Object({
  account: Type.Optional(Type.String({ pattern: '^[0-9]{12}$' })),
  at: Type.Optional(Type.String({ format: 'date-time' })),
  minutes: Type.Optional(Type.Integer({ minimum: 0 })),
  risk: Type.Optional(oneOf(['low', 'high'])),
  team: Type.Optional(textOrNull()),
  kind: Type.Optional(Type.Union([Type.Literal('a'), Type.Literal('b')])),
  maybe: Type.Optional(Type.Union([Type.Object({ n: Type.Integer() }), Type.Null()])),
  few: Type.Optional(Type.Array(Type.String(), { maxItems: 1 })),
})

test.each([
  [{ account: '12' }, '/account', 'a 12-digit AWS account id, as text in quotes', 'the text "12"'],
  [{ at: 'yesterday' }, '/at', 'a date and time such as 2026-03-14T09:30:00Z', 'the text "yesterday"'],
  [{ minutes: -1 }, '/minutes', 'a number of at least 0', 'the number -1'],
  [{ minutes: 1.5 }, '/minutes', 'a whole number', 'the number 1.5'],
  [{ risk: 'mid' }, '/risk', 'one of low, high', 'the text "mid"'],
  [{ team: 4 }, '/team', 'text or null', 'the number 4'],
  [{ kind: 'c' }, '/kind', 'one of a, b', 'the text "c"'],
  [{ maybe: { n: 'x' } }, '/maybe/n', 'a whole number', 'the text "x"'],
  [{ few: ['a', 'b'] }, '/few', 'a list of at most 1 entries', 'a list of 2 entries'],
  [[], '', 'an object', 'a list of 0 entries'],
])('%j: the problem is said in words, once', (value, pointer, expected, found) => {
  expect(validate(Schema, value)).toEqual([{ pointer, expected, found }])
})

test('a valid value has no problems, with or without members that the schema does not know', () => {
  expect(validate(Schema, { risk: 'low', team: null, maybe: null, whatever: [1] })).toEqual([])
})

test('long texts are cut', () => {
  const [problem] = validate(Schema, { risk: 'x'.repeat(5000) })
  expect(problem?.found.length).toBeLessThan(120)
})
