import type { Host, Output } from './host.js'
import type { Printable } from './terminal/text.js'

/** Where commands print. What is no {@link Printable} does not compile, so nothing foreign reaches it as it is. */
export interface Printer {
  readonly isTTY: boolean
  /** Of a terminal; 0 when it was never told its size. */
  readonly columns: number
  readonly rows: number
  print(text: Printable): void
  /** Resolves when everything printed so far is out. */
  flushed(): Promise<void>
}

/** The host as commands see it: everything of it, and printers in the place of bare streams. */
export interface Shell extends Omit<Host, 'stdout' | 'stderr'> {
  readonly stdout: Printer
  readonly stderr: Printer
}

export function shellOf(host: Host): Shell {
  return {
    stdin: host.stdin,
    stdout: printerOn(host.stdout),
    stderr: printerOn(host.stderr),
    env: host.env,
    cwd: host.cwd,
    homeDirectory: host.homeDirectory,
    now: () => host.now(),
    every: (ms, tick) => host.every(ms, tick),
    afterInput: (listener) => host.afterInput(listener),
    onSignal: (signal, listener) => host.onSignal(signal, listener),
    exit: (code) => host.exit(code),
  }
}

/** The one place that writes to what is printed on. */
function printerOn(output: Output): Printer {
  return {
    get isTTY() {
      return output.isTTY === true
    },
    get columns() {
      return output.columns ?? 0
    },
    get rows() {
      return output.rows ?? 0
    },
    print: (text) => void output.write(text),
    flushed: async () => await new Promise((resolve) => output.write('', () => resolve())),
  }
}

/** Whether questions can be put to somebody: both ends have to be a terminal. */
export function isInteractive(shell: Pick<Shell, 'stdin' | 'stdout'>): boolean {
  return shell.stdin.isTTY === true && shell.stdout.isTTY
}

/** Colours only on a terminal, and not when NO_COLOR says so (any value but the empty one) or it is dumb. */
export function useColour({ stdout, env }: Pick<Shell, 'stdout' | 'env'>): boolean {
  const { NO_COLOR, TERM } = env
  return stdout.isTTY && (NO_COLOR === undefined || NO_COLOR === '') && TERM !== 'dumb'
}

const DEFAULT_COLUMNS = 80
const MAX_COLUMNS = 120

/** Columns to lay out for: the terminal's, but not so wide that lines are hard to read. */
export function widthOf(printer: Printer): number {
  return Math.min(printer.columns || DEFAULT_COLUMNS, MAX_COLUMNS)
}
