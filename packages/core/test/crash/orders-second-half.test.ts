import { crashHalf } from './orders-half.js'

test('the full example, killed at any instant of its second half, is resumed to the same end', async () => {
  expect(await crashHalf('second')).toEqual([])
}, 480_000)
