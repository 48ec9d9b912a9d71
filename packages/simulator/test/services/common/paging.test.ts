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
      const { items, next } = page(all, key, { limit, marker, invalidMarker: invalid })
      seen.push(...items)
      marker = next
    } while (marker !== undefined)
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e'])
  }
})

test('what comes and goes between two pages hides and repeats nothing else', () => {
  const first = page(['a', 'b', 'c'], key, { limit: 2, marker: undefined, invalidMarker: invalid })
  const second = page(['aa', 'c', 'd'], key, { limit: 2, marker: first.next, invalidMarker: invalid })
  expect([...first.items, ...second.items]).toEqual(['a', 'b', 'c', 'd'])
})

test('a marker that was not handed out is refused', () => {
  expect(() => page(['a'], key, { limit: 1, marker: 'bm9uc2Vuc2U', invalidMarker: invalid })).toThrow(
    'no such marker',
  )
})
