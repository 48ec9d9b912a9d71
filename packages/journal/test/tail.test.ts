import fc from 'fast-check'
import { tail2KiB } from '../src/index.js'

describe('a tail', () => {
  it('of a short text is the text', () => {
    for (const text of ['', 'done', 'é'.repeat(1024), 'x'.repeat(2048)]) expect(tail2KiB(text)).toBe(text)
  })

  it('of a long text is its end, at most 2 KiB, on a character boundary, and no shorter than it has to be', () => {
    const long = fc.array(fc.constantFrom('a', 'é', '€', '🙂', '\n'), { minLength: 500, maxLength: 4000 })
    fc.assert(
      fc.property(long, (characters) => {
        const text = characters.join('')
        const tail = tail2KiB(text)
        const bytes = Buffer.byteLength(tail)
        expect(text.endsWith(tail)).toBe(true)
        expect(tail).not.toContain('\ufffd')
        expect(bytes).toBeLessThanOrEqual(2048)
        if (tail !== text) expect(bytes).toBeGreaterThan(2044)
      }),
      { seed: 3, numRuns: 300 },
    )
  })

  it('never begins with half a surrogate pair', () => {
    const tail = tail2KiB(`🙂${'x'.repeat(2047)}`)
    expect(tail).toBe('x'.repeat(2047))
  })
})
