import { AwsError } from '../../../src/index.js'
import { page } from '../../../src/services/common/paging.js'

const invalid = () => new AwsError('InvalidMarker', 'no such marker')
const key = (item: string) => item

test('pages hold everything once, in order, whatever the size of a page', () => {
  const all = ['d', 'a', 'c', 'b', 'e']
  for (let limit = 1; limit <= 6; limit++) {
    const seen: string[] = []
    let marker: string | undefined
    do {
      const { items, next } = page(all, key, limit, marker, invalid)
      seen.push(...items)
      marker = next
    } while (marker !== undefined)
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e'])
  }
})

test('what comes and goes between two pages hides and repeats nothing else', () => {
  const first = page(['a', 'b', 'c'], key, 2, undefined, invalid)
  const second = page(['aa', 'c', 'd'], key, 2, first.next, invalid)
  expect([...first.items, ...second.items]).toEqual(['a', 'b', 'c', 'd'])
})

test('a marker that was not handed out is refused', () => {
  expect(() => page(['a'], key, 1, 'bm9uc2Vuc2U', invalid)).toThrow('no such marker')
})
