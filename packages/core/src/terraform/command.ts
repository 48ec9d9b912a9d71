import { tail2KiB } from '@cutover/journal'
import type { AwsCredentials } from '../aws/credentials.js'
import { scrubText } from '../aws/scrub.js'
import { CutoverError, isCutoverError } from '../model/errors.js'
import { NOBODY, type OpenAccess } from './access/open-access.js'
import type { PrivateFolder } from './access/private-folder.js'
import { BoundedOutput, MOST_OUTPUT, MOST_TOLD, OUTPUT_TAIL, tooMuchOutput } from './bounded-output.js'
import { type ChildEnd, type ChildOptions, runChild } from './child-process.js'
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
  /** Opens what a command signs with. It is closed when that command has ended. */
  access(onSession: (credentials: AwsCredentials) => void): Promise<OpenAccess>
}

export interface CommandRun {
  /** The command changes or locks the state: its pid is kept while it runs. */
  readonly locks: boolean
  /** The command talks to AWS; others get nothing to sign with. */
  readonly signs: boolean
  /** Gets each complete line, in clear; null collects only. */
  readonly onLine: ((stream: 'stdout' | 'stderr', line: string) => void) | null
  /** Removed when the command has ended, also when it is no longer waited for. */
  readonly folder?: PrivateFolder
  /** Refuses to begin with less than this left to credentials that cannot be renewed. */
  readonly needsMs?: number
}

/**
 * So long a command may go on after its credentials ended: long enough to save the state of what was just
 * done, short enough not to sit out the provider's retries (25 by default, up to minutes apart).
 */
const EXPIRED_GRACE_MS = 120_000

type CommandText = BoundedOutput['text']

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
    this.#env = { ...withoutTraps(options.env), ...NOBODY, ...ALWAYS }
    this.#secrets = bySize(secretVariables(options.env))
  }

  learn(secrets: readonly string[]): void {
    this.#secrets = bySize([...this.#secrets, ...secrets])
  }

  mask(text: string): string {
    return scrubText(text, this.#secrets)
  }

  /** @throws CutoverError `credentials/*` when there is nothing to sign with, or too little time is left */
  async run(args: readonly string[], io: TerraformIo, how: CommandRun): Promise<CommandEnd> {
    const command = ['terraform', ...args].join(' ')
    const access = how.signs ? await this.#open(how).catch((error) => abandoned(how, error)) : null
    const output = new BoundedOutput(how.onLine, how.onLine === null ? MOST_OUTPUT : MOST_TOLD)
    const { now } = this.#options
    let expiredAtMs = access?.endsAtMs ?? null
    let expired = false
    const end = await this.#spawn(args, io, how, access, {
      onText: (stream, piece) => {
        output.add(stream, piece)
        if (how.locks && expiredAtMs === null && saysCredentials(piece)) expiredAtMs = now()
      },
      shouldInterrupt: () => {
        expired = expiredAtMs !== null && now() > expiredAtMs + EXPIRED_GRACE_MS
        // What changes the state goes on to its end, whatever it writes: it is only not collected any more.
        return expired || (output.isOver && !how.locks)
      },
    })
    output.end()
    if (output.isOver && !how.locks) throw tooMuchOutput(command)
    const { text } = output
    if (end.exitCode !== 0) passOnOtherAccount(access)
    return { ...this.#outcome(command, end, text), stdout: text.stdout, stderr: text.stderr, expired }
  }

  async #open({ needsMs = 0 }: CommandRun): Promise<OpenAccess> {
    const access = await this.#options.access(({ secretAccessKey, sessionToken = '' }) =>
      this.learn([secretAccessKey, sessionToken].filter((secret) => secret.length > 3)),
    )
    const { AWS_CONTAINER_AUTHORIZATION_TOKEN: token } = access.env
    if (token !== undefined) this.learn([token])
    const leftMs = access.endsAtMs === null ? null : access.endsAtMs - this.#options.now()
    if (leftMs === null || leftMs >= needsMs) return access
    access.close()
    throw tooLittleTime(leftMs, needsMs)
  }

  /** What the command needs is there until it has ended, however this session ends. */
  async #spawn(
    args: readonly string[],
    io: TerraformIo,
    { locks, folder }: CommandRun,
    access: OpenAccess | null,
    follow: Pick<ChildOptions, 'onText' | 'shouldInterrupt'>,
  ): Promise<ChildEnd> {
    const { root, pidFile, terraformPath } = this.#options
    const dispose = () => {
      access?.close()
      folder?.remove()
    }
    let started = false
    try {
      return await runChild({
        file: terraformPath,
        args,
        cwd: root,
        env: { ...this.#env, ...access?.env },
        signal: io.signal,
        onStarted: (pid) => {
          started = true
          access?.usedBy(pid)
          folder?.usedBy(pid)
          if (locks) writePid(pidFile, pid, ['terraform', ...args].join(' '))
        },
        onEnded: () => {
          dispose()
          if (locks && livingPid(pidFile) === null) removePid(pidFile)
        },
        ...follow,
      })
    } finally {
      if (!started) dispose()
    }
  }

  #outcome(command: string, end: ChildEnd, text: CommandText): TerraformOutcome {
    const killed = end.endedBy === null ? '' : `\nterraform was ended by ${end.endedBy}`
    return {
      command,
      exitCode: end.exitCode ?? 1,
      stdoutTail: tail2KiB(this.mask(text.stdout.slice(-OUTPUT_TAIL))),
      stderrTail: tail2KiB(this.mask(`${text.stderr.slice(-OUTPUT_TAIL)}${killed}`)),
    }
  }
}

function abandoned({ folder }: CommandRun, error: unknown): never {
  folder?.remove()
  throw error
}

/** Terraform only says that there were no credentials; that they were another account's is what has to be said. */
function passOnOtherAccount(access: OpenAccess | null): void {
  const failure = access?.failure() ?? null
  if (isCutoverError(failure) && failure.code === 'credentials/wrong-account') throw failure
}

function tooLittleTime(leftMs: number, needsMs: number): CutoverError {
  const minutes = (ms: number) => Math.max(0, Math.floor(ms / 60_000))
  return new CutoverError({
    code: 'credentials/expired',
    fault: 'environment',
    message:
      `Terraform was not started: its credentials end in ${minutes(leftMs)} min and cannot be renewed while it runs, ` +
      `and the step may take ${minutes(needsMs)} min.`,
    next: 'Log in to the profile again, then go on.',
  })
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
