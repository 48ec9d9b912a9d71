import { effectProblems, normalised } from './compare.js'

describe('the comparison that the crash matrix rests on', () => {
  test('sees an effect that was there twice, and one that is missing', () => {
    expect(effectProblems(['a', 'b'], ['b', 'a'])).toEqual([])
    expect(effectProblems(['a', 'b'], ['a', 'b', 'a'])).toEqual([
      'took effect once more than in the undisturbed run: a',
    ])
    expect(effectProblems(['a', 'b'], ['a'])).toEqual(['never took effect: b'])
  })

  test('makes equal only times, tokens and digests', () => {
    const world = new Map<string, unknown>([
      ['created', 1_790_000_000_000],
      ['retention', 1_209_600_000],
      ['at', '2026-10-12T08:00:00.000Z'],
      ['token', 'a'.repeat(64)],
      ['name', 'orders-db'],
      ['bytes', new Uint8Array([104, 105])],
    ])
    expect(normalised({ world, list: [1, null, true] })).toEqual({
      world: {
        at: '<time>',
        bytes: 'hi',
        created: '<time>',
        name: 'orders-db',
        retention: 1_209_600_000,
        token: '<token>',
      },
      list: [1, null, true],
    })
  })
})
