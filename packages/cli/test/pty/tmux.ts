import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const run = promisify(execFile)

/** Why terminals cannot be tried here, or null when they can. */
export function tmuxMissing(): string | null {
  try {
    execFileSync('tmux', ['-V'], { stdio: 'ignore' })
    return null
  } catch {
    return 'tmux is not installed'
  }
}

/** The CLI, from its sources, on a terminal of its own. */
export interface Terminal {
  /** Everything on the screen and above it. */
  screen(): Promise<string>
  /** Waits for a text that comes after everything that was waited for before, and answers what is shown. */
  sees(text: string): Promise<string>
  /** Presses keys, by tmux's names (`Down`, `Enter`, `C-c`). */
  press(...keys: readonly string[]): Promise<void>
  /** Presses these keys again and again, as fast as tmux takes them, until the answer is called. */
  flood(...keys: readonly string[]): () => Promise<void>
  /** Closes the terminal, as if its window was closed. */
  close(): Promise<void>
}

const COLUMNS = 80
const ROWS = 24
const PATIENCE_MS = 50_000
let count = 0

export async function openTerminal(...words: readonly string[]): Promise<Terminal> {
  count += 1
  const socket = `cutover-test-${process.pid}-${count}`
  const tmux = async (...args: readonly string[]) =>
    (await run('tmux', ['-L', socket, '-f', '/dev/null', ...args])).stdout
  const cli = [
    'node',
    '--conditions=@cutover/source',
    '--import',
    'tsx',
    'packages/cli/src/main.ts',
    ...words,
  ]
  const size = ['-x', String(COLUMNS), '-y', String(ROWS)]
  const script = `cd '${ROOT}' && ${cli.join(' ')}; echo "EXIT:$?"; exec cat`
  await tmux('new-session', '-d', ...size, 'sh', '-c', script)
  const screen = () => tmux('capture-pane', '-p', '-S', '-2000')
  let seen = 0
  return {
    screen,
    async sees(text) {
      const deadline = performance.now() + PATIENCE_MS
      for (;;) {
        const shown = await screen()
        const at = shown.indexOf(text, seen)
        if (at >= 0) {
          seen = at + text.length
          return shown
        }
        if (performance.now() > deadline) throw new Error(`"${text}" never came; the screen was:\n${shown}`)
        await delay(50)
      }
    },
    async press(...keys) {
      for (const key of keys) await tmux('send-keys', key)
    },
    flood(...keys) {
      const send = `tmux -L ${socket} send-keys ${keys.join(' ')}`
      // More than one at it: on a busy machine a single one may pause for longer than a question waits.
      const senders = Array.from({ length: 3 }, () => spawn('sh', ['-c', `while :; do ${send}; done`]))
      return async () => {
        await Promise.all(
          senders.map((sender) => {
            const ended = once(sender, 'exit')
            sender.kill()
            return ended
          }),
        )
      }
    },
    close: async () => void (await tmux('kill-server').catch(() => undefined)),
  }
}
