import { createEventQueue } from '../../src/run/event-queue.js'
import type { RunEvent } from '../../src/run/observer.js'

const notice = (text: string): RunEvent => ({ kind: 'notice', level: 'info', text })
const texts = (events: readonly RunEvent[]) =>
  events.map((event) => (event.kind === 'notice' ? event.text : event.kind))
const never = () => new Promise<void>(() => undefined)

test('an observer that is done at once sees each event in the moment it happens', () => {
  const seen: RunEvent[] = []
  const queue = createEventQueue({ onEvent: (event) => seen.push(event) }, never)
  queue.onEvent(notice('a'))
  expect(texts(seen)).toEqual(['a'])
  queue.onEvent(notice('b'))
  expect(texts(seen)).toEqual(['a', 'b'])
})

test('one that takes its time gets them in their order, one at a time, and the end waits for it', async () => {
  const seen: string[] = []
  const queue = createEventQueue(
    {
      async onEvent(event) {
        seen.push(`> ${texts([event])[0]}`)
        await new Promise((done) => setImmediate(done))
        seen.push(`< ${texts([event])[0]}`)
      },
    },
    never,
  )
  for (const text of ['a', 'b', 'c']) queue.onEvent(notice(text))
  expect(seen).toEqual(['> a'])
  await queue.close()
  expect(seen).toEqual(['> a', '< a', '> b', '< b', '> c', '< c'])
})

test.each<[string, () => unknown]>([
  [
    'throws',
    () => {
      throw new Error('no screen')
    },
  ],
  ['rejects', () => Promise.reject(new Error('no screen'))],
  ['rejects with something that is no error', () => Promise.reject('no screen')],
])('one that %s is told so once, and gets what comes after', async (_, fail) => {
  const seen: RunEvent[] = []
  const queue = createEventQueue(
    {
      onEvent(event) {
        seen.push(event)
        return fail()
      },
    },
    never,
  )
  for (const text of ['a', 'b', 'c']) queue.onEvent(notice(text))
  await queue.close()
  expect(texts(seen)).toEqual(['a', expect.stringContaining('failed: no screen'), 'b', 'c'])
})

test('one that never answers holds up nobody, the end only for a moment', async () => {
  const seen: RunEvent[] = []
  let waitedMs = 0
  const queue = createEventQueue(
    {
      onEvent(event) {
        seen.push(event)
        return never()
      },
    },
    async (ms) => {
      waitedMs = ms
    },
  )
  for (const text of ['a', 'b']) queue.onEvent(notice(text))
  await queue.close()
  expect(texts(seen)).toEqual(['a'])
  expect(waitedMs).toBeLessThanOrEqual(1_000)
})

test('what an observer does to an event changes nothing for anybody else', () => {
  const event = notice('a')
  const queue = createEventQueue({ onEvent: (copy) => Object.assign(copy, { text: 'theirs' }) }, never)
  queue.onEvent(event)
  expect(texts([event])).toEqual(['a'])
})
