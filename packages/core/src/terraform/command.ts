import { tail2KiB } from '@cutover/journal'
import { scrubText } from '../aws/mask.js'
import { type ChildEnd, runChild } from './child-process.js'
import { saysCredentials } from './diagnostics.js'
import { ALWAYS } from './environment.js'
import type { TerraformIo, TerraformOutcome } from './runner.js'
import { bySize } from './sensitive.js'
import { livingPid, removePid, writePid } from './survivor.js'

/** What a terraform command runs with. */
export interface CommandOptions {
  /** `terraform/root` of the run directory. */
  readonly root: string
  /** Where the pid of a command that changes or locks the state is kept. */
  readonly pidFile: string
  readonly terraformPath: string
  readonly env: Readonly<Record<string, string>>
  readonly now: () => number
  /** When the target profile's credentials end, where that is known. */
  readonly credentialsExpireAtMs?: () => number | null
}

/**
 * So long a command may go on after its credentials ended: long enough to save the state of what was just
 * done, short enough not to sit out the provider's retries (25 by default, up to minutes apart).
 */
const EXPIRED_GRACE_MS = 120_000

export interface CommandEnd extends TerraformOutcome {
  /** Everything, in clear: only for texts that are read here and never passed on. */
  readonly stdout: string
  readonly stderr: string
  /** Interrupted because its credentials had ended. */
  readonly expired: boolean
}

/** Terraform commands in one folder, one at a time; remembers which texts are secret. */
export class TerraformCommands {
  readonly #options: CommandOptions
  readonly #env: Readonly<Record<string, string>>
  #secrets: readonly string[]

  constructor(options: CommandOptions) {
    this.#options = options
    this.#env = { ...withoutTraps(options.env), ...ALWAYS }
    this.#secrets = bySize(secretVariables(options.env))
  }

  learn(secrets: readonly string[]): void {
    this.#secrets = bySize([...this.#secrets, ...secrets])
  }

  mask(text: string): string {
    return scrubText(text, this.#secrets)
  }

  /**
   * @param onLine gets each complete line, in clear; null collects only
   * @param locks the command changes or locks the state: its pid is kept while it runs
   */
  async run(
    args: readonly string[],
    io: TerraformIo,
    how: {
      readonly locks: boolean
      readonly onLine: ((stream: 'stdout' | 'stderr', line: string) => void) | null
    },
  ): Promise<CommandEnd> {
    const { root, pidFile, terraformPath, now } = this.#options
    const command = ['terraform', ...args].join(' ')
    const text = { stdout: '', stderr: '' }
    const open = { stdout: '', stderr: '' }
    let expiredAtMs = this.#options.credentialsExpireAtMs?.() ?? null
    let expired = false
    const end = await runChild({
      file: terraformPath,
      args,
      cwd: root,
      env: this.#env,
      signal: io.signal,
      onStarted: (pid) => (how.locks ? writePid(pidFile, pid, command) : undefined),
      onEnded: () => {
        if (how.locks && livingPid(pidFile) === null) removePid(pidFile)
      },
      onText: (stream, piece) => {
        text[stream] += piece
        if (how.locks && expiredAtMs === null && saysCredentials(piece)) expiredAtMs = now()
        const lines = (open[stream] + piece).split('\n')
        open[stream] = lines.pop() ?? ''
        for (const line of lines) how.onLine?.(stream, line)
      },
      shouldInterrupt: () => {
        expired = expiredAtMs !== null && now() > expiredAtMs + EXPIRED_GRACE_MS
        return expired
      },
    })
    for (const stream of ['stdout', 'stderr'] as const)
      if (open[stream] !== '') how.onLine?.(stream, open[stream])
    return { ...this.#outcome(command, end, text), stdout: text.stdout, stderr: text.stderr, expired }
  }

  #outcome(command: string, end: ChildEnd, text: { stdout: string; stderr: string }): TerraformOutcome {
    const killed = end.endedBy === null ? '' : `\nterraform was ended by ${end.endedBy}`
    return {
      command,
      exitCode: end.exitCode ?? 1,
      stdoutTail: tail2KiB(this.mask(text.stdout)),
      stderrTail: tail2KiB(this.mask(`${text.stderr}${killed}`)),
    }
  }
}

/** These change what a command does or make it log requests; a caller's environment must not bring them. */
function withoutTraps(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const kept = Object.entries(env).filter(([name]) => !/^TF_(CLI_ARGS|LOG|WORKSPACE|REATTACH)/.test(name))
  return Object.fromEntries(kept)
}

function secretVariables(env: Readonly<Record<string, string>>): readonly string[] {
  const names =
    /^AWS_(SECRET_ACCESS_KEY|SESSION_TOKEN)$|^TF_TOKEN_|^TF_VAR_.*(secret|passw|token|credential|private)/i
  return Object.entries(env).flatMap(([name, value]) => (names.test(name) && value.length > 3 ? [value] : []))
}
