import { homedir } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import { TerminalInput } from './terminal-input.js'

/** A terminal's input as prompts and key presses need it. */
export interface Input extends Readable {
  readonly isTTY?: boolean
  setRawMode?(raw: boolean): unknown
}

/** Where text goes. `columns` and `rows` are those of a terminal. */
export interface Output extends Writable {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
}

export const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
export type StopSignal = (typeof STOP_SIGNALS)[number]

/** The process as commands see it: the only place from which the outside is reached. */
export interface Host {
  readonly stdin: Input
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly homeDirectory: string
  /** Milliseconds since the epoch, real time. */
  now(): number
  /** Calls back every `ms`, until the answer is called. */
  every(ms: number, tick: () => void): () => void
  /** Calls back once every key that has arrived by now was handed out. */
  afterInput(listener: () => void): void
  /** Listens for a signal, until the answer is called. */
  onSignal(signal: StopSignal, listener: () => void): () => void
  /** Ends the process at once, leaving everything as it is. */
  exit(code: number): void
}

/** The real process. */
export function systemHost(): Host {
  // A reader that goes away (`cutover report | head`, a closed window) is not an error of ours.
  for (const stream of [process.stdin, process.stdout, process.stderr]) stream.on('error', () => undefined)
  return {
    stdin: process.stdin.isTTY ? new TerminalInput(process.stdin) : process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    homeDirectory: homedir(),
    now: () => Date.now(),
    every(ms, tick) {
      const timer = setInterval(tick, ms)
      return () => clearInterval(timer)
    },
    // Behind the phase of the event loop that reads what has arrived.
    afterInput: (listener) => void setImmediate(listener),
    onSignal(signal, listener) {
      process.on(signal, listener)
      return () => process.off(signal, listener)
    },
    exit: (code) => process.exit(code),
  }
}
