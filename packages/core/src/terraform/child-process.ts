import { type ChildProcess, spawn } from 'node:child_process'
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { setTimeout as delay } from 'node:timers/promises'
import { isMainThread } from 'node:worker_threads'

/**
 * Runs one program. Owned invariants:
 *
 * C1. The program can outlive us: it has a session of its own (Ctrl-C at the terminal does not reach it) and
 *     writes to files, not to pipes. A terraform whose reader died would be killed by SIGPIPE at its next
 *     line of output, half-way through an apply and before it saved its state.
 * C2. The files have no name by the time the program writes to them: nothing unmasked stays on disk.
 * C3. Everything that the program creates is private to its owner.
 * C4. It is interrupted at most once: the second SIGINT makes terraform drop its state.
 */
export interface ChildOptions {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Interrupts the program and rejects at once; the program ends in its own time. */
  readonly signal: AbortSignal
  onStarted(pid: number): void
  /** Called when the program has ended, also when it is no longer waited for. */
  onEnded(): void
  onText(stream: 'stdout' | 'stderr', text: string): void
  /** Asked about every {@link LOOK_MS}; true interrupts the program, which is then waited for. */
  shouldInterrupt(): boolean
}

export interface ChildEnd {
  /** 128 and the like have no meaning here: a program ended by a signal has no code. */
  readonly exitCode: number | null
  readonly endedBy: NodeJS.Signals | null
}

const LOOK_MS = 100
/** So much of a stream is read at each look: a program that never stops writing is still looked after. */
const MOST_PER_LOOK = 16 * 1024 * 1024

/**
 * @throws the signal's reason when it aborts; Node's own error (`ENOENT`, `EACCES`) when the program cannot
 *   be started
 */
export async function runChild(options: ChildOptions): Promise<ChildEnd> {
  options.signal.throwIfAborted()
  const output = await unnamedFiles()
  try {
    const child = privately(() =>
      spawn(options.file, [...options.args], {
        cwd: options.cwd,
        env: { ...options.env },
        detached: true,
        shell: false,
        stdio: ['ignore', output.stdout.fd, output.stderr.fd],
      }),
    )
    if (child.pid !== undefined) options.onStarted(child.pid)
    return await follow(child, output, options)
  } finally {
    await Promise.all([output.stdout.close(), output.stderr.close()])
  }
}

interface Output {
  readonly stdout: FileHandle
  readonly stderr: FileHandle
}

async function unnamedFiles(): Promise<Output> {
  const folder = await mkdtemp(join(tmpdir(), 'cutover-'))
  try {
    const stdout = await open(join(folder, 'stdout'), 'ax+', 0o600)
    return { stdout, stderr: await open(join(folder, 'stderr'), 'ax+', 0o600) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** C3: a child inherits the umask of the moment. Workers may not set it; their plans are closed afterwards. */
function privately<T>(start: () => T): T {
  if (!isMainThread) return start()
  const before = process.umask(0o077)
  try {
    return start()
  } finally {
    process.umask(before)
  }
}

async function follow(child: ChildProcess, output: Output, options: ChildOptions): Promise<ChildEnd> {
  const ended = new AbortController()
  const wake = AbortSignal.any([ended.signal, options.signal])
  let interrupted = false
  const interrupt = () => {
    if (!interrupted) child.kill('SIGINT')
    interrupted = true
  }
  const end = new Promise<ChildEnd>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (exitCode, endedBy) => resolve({ exitCode, endedBy }))
  })
  end
    .catch(() => undefined)
    .finally(() => {
      options.onEnded()
      ended.abort()
    })
  const readers = [reader(output.stdout, 'stdout', options), reader(output.stderr, 'stderr', options)]
  while (!ended.signal.aborted) {
    if (options.signal.aborted) {
      interrupt()
      child.unref()
      options.signal.throwIfAborted()
    }
    if (options.shouldInterrupt()) interrupt()
    for (const read of readers) await read(false)
    // Real time, also under a clock that is not: it only decides how soon output is seen.
    await delay(LOOK_MS, undefined, { signal: wake }).catch(() => undefined)
  }
  const how = await end
  for (const read of readers) await read(true)
  return how
}

/** Gives on what was written since the last call; characters that are cut in two wait for their rest. */
function reader(file: FileHandle, stream: 'stdout' | 'stderr', options: ChildOptions) {
  const decoder = new StringDecoder('utf8')
  const buffer = Buffer.allocUnsafe(64 * 1024)
  let position = 0
  return async (last: boolean): Promise<void> => {
    const until = last ? Number.POSITIVE_INFINITY : position + MOST_PER_LOOK
    while (position < until) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, position)
      if (bytesRead === 0) break
      position += bytesRead
      options.onText(stream, decoder.write(buffer.subarray(0, bytesRead)))
    }
    const rest = last ? decoder.end() : ''
    if (rest !== '') options.onText(stream, rest)
  }
}
