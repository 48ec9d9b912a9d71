import { TicketQueue } from '../ticket-queue.js'

const QUESTION = { title: 'Freeze?', lines: [], signaturesNeeded: 2 }

describe('a ticket queue', () => {
  test('counts two signatures of one person once', async () => {
    const queue = new TicketQueue()
    const closing = queue.ask(QUESTION, new AbortController().signal)
    expect(queue.sign(1, 'ada')).toBe(1)
    expect(queue.sign(1, 'ada')).toBe(1)
    expect(queue.sign(1, 'grace')).toBe(0)
    await expect(closing).resolves.toEqual({ kind: 'signed', by: ['ada', 'grace'] })
  })

  test('closes at the first refusal', async () => {
    const queue = new TicketQueue()
    const closing = queue.ask(QUESTION, new AbortController().signal)
    queue.sign(1, 'ada')
    queue.refuse(1, 'grace', 'not today')
    await expect(closing).resolves.toMatchObject({ kind: 'refused', by: 'grace' })
    expect(() => queue.sign(1, 'grace')).toThrow('ticket 1 is not open')
  })

  test('withdraws a ticket when its run stops', async () => {
    const queue = new TicketQueue()
    const stop = new AbortController()
    const closing = queue.ask(QUESTION, stop.signal)
    stop.abort(new Error('stopped'))
    await expect(closing).rejects.toThrow('stopped')
    expect(() => queue.sign(1, 'ada')).toThrow('ticket 1 is not open')
  })
})
