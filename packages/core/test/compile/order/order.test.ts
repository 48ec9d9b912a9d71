import fc from 'fast-check'
import { findCycles, topologicalOrder } from '../../../src/compile/order/order.js'

const graph = (requires: number[][]) => ({ size: requires.length, requires })

test.each([
  ['no requirement: signed order', [[], [], []], [0, 1, 2]],
  ['a later one first', [[2], [], []], [1, 2, 0]],
  ['ties by signed order', [[3], [3], [], []], [2, 3, 0, 1]],
  ['a repeated requirement', [[1, 1], []], [1, 0]],
])('%s', (_, requires, expected) => {
  expect(topologicalOrder(graph(requires))).toEqual(expected)
})

test('a circle is found, and its members still have a place', () => {
  const circular = graph([[], [2], [3], [1]])
  expect(findCycles(circular)).toEqual([[1, 2, 3]])
  expect(topologicalOrder(circular)).toEqual([0, 1, 2, 3])
})

test('a chain of ten thousand is no problem for the stack', () => {
  const size = 10_000
  const chain = graph(Array.from({ length: size }, (_, i) => (i + 1 < size ? [i + 1] : [])))
  expect(findCycles(chain)).toEqual([])
  expect(topologicalOrder(chain)[0]).toBe(size - 1)
})

test('in every graph without a circle each node comes after all that it requires', () => {
  const acyclic = fc
    .array(fc.array(fc.nat(30), { maxLength: 4 }), { maxLength: 30 })
    .map((lists) => lists.map((list, node) => list.filter((before) => before < node)))
    .chain((lists) =>
      fc.shuffledSubarray([...lists.keys()], { minLength: lists.length }).map((names) => {
        const renamed: number[][] = lists.map(() => [])
        lists.forEach((list, node) => {
          renamed[names[node] ?? 0] = list.map((before) => names[before] ?? 0)
        })
        return renamed
      }),
    )
  fc.assert(
    fc.property(acyclic, (requires) => {
      const order = topologicalOrder(graph(requires))
      const place = new Map(order.map((node, at) => [node, at]))
      expect(findCycles(graph(requires))).toEqual([])
      expect([...order].sort((a, b) => a - b)).toEqual(requires.map((_, node) => node))
      requires.forEach((list, node) => {
        for (const before of list) expect(place.get(before)).toBeLessThan(place.get(node) ?? 0)
      })
    }),
  )
})
