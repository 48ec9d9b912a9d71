import { emitKeypressEvents } from 'node:readline'
import type { Input } from '../host.js'

/** How long nothing may be typed before a question is put. Held keys repeat faster, pastes come closer. */
const QUIET_MS = 50

/** Why the wait was over. */
export type Settled = 'quiet' | 'interrupt' | 'signal' | 'closed'

export interface SettlePort {
  readonly input: Input
  /** Calls back every so many milliseconds, until the answer is called. */
  readonly every: (ms: number, tick: () => void) => () => void
}

/**
 * Throws away what was typed ahead: a yes to a question that is not on the screen yet is a yes to nothing. Waits
 * until the keyboard is quiet, which for a paste is when all of it has come. Ctrl-C is heard all the same.
 */
export async function settle(port: SettlePort, signal: AbortSignal): Promise<Settled> {
  const { input } = port
  const why = await new Promise<Settled>((resolve) => {
    const stop = listen(port, signal, (heard) => {
      stop()
      resolve(heard)
    })
    if (input.isTTY === true) input.setRawMode?.(true)
    input.resume()
  })
  if (why !== 'quiet' && !input.destroyed) {
    if (input.isTTY === true) input.setRawMode?.(false)
    input.pause()
  }
  return why
}

/** Calls back with what ends the wait; the answer stops listening. */
function listen({ input, every }: SettlePort, signal: AbortSignal, end: (why: Settled) => void): () => void {
  let heard = false
  const onKey = (_text: string, key: { readonly name?: string; readonly ctrl?: boolean } | undefined) => {
    heard = true
    if (key?.ctrl === true && (key.name === 'c' || key.name === 'd')) end('interrupt')
  }
  const onSignal = () => end('signal')
  const onClosed = () => end('closed')
  emitKeypressEvents(input)
  input.on('keypress', onKey)
  for (const event of GONE) input.on(event, onClosed)
  signal.addEventListener('abort', onSignal, { once: true })
  const stop = every(QUIET_MS, () => {
    if (!heard) end('quiet')
    heard = false
  })
  return () => {
    stop()
    input.off('keypress', onKey)
    for (const event of GONE) input.off(event, onClosed)
    signal.removeEventListener('abort', onSignal)
  }
}

/** What a stream says when nobody is there any more; a hung-up terminal fails to read (EIO). */
export const GONE = ['end', 'close', 'error'] as const
