import { parseArgs } from 'node:util'
import type { Account } from './simulator.js'

/** What the simulator's own process is started with. */
export interface BinOptions {
  readonly port: number
  readonly seed: number
  /** Virtual seconds per real second. */
  readonly timeScale: number
  readonly durationScale: number
  /** Virtual start, milliseconds since the epoch; the real time unless given. */
  readonly startMs: number | undefined
  readonly enforceIam: boolean
  /** Where the world is read from at the start, if the file is there, and written to at the end. */
  readonly stateFile: string | undefined
  readonly accounts: readonly Account[]
}

export const usage = `cutover-simulator [options]
  --port <n>              0 lets the system choose (default)
  --seed <n>              decides every generated id (default 1)
  --time-scale <x>        virtual seconds per real second (default 1)
  --duration-scale <x>    multiplies the durations of asynchronous work (default 1)
  --start <ISO time>      virtual start (default: now)
  --state-file <path>     the world is read from it at the start and written to it at the end
  --enforce-iam           evaluate identity policies on every request
  --account <id>:<access key id>[:<principal ARN>]   repeatable`

/** @throws TypeError for options that are unknown or have values of the wrong form */
export function readOptions(args: readonly string[]): BinOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      'time-scale': { type: 'string', default: '1' },
      'duration-scale': { type: 'string', default: '1' },
      start: { type: 'string' },
      'state-file': { type: 'string' },
      'enforce-iam': { type: 'boolean', default: false },
      account: { type: 'string', multiple: true, default: [] },
    },
  })
  return {
    port: number('port', values.port),
    seed: number('seed', values.seed),
    timeScale: number('time-scale', values['time-scale']),
    durationScale: number('duration-scale', values['duration-scale']),
    startMs: values.start === undefined ? undefined : number('start', String(Date.parse(values.start))),
    enforceIam: values['enforce-iam'],
    stateFile: values['state-file'],
    accounts: values.account.map(accountOf),
  }
}

function number(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isFinite(value) || value < 0) throw new TypeError(`--${name}: '${text}' is not a number`)
  return value
}

function accountOf(text: string): Account {
  const [, accountId, accessKeyId, principalArn] = /^(\d{12}):([^:]+)(?::(.+))?$/.exec(text) ?? []
  if (accountId === undefined || accessKeyId === undefined) {
    throw new TypeError(`--account: '${text}' is not <12 digits>:<access key id>[:<principal ARN>]`)
  }
  // Signatures are not checked, so the process needs no secret.
  const account = { accountId, accessKeyId, secretAccessKey: '' }
  return principalArn === undefined ? account : { ...account, principalArn }
}
