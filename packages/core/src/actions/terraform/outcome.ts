import { CutoverError, type ErrorCode } from '../../model/errors.js'
import { isManaged } from '../../terraform/addresses.js'
import type { SavedPlan, TerraformFailure, TerraformIo } from '../../terraform/runner.js'
import type { ReadContext } from '../kit/definition.js'

/** Terraform's output goes to the step's log line by line, already masked. */
export function ioOf(ctx: ReadContext): TerraformIo {
  const open = { stdout: '', stderr: '' }
  return {
    signal: ctx.signal,
    onOutput(stream, text) {
      const lines = (open[stream] + text).split('\n')
      open[stream] = lines.pop() ?? ''
      for (const line of lines) ctx.log(line)
    },
  }
}

/** Resources of the module in the state (of everything for null), without data sources. */
export async function resourcesOf(module: string | null, ctx: ReadContext): Promise<readonly string[]> {
  return (await ctx.terraform.stateList(module, ioOf(ctx))).filter(isManaged)
}

/** @throws CutoverError for a plan that terraform itself calls errored or that leaves something out */
export function wholePlan(plan: SavedPlan): SavedPlan {
  if (!plan.errored && plan.complete) return plan
  throw new CutoverError({
    code: 'terraform/failed',
    fault: 'environment',
    message: plan.errored
      ? 'The plan is marked as errored, so it must not be applied.'
      : 'The plan is incomplete: terraform deferred a part of it to a later plan.',
    details: [plan.command],
  })
}

const NEXT: Readonly<Record<TerraformFailure['reason'], string>> = {
  'stale-plan':
    'Nothing was applied. Choose retry: the module is planned again, and if that plan differs from the one ' +
    'you approved, you are shown the difference and asked again.',
  changed:
    'Nothing was applied, and the yes is void. Choose retry: the module is planned again and, if anything differs ' +
    'from what you approved, shown again. Find out who changed it.',
  'other-account':
    'Nothing was applied. Give the provider block allowed_account_ids with the one account that it is for, and allow ' +
    'a profile that it names with --terraform-profile; then start a new run.',
  'state-locked':
    'Wait until the holder has ended, then retry. Never force-unlock while anything may still write the state.',
  credentials: 'Log in to the target profile again and resume.',
  'errored-state':
    'Stop here. In terraform/root look at errored.tfstate, then `terraform state push errored.tfstate`, delete ' +
    'that file, and resume: what was created is in no other state.',
  invalid: 'Correct the module or its variables, then start a new run: inputs must not change during one.',
  other: 'Read the step’s log. Retry plans again from what is now in the account.',
}

/** A failed command as the engine's error: credentials halt the run, everything else fails the step. */
export function terraformError(failure: TerraformFailure): CutoverError {
  const [first = 'terraform does not say why', ...more] = failure.diagnostics
  const code: ErrorCode = failure.reason === 'credentials' ? 'credentials/expired' : 'terraform/failed'
  const holder = failure.lock === null ? '' : ` Held by: ${holderOf(failure)}.`
  const rest = more.length === 0 ? '' : ` (and ${more.length} more, see the step's log)`
  return new CutoverError({
    code,
    fault: 'environment',
    message: `${first}${rest}${holder} ${NEXT[failure.reason]}`,
    next: NEXT[failure.reason],
    details: [failure.command, ...failure.diagnostics],
  })
}

/** What stands in the way of planning at all, for a person to clear; null when it is a plain failure. */
export function blockerOf(failure: TerraformFailure): string | null {
  switch (failure.reason) {
    case 'state-locked':
      return `The Terraform state is locked by ${holderOf(failure)}. ${NEXT['state-locked']}`
    case 'errored-state':
      return `${failure.diagnostics[0] ?? 'A state could not be saved.'}. ${NEXT['errored-state']}`
    default:
      return null
  }
}

function holderOf({ lock }: TerraformFailure): string {
  const known = Object.entries(lock ?? {}).filter(([name, value]) => name !== 'Info' && value !== '')
  return known.length === 0
    ? 'an unknown holder'
    : known.map(([name, value]) => `${name} ${value}`).join(', ')
}
