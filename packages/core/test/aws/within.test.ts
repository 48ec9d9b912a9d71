import { within } from '../../src/aws/within.js'
import { manualTimer } from './manual-timer.js'

const never = () => new Promise<never>(() => {})
const late = () => new Error('too late')

describe('work in a limited time', () => {
  test('gives what it gives, and leaves no timer and no listener', async () => {
    const { timer, running } = manualTimer()
    expect(await within({ totalMs: 1, timer, late }, async () => 7)).toBe(7)
    expect(running.size).toBe(0)
  })

  test('is over when its time is, whether it listens or not', async () => {
    const { timer, goOff } = manualTimer()
    let stop: AbortSignal | undefined
    const waiting = within({ totalMs: 1, timer, late }, ({ signal }) => {
      stop = signal
      return never()
    })
    goOff()
    await expect(waiting).rejects.toThrow('too late')
    expect(stop?.aborted).toBe(true)
  })

  test('is over at once when the caller stops, and is not begun after that', async () => {
    const { timer, running } = manualTimer()
    const stop = new AbortController()
    const bound = { totalMs: 1, timer, late, signal: stop.signal }
    const waiting = within(bound, never)
    stop.abort(new Error('stopped'))
    await expect(waiting).rejects.toThrow('stopped')
    expect(running.size).toBe(0)
    const begun: number[] = []
    await expect(within(bound, async () => begun.push(1))).rejects.toThrow('stopped')
    expect(begun).toEqual([])
  })

  test('does not count the time in which a person is asked', async () => {
    const { timer, running } = manualTimer()
    let answer = (_: string): void => {}
    const asked = new Promise<string>((resolve) => {
      answer = resolve
    })
    const waiting = within({ totalMs: 1, timer, late }, ({ untimed }) => untimed(() => asked))
    expect(running.size).toBe(0)
    answer('123456')
    expect(await waiting).toBe('123456')
    expect(running.size).toBe(0)
  })
})
