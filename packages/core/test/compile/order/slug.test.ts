import fc from 'fast-check'
import { kebab, looksLikeStepId, slug, stepId } from '../../../src/compile/order/slug.js'

test.each([
  ['Orders DB', 'orders-db'],
  ['ordersDb', 'orders-db'],
  ['orders/database', 'orders-database'],
  ['api.orders.example.com', 'api-orders-example-com'],
  ['--x__y--', 'x-y'],
  ['Übergabe', 'ubergabe'],
  ['日本', 'unnamed'],
  ['', 'unnamed'],
])('kebab of %j is %s', (text, expected) => {
  expect(kebab(text)).toBe(expected)
})

test('a name that is too long loses its end, never the action', () => {
  const long = slug('a'.repeat(100), 'snapshot-restore')
  expect(long).toHaveLength(60)
  expect(long).toMatch(/^a+-snapshot-restore$/)
})

test('whatever the name, the step id has the documented form', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.integer({ min: 1, max: 997 }), (name, action, seq) => {
      const id = stepId('data', 3, seq, slug(name, action))
      expect(looksLikeStepId(id)).toBe(true)
      expect(id).not.toMatch(/-$/)
    }),
  )
})
