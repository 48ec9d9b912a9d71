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
  /** Listens for a signal, until the answer is called. */
  onSignal(signal: StopSignal, listener: () => void): () => void
  /** Ends the process at once, leaving everything as it is. */
  exit(code: number): void
}

/** The real process. */
export function systemHost(): Host {
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
    onSignal(signal, listener) {
      process.on(signal, listener)
      return () => process.off(signal, listener)
    },
    exit: (code) => process.exit(code),
  }
}

/** Whether questions can be put to somebody: both ends have to be a terminal. */
export function isInteractive(host: Pick<Host, 'stdin' | 'stdout'>): boolean {
  return host.stdin.isTTY === true && host.stdout.isTTY === true
}

/** Colours only on a terminal, and not when NO_COLOR says so (any value but the empty one) or it is dumb. */
export function useColour(host: Pick<Host, 'stdout' | 'env'>): boolean {
  const { NO_COLOR, TERM } = host.env
  return host.stdout.isTTY === true && (NO_COLOR === undefined || NO_COLOR === '') && TERM !== 'dumb'
}

const DEFAULT_COLUMNS = 80
const MAX_COLUMNS = 120

/** Columns to lay out for: the terminal's, but not so wide that lines are hard to read. */
export function widthOf(output: Output): number {
  // A terminal that was never told its size says 0.
  return Math.min(output.columns || DEFAULT_COLUMNS, MAX_COLUMNS)
}
