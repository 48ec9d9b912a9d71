import { guardedClock } from '../../src/run/guarded-clock.js'

const signal = new AbortController().signal

test('G2: a sleep that never ends is over when its signal aborts', async () => {
  const stop = new AbortController()
  const clock = guardedClock({ now: () => 1, sleep: () => new Promise(() => undefined) })
  const sleeping = clock.sleep(1_000, stop.signal)
  stop.abort()
  await expect(sleeping).resolves.toBeUndefined()
})

test('G2: sleeps during which no time passes end in an error, not in polling for ever', async () => {
  const clock = guardedClock({ now: () => 1, sleep: async () => undefined })
  const poll = async () => {
    for (let look = 0; look < 1_000; look += 1) await clock.sleep(30_000, signal)
  }
  await expect(poll()).rejects.toMatchObject({ code: 'usage/invalid' })
})

test('G1: a clock that fails gives the journal its last good reading, and everybody else an error', () => {
  let value = 5
  const clock = guardedClock({ now: () => value, sleep: async () => undefined })
  value = Number.POSITIVE_INFINITY
  expect(clock.stamp()).toBe(5)
  expect(() => clock.now()).toThrow('no instant')
})
