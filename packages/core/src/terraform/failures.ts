import { ERRORED_STATE, hasErroredState, needRoot } from './root-folder.js'
import type { TerraformFailure, TerraformOutcome } from './runner.js'
import { livingPid } from './survivor.js'

/** What makes starting a command dangerous: another terraform at work, or a state that was not saved. */
export async function refusalToStart(
  root: string,
  pidFile: string,
  args: readonly string[],
): Promise<TerraformFailure | null> {
  await needRoot(root)
  const failed = { ...notRun(args), kind: 'failed', lock: null } as const
  if (await hasErroredState(root))
    return {
      ...failed,
      reason: 'errored-state',
      diagnostics: [`terraform/root/${ERRORED_STATE} exists: an earlier apply could not save its state`],
    }
  const pid = livingPid(pidFile)
  if (pid === null) return null
  return {
    ...failed,
    reason: 'state-locked',
    diagnostics: [`terraform (process ${pid}) of an earlier session still works in this folder`],
    lock: { Who: `process ${pid} on this machine` },
  }
}

/** Something is not what it was when the plan was shown; nothing was started. */
export function changed(args: readonly string[], said: string): TerraformFailure {
  return { ...notRun(args), kind: 'failed', reason: 'changed', diagnostics: [said], lock: null }
}

export function otherAccount(outcome: TerraformOutcome, said: readonly string[]): TerraformFailure {
  return { ...outcome, kind: 'failed', reason: 'other-account', diagnostics: said, lock: null }
}

export function unreadable(outcome: TerraformOutcome): TerraformFailure {
  const said = 'terraform wrote a plan that `terraform show -json` does not describe'
  return { ...outcome, kind: 'failed', reason: 'other', diagnostics: [said], lock: null }
}

export function invalid(outcome: TerraformOutcome, said: string): TerraformFailure {
  return { ...outcome, kind: 'failed', reason: 'invalid', diagnostics: [said], lock: null }
}

function notRun(args: readonly string[]): TerraformOutcome {
  return { exitCode: 1, stdoutTail: '', stderrTail: '', command: ['terraform', ...args].join(' ') }
}
