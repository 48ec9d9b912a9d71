import type { AwsIdentity } from '../aws/account.js'
import { classifyError, errorData } from '../aws/classify.js'
import { renewalLine, renewalOf } from '../aws/renewal.js'
import { isCutoverError } from '../model/errors.js'
import { shellWord } from '../model/shell-word.js'
import { type ExecutionStep, SIDES, type Side } from '../model/step.js'
import { Halt } from './halt.js'
import { definitionOf, record, type Session } from './session.js'

/** Under this much time left, a step that cannot be undone is refused. */
export const MIN_RUNWAY_MS = 5 * 60_000

/** Asks both profiles who they are; journals each answer; halts when one cannot answer or answers wrongly. */
export async function probe(session: Session, step: ExecutionStep | null): Promise<void> {
  for (const side of SIDES) {
    const identity = await identify(session, side, step)
    session.memory.credentialExpiry[side] = identity.expiresAtMs
    if (identity.accountId !== session.facts[side].accountId)
      await probeFailed(
        session,
        side,
        step,
        `profile ${session.profiles[side]} now belongs to account ${identity.accountId}, not ${session.facts[side].accountId}`,
        elsewhere(session, side),
      )
    await record(session, {
      step_id: 'run',
      operator: session.operator,
      event: 'sso-probe-passed',
      data: {
        profile: session.profiles[side],
        side,
        account_id: identity.accountId,
        arn: identity.arn,
        expires_at: identity.expiresAtMs === null ? null : new Date(identity.expiresAtMs).toISOString(),
      },
    })
  }
}

async function identify(session: Session, side: Side, step: ExecutionStep | null): Promise<AwsIdentity> {
  try {
    return await session.aws.identify(side)
  } catch (error) {
    const { message } = errorData(error, [...session.memory.secretsInFlight])
    if (isCredentialError(error)) return await probeFailed(session, side, step, message)
    await probeEntry(session, side, message)
    throw new Halt(
      'unreachable',
      `AWS did not answer who profile ${session.profiles[side]} is: ${message}\nWhen it does, go on:    ${session.resumeCommand}`,
      step?.step_id ?? null,
    )
  }
}

/** A credential problem is never a step's failure: it halts, and says how to log in and go on. */
export async function credentialHalt(
  session: Session,
  step: ExecutionStep | null,
  error: unknown,
): Promise<never> {
  const failing = await failingSide(session)
  const side = failing?.side ?? sideOf(session, step)
  const { message } = errorData(error, [...session.memory.secretsInFlight])
  const wrong = failing?.kind === 'elsewhere'
  return await probeFailed(session, side, step, message, wrong ? elsewhere(session, side) : undefined)
}

/** Whose credentials a step's own calls are made with. */
function sideOf(session: Session, step: ExecutionStep | null): Side {
  const account = step === null ? 'none' : definitionOf(session, step).account
  return account === 'none' ? 'target' : account
}

/** The side that cannot say who it is, or is somebody else. */
async function failingSide(
  session: Session,
): Promise<{ readonly side: Side; readonly kind: 'elsewhere' | 'no-answer' } | null> {
  for (const side of SIDES) {
    try {
      const { accountId } = await session.aws.identify(side)
      if (accountId !== session.facts[side].accountId) return { side, kind: 'elsewhere' }
    } catch (error) {
      if (classifyError(error).kind === 'credential') return { side, kind: 'no-answer' }
    }
  }
  return null
}

async function probeFailed(
  session: Session,
  side: Side,
  step: ExecutionStep | null,
  message: string,
  remedy: string = renewalLine(renewalOf(session.aws, side, session.profiles[side])),
): Promise<never> {
  const profile = session.profiles[side]
  await probeEntry(session, side, message)
  throw new Halt(
    'credentials',
    `The credentials of profile ${profile} (${side} account ${session.facts[side].accountId}) do not work: ${message}\n` +
      `${remedy}\nThen go on:    ${session.resumeCommand}`,
    step?.step_id ?? null,
  )
}

/** Logging in again does not help where the profile leads into another account. */
function elsewhere(session: Session, side: Side): string {
  const [profile, { accountId }] = [session.profiles[side], session.facts[side]]
  return (
    `Point profile ${profile} back at account ${accountId} in the shared AWS configuration.\n` +
    `Then check it:  aws sts get-caller-identity --profile ${shellWord(profile)}`
  )
}

async function probeEntry(session: Session, side: Side, message: string): Promise<void> {
  await record(session, {
    step_id: 'run',
    operator: session.operator,
    event: 'sso-probe-failed',
    data: { profile: session.profiles[side], side, message },
  })
}

/** True when the error is about credentials, whatever threw it. */
export function isCredentialError(error: unknown): boolean {
  return isCutoverError(error)
    ? error.code.startsWith('credentials/')
    : classifyError(error).kind === 'credential'
}
