import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type ExecutionStep, OUTPUT_FILES } from '@cutover/core'
import type { JournalEntry } from '@cutover/journal'
import {
  type Moto,
  motoEnvironment,
  startMoto,
  terraformCliConfig,
} from '../../../core/test/support/tools.js'
import { Tmux } from '../kill/tmux.js'
import { freshCopy } from './fresh-copy.js'
import { type IamFront, startIamFront } from './iam-front.js'
import { type SeededIds, SOURCE, seedAccounts, TARGET } from './seed-accounts.js'

const run = promisify(execFile)
const WORKSPACE = fileURLToPath(new URL('../../../../', import.meta.url))
const CLI = ['node', '--conditions=@cutover/source', '--import', 'tsx', 'packages/cli/src/main.ts']

/** Two moto accounts, seeded with what the example's source has, and a run directory that fits them. */
export interface Stage {
  readonly directory: string
  readonly folder: string
  readonly ids: SeededIds
  readonly iam: IamFront
  readonly tmux: Tmux
  /** The `cutover` command line for this run directory. */
  readonly command: readonly string[]
  steps(): readonly ExecutionStep[]
  journal(): readonly JournalEntry[]
  /** Asks moto with the real `aws` program, which shares nothing with the run but the endpoint. */
  aws<T>(side: 'source' | 'target', ...words: readonly string[]): Promise<T>
  stop(): Promise<void>
}

export async function openStage(): Promise<Stage> {
  const moto = await startMoto()
  try {
    return await stageOn(moto)
  } catch (error) {
    await moto.stop()
    throw error
  }
}

async function stageOn(moto: Moto): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'cutover-moto-'))
  const home = join(folder, 'home')
  mkdirSync(home)
  const accounts = { [SOURCE.profile]: SOURCE.accountId, [TARGET.profile]: TARGET.accountId }
  const inherited = pick('PATH', 'PYENV_ROOT', 'TMPDIR', 'LANG')
  const own = motoEnvironment(moto.url, folder, accounts)
  const roles = Object.values(accounts).map((accountId) => `arn:aws:iam::${accountId}:role/operator`)
  const iam = await startIamFront(moto.url, roles)
  const ids = await seedAccounts(own)
  const directory = join(folder, 'run')
  freshCopy(directory, (_file, text) => withOwnIds(text, ids))
  const config = terraformCliConfig()
  const env = {
    ...inherited,
    ...own,
    ...(config === null ? {} : { TF_CLI_CONFIG_FILE: config }),
    AWS_ENDPOINT_URL_IAM: iam.url,
    HOME: home,
    USER: 'ines',
    TERM: 'xterm',
    LC_ALL: 'C.UTF-8',
  }
  const tmux = Tmux.in(folder, env)
  const profiles = ['--source-profile', SOURCE.profile, '--target-profile', TARGET.profile]
  const line = [...CLI, 'run', directory, ...profiles].join(' ')
  return {
    directory,
    folder,
    ids,
    iam,
    tmux,
    command: ['sh', '-c', `cd '${WORKSPACE}' && exec ${line}`],
    steps: () => JSON.parse(readFileSync(join(directory, OUTPUT_FILES.steps), 'utf8')) as ExecutionStep[],
    journal: () =>
      readFileSync(join(directory, OUTPUT_FILES.journal), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as JournalEntry),
    async aws<T>(side: 'source' | 'target', ...words: readonly string[]) {
      const fresh = join(folder, 'aws-home')
      mkdirSync(fresh, { recursive: true })
      const { AWS_CONFIG_FILE = '', AWS_SHARED_CREDENTIALS_FILE = '', AWS_ENDPOINT_URL_STS = '' } = own
      const files = { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE, AWS_ENDPOINT_URL_STS }
      const { profile } = side === 'source' ? SOURCE : TARGET
      const where = ['--profile', profile, '--endpoint-url', moto.url, '--output', 'json']
      const { stdout } = await run('aws', [...words, ...where], {
        env: { ...inherited, ...files, HOME: fresh },
      })
      return JSON.parse(stdout) as T
    },
    async stop() {
      await tmux.stop()
      await Promise.all([moto.stop(), iam.close()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The example's ids of keys and zones are not moto's. The signed checklist mentions one of them in a command. */
function withOwnIds(text: string, ids: SeededIds): string {
  return text
    .replaceAll('0f6b3c1e-7a52-4d8e-9c47-2b1d5e8f9a30', ids.databaseKey)
    .replaceAll('5d2e8b74-1c3f-4e6a-b9d0-7f4a6c8e2d15', ids.reportingKey)
    .replaceAll('Z0TARGETORDERS1', ids.zone)
}

function pick(...names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  )
}
