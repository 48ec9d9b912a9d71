import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createSimulator, type RequestRecord } from '@cutover/simulator'

const run = promisify(execFile)
const ACCOUNTS = { source: '111111111111', target: '222222222222' }
/** Longer than the shortest ARN or token that the CLI lets pass. */
const PADDING = '.'.repeat(40)

/** A home directory with two profiles, in which `aws` command lines are typed. */
export interface Desk {
  /**
   * Types a command line, as it is shown, into a shell; what it names in angle brackets stays a placeholder.
   * @returns the requests that it made
   * @throws what the program says when it sends nothing
   */
  type(command: string): Promise<readonly RequestRecord[]>
  clear(): void
}

/** So many at a time: each is a Python program that takes half a second to start. */
const AT_ONCE = 2

export function openDesk(): Desk {
  const home = mkdtempSync(join(tmpdir(), 'cutover-desk-'))
  const secret = join(home, 'value')
  writeFileSync(secret, 'made up', { mode: 0o600 })
  mkdirSync(join(home, '.aws'))
  const profiles = Object.entries(ACCOUNTS).map(
    ([side, accountId]) =>
      `[${side}]\naws_access_key_id = ${keyOf(accountId)}\naws_secret_access_key = not-checked\n`,
  )
  writeFileSync(join(home, '.aws', 'credentials'), profiles.join('\n'))
  const known = new Map<string, Promise<readonly RequestRecord[]>>()
  const lanes = Array.from({ length: AT_ONCE }, (): Promise<unknown> => Promise.resolve())
  const typed = (command: string): Promise<readonly RequestRecord[]> => {
    const lane = known.size % AT_ONCE
    const answer = (lanes[lane] ?? Promise.resolve()).then(() => requestsOf(command, { home, secret }))
    lanes[lane] = answer.catch(() => undefined)
    known.set(command, answer)
    return answer
  }
  return {
    type: (command) => known.get(command) ?? typed(command),
    clear: () => rmSync(home, { recursive: true, force: true }),
  }
}

/** Every command meets empty accounts of its own, which refuse most of it; what counts is what it asks for. */
async function requestsOf(
  command: string,
  { home, secret }: { readonly home: string; readonly secret: string },
): Promise<readonly RequestRecord[]> {
  const simulator = createSimulator()
  for (const accountId of Object.values(ACCOUNTS))
    simulator.addAccount({ accountId, accessKeyId: keyOf(accountId), secretAccessKey: 'not-checked' })
  const { endpoint, close } = await simulator.listen()
  const line = command.replace('<secret-file>', secret).replaceAll(/<([A-Za-z][^<>]*)>/g, `<$1${PADDING}>`)
  try {
    // The variable alone does not reach `aws rds` of version 1.
    const said = await run('sh', ['-c', `${line} --endpoint-url ${endpoint}`], {
      env: environment(home, endpoint),
    }).catch((error: { readonly stderr?: string }) => error)
    const { records } = simulator.log
    if (records.length === 0) throw new Error(`${command}\nsends nothing: ${said.stderr ?? ''}`)
    return [...records]
  } finally {
    await close()
  }
}

function environment(home: string, endpoint: string): Readonly<Record<string, string>> {
  const { PATH = '', PYENV_ROOT } = process.env
  return {
    PATH,
    ...(PYENV_ROOT === undefined ? {} : { PYENV_ROOT }),
    HOME: home,
    AWS_ENDPOINT_URL: endpoint,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
    MIGRATION_SOURCE_PROFILE: 'source',
    MIGRATION_TARGET_PROFILE: 'target',
  }
}

function keyOf(accountId: string): string {
  return `AKIA${accountId}0000`
}

/** Members that the `aws` program adds of its own accord, and that change nothing about the answer. */
const ADDED: Readonly<Record<string, string>> = { ListObjectsV2: 'EncodingType' }

/** Whether a typed command asks for what the handler asked for, which had values for the placeholders. */
export function isSameRequest(typed: RequestRecord, made: RequestRecord): boolean {
  const { [ADDED[typed.operation] ?? '']: _added, ...input } = typed.input
  return (
    typed.accountId === made.accountId &&
    typed.service === made.service &&
    typed.operation === made.operation &&
    isSameInput(input, made.input)
  )
}

function isSameInput(typed: unknown, made: unknown): boolean {
  if (typeof typed === 'string' && typeof made === 'string') return isSameText(typed, made)
  if (Array.isArray(typed) && Array.isArray(made))
    return typed.length === made.length && typed.every((item, at) => isSameInput(item, made[at]))
  if (isRecord(typed) && isRecord(made)) {
    const names = Object.keys(typed)
    return (
      names.length === Object.keys(made).length &&
      names.every((name) => name in made && isSameInput(typed[name], made[name]))
    )
  }
  return typed === made
}

/** A placeholder stands for anything; the last dot of a domain name makes no difference to Route 53. */
function isSameText(typed: string, made: string): boolean {
  const pieces = typed.split(/<[^<>]*>/).map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${pieces.join('.+')}\\.?$`, 's').test(made)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
