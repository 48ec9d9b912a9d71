import { crashHalf } from './orders-half.js'

test('the full example, killed at any instant of its first half, is resumed to the same end', async () => {
  expect(await crashHalf('first')).toEqual([])
}, 480_000)
