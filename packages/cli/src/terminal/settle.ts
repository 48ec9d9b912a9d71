import { emitKeypressEvents } from 'node:readline'
import type { Input } from '../host.js'

/**
 * How long nothing may be typed, from the moment that a question was drawn, before it takes keys. Held keys and
 * pastes come closer; nobody reads a question faster.
 */
export const QUIET_MS = 700

/** Why the wait was over. */
export type Settled = 'quiet' | 'interrupt' | 'signal' | 'closed'

export interface SettlePort {
  readonly input: Input
  /** Calls back every so many milliseconds, until the answer is called. */
  readonly every: (ms: number, tick: () => void) => () => void
  /** Calls back once everything that was typed until now has been handed out. */
  readonly afterInput: (listener: () => void) => void
}

/**
 * Throws away what was typed ahead: a yes to a question that is not on the screen yet is a yes to nothing. Waits
 * until no key has come for {@link QUIET_MS}, however long that takes. Ctrl-C is heard all the same.
 * @param onThrownAway called for whatever was thrown away, as it comes
 */
export async function settle(
  port: SettlePort,
  signal: AbortSignal,
  onThrownAway: () => void,
): Promise<Settled> {
  const { input } = port
  const why = await new Promise<Settled>((resolve) => {
    listen(port, signal, { end: resolve, onThrownAway })
    if (input.isTTY === true) input.setRawMode?.(true)
    input.resume()
  })
  if (why !== 'quiet' && !input.destroyed) {
    if (input.isTTY === true) input.setRawMode?.(false)
    input.pause()
  }
  return why
}

interface Heard {
  readonly end: (why: Settled) => void
  readonly onThrownAway: () => void
}

/** Says once what ends the wait, and stops listening then. */
function listen(port: SettlePort, signal: AbortSignal, { end, onThrownAway }: Heard): void {
  const { input } = port
  const quiet = quietTimer(port, () => finish('quiet'))
  let isOver = false
  const finish = (why: Settled) => {
    if (isOver) return
    isOver = true
    quiet.stop()
    input.off('keypress', onKey)
    input.off('data', onData)
    for (const event of GONE) input.off(event, onClosed)
    signal.removeEventListener('abort', onSignal)
    end(why)
  }
  const onKey = (_text: string, key: { readonly name?: string; readonly ctrl?: boolean } | undefined) => {
    if (key?.ctrl === true && (key.name === 'c' || key.name === 'd')) finish('interrupt')
  }
  // Bytes, not keys: a lone Escape becomes a key only when nothing has followed it for a while.
  const onData = () => {
    if (isOver) return
    quiet.restart()
    onThrownAway()
  }
  const onSignal = () => finish('signal')
  const onClosed = () => finish('closed')
  emitKeypressEvents(input)
  input.on('keypress', onKey)
  input.on('data', onData)
  for (const event of GONE) input.on(event, onClosed)
  signal.addEventListener('abort', onSignal, { once: true })
  quiet.restart()
}

/**
 * Calls back when the time has passed and, with that, everything was handed out that was typed meanwhile: a
 * process that was busy has bytes waiting that are older than its timer.
 */
function quietTimer({ every, afterInput }: SettlePort, done: () => void) {
  let round = 0
  let stopTimer = () => {}
  const stop = () => {
    round += 1
    stopTimer()
  }
  return {
    stop,
    restart() {
      stop()
      const mine = round
      stopTimer = every(QUIET_MS, () => {
        stopTimer()
        afterInput(() => {
          if (round === mine) done()
        })
      })
    },
  }
}

/** What a stream says when nobody is there any more; a hung-up terminal fails to read (EIO). */
export const GONE = ['end', 'close', 'error'] as const
