import type { AwsFactory, AwsIdentity } from '../aws/account.js'
import type { Clock } from '../model/ports.js'
import { shellWord } from '../model/shell-word.js'
import type { Side } from '../model/step.js'
import { awsFailure } from './aws-failure.js'
import type { RowOutcome } from './report.js'

/** Names of the two profiles, as the operator gave them. */
export type Profiles = Readonly<Record<Side, string>>

/** What STS said for one side, with how far its clock is from ours. */
export type Probe =
  | { readonly kind: 'identity'; readonly identity: AwsIdentity; readonly skewMs: number | null }
  | { readonly kind: 'failed'; readonly error: unknown }
export type Probes = Readonly<Record<Side, Probe>>

/** Asks STS with fresh credentials of both profiles. Never throws. */
export async function probeProfiles(aws: AwsFactory, clock: Clock): Promise<Probes> {
  const [source, target] = await Promise.all([probe(aws, 'source', clock), probe(aws, 'target', clock)])
  return { source, target }
}

async function probe(aws: AwsFactory, side: Side, clock: Clock): Promise<Probe> {
  const askedMs = clock.now()
  try {
    const identity = await aws.identify(side)
    const middleMs = (askedMs + clock.now()) / 2
    const skewMs = identity.awsTimeMs === null ? null : identity.awsTimeMs - middleMs
    return { kind: 'identity', identity, skewMs }
  } catch (error) {
    return { kind: 'failed', error }
  }
}

export interface ExpectedAccounts {
  readonly source: string | null
  readonly target: string | null
}

/** Both profiles authenticate, and lead to the accounts that the artifacts are about. */
export function profilesRow(
  probes: Probes,
  profiles: Profiles,
  expected: ExpectedAccounts,
  aws: Pick<AwsFactory, 'renewal'>,
): RowOutcome {
  const failures = (['source', 'target'] as const).flatMap((side) => {
    const found = probes[side]
    return found.kind === 'failed' ? [awsFailure(found.error, side, profiles[side], aws)] : []
  })
  const [failure] = failures
  if (failure !== undefined)
    return {
      ok: 'failed',
      detail: failure.message,
      lines: failures.map((one) => one.message),
      remedy: [...new Set(failures.map((one) => one.next))].join('; '),
      code: failure.code,
    }
  const { source, target } = probes
  if (source.kind === 'failed' || target.kind === 'failed')
    throw new TypeError('failed probes were reported above')
  return comparison(source.identity, target.identity, profiles, expected)
}

function comparison(
  source: AwsIdentity,
  target: AwsIdentity,
  profiles: Profiles,
  expected: ExpectedAccounts,
): RowOutcome {
  const lines = [seen('source', profiles.source, source), seen('target', profiles.target, target)]
  const wrong = (detail: string, remedy: string): RowOutcome => ({
    ok: 'failed',
    detail,
    lines,
    remedy,
    code: 'credentials/wrong-account',
  })
  if (source.accountId === target.accountId)
    return wrong(
      `Both profiles ("${profiles.source}" and "${profiles.target}") lead to the same account, ${source.accountId}.`,
      'Name two profiles of two accounts.',
    )
  if (expected.source === null || expected.target === null)
    return {
      ok: 'not-run',
      detail: 'Both authenticate, but the artifacts do not say which accounts are meant.',
      lines,
    }
  if (source.accountId === expected.target && target.accountId === expected.source)
    return wrong(
      `The profiles look swapped: the source profile "${profiles.source}" leads to the target account ${source.accountId}, and the target profile "${profiles.target}" to the source account ${target.accountId}.`,
      `Swap them: --source-profile ${shellWord(profiles.target)} --target-profile ${shellWord(profiles.source)}`,
    )
  const mismatches = [
    ...mismatch('source', profiles.source, source, expected.source),
    ...mismatch('target', profiles.target, target, expected.target),
  ]
  if (mismatches.length > 0)
    return wrong(
      mismatches.join(' '),
      'Name the profiles of the accounts that were planned, and check with `aws sts get-caller-identity --profile …`.',
    )
  const roots = [...root('source', profiles.source, source), ...root('target', profiles.target, target)]
  if (roots.length > 0)
    return {
      ok: 'failed',
      detail: roots.join(' '),
      lines,
      remedy:
        'Use profiles of roles or users that have the policies of the cutover; `cutover policy <dir>` prints them.',
      code: 'preflight/failed',
    }
  return { ok: 'ok', detail: `${source.accountId} and ${target.accountId}.`, lines }
}

/** No policy limits an account's root user, so no gate could hold it back. */
function root(side: Side, profile: string, identity: AwsIdentity): string[] {
  if (!identity.arn.endsWith(':root')) return []
  return [
    `The ${side} profile "${profile}" is the root user of account ${identity.accountId}: a cutover is never run as root.`,
  ]
}

function seen(side: Side, profile: string, identity: AwsIdentity): string {
  return `${side} profile "${profile}": account ${identity.accountId}, ${identity.arn}`
}

function mismatch(side: Side, profile: string, identity: AwsIdentity, expected: string): string[] {
  if (identity.accountId === expected) return []
  return [
    `The ${side} profile "${profile}" leads to account ${identity.accountId}, but the artifacts' ${side} account is ${expected}.`,
  ]
}

export const SKEW_LIMIT_MS = 5 * 60 * 1000

/** Signatures of requests, freshness and freeze clocks all need our clock to be right. */
export function clockRow(probes: Probes): RowOutcome {
  const skews = Object.values(probes).flatMap((found) =>
    found.kind === 'identity' && found.skewMs !== null ? [found.skewMs] : [],
  )
  if (skews.length === 0) {
    const answered = Object.values(probes).some((found) => found.kind === 'identity')
    return answered
      ? { ok: 'warning', detail: 'AWS did not tell its time, so the clock could not be compared.' }
      : { ok: 'not-run', detail: 'AWS could not be asked.' }
  }
  const worstMs = skews.reduce((worst, skew) => (Math.abs(skew) > Math.abs(worst) ? skew : worst))
  const seconds = Math.round(Math.abs(worstMs) / 1000)
  if (Math.abs(worstMs) < SKEW_LIMIT_MS) return { ok: 'ok', detail: `${seconds} s apart.` }
  return {
    ok: 'failed',
    detail: `This machine's clock is ${seconds} s ${worstMs > 0 ? 'behind' : 'ahead of'} AWS; the limit is 300 s.`,
    remedy: 'Synchronise the clock (for example `timedatectl set-ntp true`).',
  }
}
