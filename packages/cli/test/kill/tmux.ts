import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
const LOOK_MS = 25

/** How a process ended. */
export interface Exit {
  /** As a shell tells it: 128 and the signal's number when a signal ended it. */
  readonly code: number
}

/**
 * Starts a program, notes its pid, and notes how it ended: tmux itself forgets that when the terminal goes
 * before the program, and sometimes when it does not. The signals of the terminal are the program's.
 */
const KEEPER = `trap : INT HUP TERM
sh -c 'echo $$ > "$0.pid"; exec "$@"' "$0" "$@"
echo $? > "$0.new"; mv "$0.new" "$0.end"`

/** A tmux server of one's own: real terminals, with real keys and a readable screen. */
export class Tmux {
  private panes = 0

  private constructor(
    private readonly folder: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /** @param env the whole environment of what is started in it */
  static in(folder: string, env: Readonly<Record<string, string>>): Tmux {
    const settings = ['remain-on-exit on', 'history-limit 20000', 'exit-empty off']
    writeFileSync(join(folder, 'tmux.conf'), settings.map((setting) => `set -g ${setting}\n`).join(''))
    return new Tmux(folder, env)
  }

  async command(...args: readonly string[]): Promise<string> {
    const own = ['-S', join(this.folder, 'tmux.socket'), '-f', join(this.folder, 'tmux.conf')]
    const { stdout } = await run('tmux', [...own, ...args], { env: this.env })
    return stdout
  }

  /** Starts a program on a terminal of its own. */
  async open(program: readonly string[], size = { columns: 100, rows: 50 }): Promise<Pane> {
    this.panes += 1
    const name = `pane-${this.panes}`
    const { columns, rows } = size
    const place = ['new-session', '-d', '-s', name, '-x', String(columns), '-y', String(rows)]
    const notes = join(this.folder, name)
    await this.command(...place, 'sh', '-c', KEEPER, notes, ...program)
    const pid = await soon('the program starts', async () => noted(`${notes}.pid`))
    return new Pane(this, name, pid, notes)
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
    private readonly notes: string,
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
    const code = noted(`${this.notes}.end`)
    return code === null ? null : { code }
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

/** A number in a file, once it stands there. */
function noted(path: string): number | null {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  return text.endsWith('\n') ? Number(text) : null
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
