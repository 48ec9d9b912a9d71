import { steppedClock } from '../../../src/index.js'
import { endMs, isOver, percentAt, stageAt } from '../../../src/services/common/timing.js'

const stages = [
  { status: 'creating', durationMs: 100 },
  { status: 'modifying', durationMs: 50 },
]

test('stages follow each other and then there is none', () => {
  const clock = steppedClock(0)
  const time = { clock, durationScale: 1 }
  const seen = [0, 99, 1, 49, 1].map((ms) => {
    clock.advance(ms)
    return stageAt(time, 0, stages)
  })
  expect(seen).toEqual(['creating', 'creating', 'modifying', 'modifying', undefined])
})

test('a scale stretches and shortens every duration alike', () => {
  const clock = steppedClock(0)
  const time = { clock, durationScale: 0.1 }
  expect(endMs(time, 0, 100)).toBe(10)
  clock.advance(5)
  expect(percentAt(time, 0, 100)).toBe(50)
  expect(isOver(time, 0, 100)).toBe(false)
  clock.advance(5)
  expect(isOver(time, 0, 100)).toBe(true)
})

test('at a scale of zero everything is over when it begins', () => {
  const time = { clock: steppedClock(0), durationScale: 0 }
  expect(stageAt(time, 0, stages)).toBeUndefined()
  expect(percentAt(time, 0, 100)).toBe(100)
})
