import { rehearsalClock } from '../../src/rehearse/clock.js'
import { fakeHost } from '../support/fake-host.js'

const { signal } = new AbortController()

test('without a scale, waiting moves virtual time and costs none', async () => {
  const { clock, virtual } = rehearsalClock(fakeHost(), 1_000, null)
  await clock.sleep(60_000, signal)
  expect(clock.now()).toBe(61_000)
  expect(virtual.nowMs()).toBe(61_000)
})

test('with a scale, time moves in steps and ends exactly where it should', async () => {
  const host = fakeHost()
  const { clock } = rehearsalClock(host, 0, 60)
  let over = false
  const sleeping = clock.sleep(10_000, signal).then(() => {
    over = true
  })
  host.tick()
  await Promise.resolve()
  expect([clock.now(), over]).toEqual([6_000, false])
  host.tick()
  await sleeping
  expect(clock.now()).toBe(10_000)
})

test('a sleep ends early, without error, when it is not wanted any more', async () => {
  const host = fakeHost()
  const { clock } = rehearsalClock(host, 0, 1)
  const stop = new AbortController()
  const sleeping = clock.sleep(10_000, stop.signal)
  stop.abort()
  await sleeping
  await clock.sleep(10_000, stop.signal)
  expect(clock.now()).toBe(0)
})
