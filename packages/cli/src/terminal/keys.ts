import { emitKeypressEvents } from 'node:readline'
import type { Input } from '../host.js'

/** What the operator may press while no question is open. */
export interface KeyActions {
  /** Ctrl-C. In raw mode the terminal sends a key, not a signal. */
  readonly interrupt: () => void
  readonly keys: Readonly<Record<string, () => void>>
}

/**
 * Owns the keyboard between questions, from `open` to `close`. Keys that mean nothing are dropped: what is
 * typed while no question is open can never answer the next one.
 */
export interface Keyboard {
  open(): void
  close(): void
}

export function createKeyboard(input: Input, actions: KeyActions): Keyboard {
  let isOpen = false
  const onKey = (
    text: string | undefined,
    key: { readonly name?: string; readonly ctrl?: boolean } | undefined,
  ) => {
    if (key?.ctrl === true) {
      if (key.name === 'c') actions.interrupt()
      return
    }
    const action = text === undefined ? undefined : actions.keys[text]
    if (action !== undefined) action()
  }
  return {
    open() {
      if (isOpen || input.isTTY !== true || input.destroyed) return
      isOpen = true
      emitKeypressEvents(input)
      input.on('keypress', onKey)
      input.setRawMode?.(true)
      input.resume()
    },
    close() {
      if (!isOpen) return
      isOpen = false
      input.off('keypress', onKey)
      if (!input.destroyed) input.setRawMode?.(false)
      input.pause()
    },
  }
}
