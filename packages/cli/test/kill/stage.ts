import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunVerification, verifyRun } from '@cutover/core'
import { APPLIED_FILE, writeFakeTerraform } from './fake-terraform.js'
import { bundledPrograms, type Programs } from './programs.js'
import { type Example, RunCopy } from './run-copy.js'
import { SimulatorProcess } from './simulator.js'
import { type Pane, Tmux } from './tmux.js'

/** Everything around the command line: two accounts in a process of their own, profiles, terraform, terminals. */
export class Stage {
  private copies = 0

  private constructor(
    readonly root: string,
    readonly programs: Programs,
    readonly simulator: SimulatorProcess,
    readonly env: Readonly<Record<string, string>>,
    readonly tmux: Tmux,
    private readonly example: Example,
  ) {}

  static async set(example: Example = 'minimal'): Promise<Stage> {
    const root = mkdtempSync(join(tmpdir(), 'cutover-kill-'))
    const folder = (name: string) => {
      mkdirSync(join(root, name))
      return join(root, name)
    }
    const programs = bundledPrograms(folder('programs'))
    const seed = RunCopy.at(join(root, 'seed'), example).path
    const simulator = await SimulatorProcess.start(programs.simulator, seed, join(root, 'tmux.socket'))
    const bin = folder('bin')
    writeFakeTerraform(bin, 150)
    const env = environment(folder('home'), bin, simulator.endpoint)
    return new Stage(root, programs, simulator, env, Tmux.in(root, env), example)
  }

  /** A fresh run directory, and the accounts as they were in the beginning. */
  async fresh(): Promise<RunDirectory> {
    await this.simulator.reset()
    return this.directory()
  }

  /** A fresh run directory; the accounts stay as they are. */
  directory(): RunDirectory {
    this.copies += 1
    return new RunDirectory(RunCopy.at(join(this.root, `run-${this.copies}`), this.example))
  }

  commandLine(directory: string, ...more: readonly string[]): readonly string[] {
    return [process.execPath, this.programs.cutover, 'run', directory, ...more]
  }

  /** `cutover run` on a terminal of its own. */
  async run(directory: string, ...more: readonly string[]): Promise<Pane> {
    return await this.tmux.open(this.commandLine(directory, ...more))
  }

  async strike(): Promise<void> {
    await this.tmux.stop()
    await this.simulator.stop()
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** A run directory and what its processes left in it. */
export class RunDirectory {
  constructor(readonly inputs: RunCopy) {}

  get path(): string {
    return this.inputs.path
  }

  get isLocked(): boolean {
    return existsSync(join(this.path, 'RUNNING.lock'))
  }

  /** The lines of the journal that are complete; the first is its metadata. */
  lines(): readonly Readonly<Record<string, unknown>>[] {
    const path = join(this.path, 'execution-log.jsonl')
    if (!existsSync(path)) return []
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
    return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
  }

  /** How many entries are complete, told without parsing: it is looked at every few milliseconds. */
  entryCount(): number {
    const path = join(this.path, 'execution-log.jsonl')
    if (!existsSync(path)) return 0
    let lines = 0
    for (const byte of readFileSync(path)) if (byte === 0x0a) lines += 1
    return Math.max(0, lines - 1)
  }

  /** The names of the events so far. */
  events(): readonly string[] {
    return this.lines()
      .slice(1)
      .map((entry) => String(entry.event))
  }

  async verified(): Promise<RunVerification> {
    return await verifyRun(this.path)
  }

  verdict(): unknown {
    const path = join(this.path, 'execution-summary.json')
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { verdict: unknown }).verdict : null
  }

  /** What terraform did, apply by apply. */
  applies(): readonly string[] {
    const path = join(this.path, 'terraform/root', APPLIED_FILE)
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : []
  }
}

/** The variables of an operator's shell, two profiles with static keys, and the simulator as AWS. */
function environment(home: string, bin: string, endpoint: string): Readonly<Record<string, string>> {
  const profile = (name: string, key: string) =>
    `[${name}]\naws_access_key_id = ${key}\naws_secret_access_key = rehearsal\n`
  writeFileSync(
    join(home, 'credentials'),
    [profile('legacy', 'AKIAREHEARSALSOURCE0'), profile('new-prod', 'AKIAREHEARSALTARGET0')].join('\n'),
  )
  writeFileSync(join(home, 'config'), '')
  return {
    PATH: `${bin}:/usr/bin:/bin`,
    HOME: home,
    USER: 'ada',
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    AWS_CONFIG_FILE: join(home, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials'),
    AWS_ENDPOINT_URL: endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
    MIGRATION_SOURCE_PROFILE: 'legacy',
    MIGRATION_TARGET_PROFILE: 'new-prod',
  }
}
