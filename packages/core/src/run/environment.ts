import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Clock } from '../model/ports.js'
import { type Operator, resolveOperator } from '../preflight/operator.js'

/** Environment variables, taken once by whoever starts the process. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>

/** Real time. A sleep ends early, without error, when its signal aborts. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    if (signal.aborted || ms <= 0) return
    await delay(ms, undefined, { signal }).catch(() => undefined)
  },
}

/** Who runs this: `$USER`, else git's e-mail, else unknown with a banner. */
export async function systemOperator(env: EnvironmentVariables): Promise<Operator> {
  const user = env.USER
  if (user !== undefined && user.trim() !== '') return resolveOperator({ user, gitEmail: undefined })
  const run = promisify(execFile)
  const gitEmail = await run('git', ['config', '--global', 'user.email'], { timeout: 5_000 })
    .then(({ stdout }) => stdout.trim())
    .catch(() => undefined)
  return resolveOperator({ user: undefined, gitEmail })
}
