import { PassThrough } from 'node:stream'
import type { Host, Output, StopSignal } from '../../src/host.js'
import { QUIET_MS } from '../../src/terminal/settle.js'

/** A process that is not there: streams in memory, signals by hand, and a clock that stands. */
export interface FakeHost extends Host {
  readonly stdin: FakeTerminal
  /** Everything printed so far. */
  readonly out: () => string
  readonly err: () => string
  /** Sends a signal to whoever listens. */
  signal(name: StopSignal): void
  /** Lets every ticker tick once. */
  tick(): void
  /** Lets time pass for the tickers, where it passes by hand. */
  pass(ms: number): void
  readonly exits: readonly number[]
  /** Whether a question takes keys: not while what was typed ahead is thrown away. */
  readonly listens: () => boolean
}

export type FakeTerminal = PassThrough & {
  readonly isTTY: boolean
  setRawMode(raw: boolean): void
  /** True while keys arrive one by one. */
  raw: boolean
}

export interface FakeHostOptions {
  readonly tty?: boolean
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  readonly columns?: number
  readonly rows?: number
  readonly nowMs?: number
  /** The quiet before a question passes by `pass` alone; else with a turn of the event loop. */
  readonly quietByHand?: boolean
}

export function fakeHost(options: FakeHostOptions = {}): FakeHost {
  const tty = options.tty === true
  const stdin = fakeTerminal(tty)
  const stdout = sink(tty, options.columns ?? 80, options.rows ?? 40)
  const stderr = sink(tty, options.columns ?? 80, options.rows ?? 40)
  const listeners = new Map<StopSignal, Set<() => void>>()
  const tickers = new Set<Ticker>()
  const settling = new Set<object>()
  const exits: number[] = []
  return {
    stdin,
    stdout: stdout.stream,
    stderr: stderr.stream,
    out: stdout.text,
    err: stderr.text,
    env: options.env ?? { USER: 'ada', NO_COLOR: '1' },
    cwd: options.cwd ?? '/',
    homeDirectory: '/home/ada',
    now: () => options.nowMs ?? Date.parse('2030-01-01T00:00:00Z'),
    every(ms, tick) {
      const isQuiet = ms === QUIET_MS
      if (isQuiet && options.quietByHand !== true) return everyTurn(tick, settling)
      const ticker = { ms, tick, leftMs: ms }
      tickers.add(ticker)
      if (isQuiet) settling.add(ticker)
      return () => {
        tickers.delete(ticker)
        settling.delete(ticker)
      }
    },
    afterInput(listener) {
      settling.add(listener)
      setImmediate(() => {
        settling.delete(listener)
        listener()
      })
    },
    onSignal(name, listener) {
      const known = listeners.get(name) ?? new Set()
      listeners.set(name, known.add(listener))
      return () => known.delete(listener)
    },
    exit: (code) => void exits.push(code),
    exits,
    listens: () => stdin.raw && settling.size === 0,
    signal: (name) => {
      for (const listener of listeners.get(name) ?? []) listener()
    },
    tick: () => {
      for (const { tick } of [...tickers]) tick()
    },
    pass: (ms) => {
      for (const ticker of [...tickers]) {
        ticker.leftMs -= ms
        if (ticker.leftMs > 0) continue
        ticker.leftMs = ticker.ms
        ticker.tick()
      }
    },
  }
}

interface Ticker {
  readonly ms: number
  readonly tick: () => void
  leftMs: number
}

function everyTurn(tick: () => void, settling: Set<object>): () => void {
  let next = setImmediate(turn)
  const one = {}
  settling.add(one)
  function turn() {
    next = setImmediate(turn)
    tick()
  }
  return () => {
    settling.delete(one)
    clearImmediate(next)
  }
}

function fakeTerminal(tty: boolean): FakeTerminal {
  const terminal: FakeTerminal = Object.assign(new PassThrough(), {
    isTTY: tty,
    raw: false,
    setRawMode: (raw: boolean) => {
      terminal.raw = raw
    },
  })
  return terminal
}

function sink(
  tty: boolean,
  columns: number,
  rows: number,
): { readonly stream: Output; readonly text: () => string } {
  const stream = new PassThrough()
  let text = ''
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8')
  })
  return { stream: Object.assign(stream, { isTTY: tty, columns, rows }), text: () => text }
}

/** Waits until a condition holds, by letting the event loop turn; no real time is slept. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  // A bound in real time, for a busy machine: how often the loop turns says nothing about work in threads.
  const deadline = performance.now() + 20_000
  while (performance.now() < deadline) {
    if (condition()) return
    await new Promise((turn) => setImmediate(turn))
  }
  throw new Error(`this never came: ${what}`)
}
