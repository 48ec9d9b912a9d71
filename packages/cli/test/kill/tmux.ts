import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
const LOOK_MS = 25

/** How a process ended. */
export interface Exit {
  readonly code: number | null
  /** Name or number of the signal that ended it. */
  readonly signal: string | null
}

/** A tmux server of one's own: real terminals, with real keys and a readable screen. */
export class Tmux {
  private panes = 0

  private constructor(
    private readonly socket: string,
    private readonly config: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /** @param env the whole environment of what is started in it */
  static in(folder: string, env: Readonly<Record<string, string>>): Tmux {
    const config = join(folder, 'tmux.conf')
    writeFileSync(config, 'set -g remain-on-exit on\nset -g history-limit 20000\nset -g exit-empty off\n')
    return new Tmux(join(folder, 'tmux.socket'), config, env)
  }

  async command(...args: readonly string[]): Promise<string> {
    const { stdout } = await run('tmux', ['-S', this.socket, '-f', this.config, ...args], { env: this.env })
    return stdout
  }

  /** Starts a program on a terminal of its own. */
  async open(program: readonly string[], size = { columns: 100, rows: 50 }): Promise<Pane> {
    this.panes += 1
    const name = `pane-${this.panes}`
    const { columns, rows } = size
    const place = ['new-session', '-d', '-s', name, '-x', String(columns), '-y', String(rows)]
    await this.command(...place, ...program)
    const pid = Number(await this.command('display-message', '-p', '-t', name, '#{pane_pid}'))
    return new Pane(this, name, pid)
  }

  async stop(): Promise<void> {
    await this.command('kill-server').catch(() => undefined)
  }
}

/** One program on one terminal. */
export class Pane {
  constructor(
    private readonly tmux: Tmux,
    private readonly name: string,
    readonly pid: number,
  ) {}

  /** Everything printed so far, as it looks. */
  async text(): Promise<string> {
    return await this.tmux.command('capture-pane', '-p', '-J', '-S', '-', '-t', this.name)
  }

  /** Presses keys, by tmux's names: `Down`, `Enter`, `C-c`. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.tmux.command('send-keys', '-t', this.name, ...keys)
  }

  async type(text: string): Promise<void> {
    await this.tmux.command('send-keys', '-l', '-t', this.name, text)
  }

  /** Null while it runs. */
  async exit(): Promise<Exit | null> {
    const format = '#{pane_dead} #{pane_dead_status} #{pane_dead_signal}'
    const [dead, code = '', signal = ''] = (
      await this.tmux.command('display-message', '-p', '-t', this.name, format)
    )
      .replace('\n', '')
      .split(' ')
    if (dead !== '1') return null
    return { code: code === '' ? null : Number(code), signal: signal === '' ? null : signal }
  }

  async ended(): Promise<Exit> {
    return await soon('the program ends', () => this.exit(), this)
  }

  /** Waits until the screen shows something. */
  async shows(text: string | RegExp): Promise<void> {
    const found = (screen: string) => (typeof text === 'string' ? screen.includes(text) : text.test(screen))
    await soon(`the screen shows ${String(text)}`, async () => (found(await this.text()) ? true : null), this)
  }

  /** The window is closed under the program. */
  async close(): Promise<void> {
    await this.tmux.command('kill-session', '-t', this.name)
  }
}

/** Looks again and again until there is an answer; gives up after 20 s, with what the screen shows. */
export async function soon<T>(what: string, look: () => Promise<T | null>, pane?: Pane): Promise<T> {
  const giveUpMs = Date.now() + 20_000
  for (;;) {
    const found = await look()
    if (found !== null) return found
    if (Date.now() > giveUpMs) {
      const screen = (await pane?.text().catch(() => 'no screen')) ?? ''
      throw new Error(`this never came: ${what}\n${screen}`)
    }
    await delay(LOOK_MS)
  }
}
