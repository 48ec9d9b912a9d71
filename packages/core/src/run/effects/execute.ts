import {
  type ActionDefinition,
  paramsOf,
  type Receipt,
  type WriteContext,
} from '../../actions/kit/definition.js'
import { classifyError, errorData } from '../../aws/classify.js'
import { renewalLine, renewalOf } from '../../aws/renewal.js'
import type { ExecutionStep } from '../../model/step.js'
import { readContext, tokenOf, writeContext } from '../contexts.js'
import { credentialHalt, isCredentialError, MIN_RUNWAY_MS, probe } from '../credentials.js'
import { differences } from '../difference.js'
import { Halt } from '../halt.js'
import { runways, withProfiles } from '../questions.js'
import { about, definitionOf, type ObservedPreview, record, recordOf, type Session } from '../session.js'
import { failFrom, observe } from './look.js'
import { askSecretFile, formsOf } from './secret-file.js'
import { verified } from './verify.js'

/**
 * From yes to receipt.
 *
 * X1. Nothing is sent unless AWS still looks as it was shown (compare and swap).
 * X2. The durable intent is on disk before the first byte.
 * X3. At most one automatic re-send, only where AWS said that it did nothing, with the same token.
 */
export async function execute(
  session: Session,
  step: ExecutionStep,
  approvedHash: string,
  attempt: number,
): Promise<void> {
  const definition = definitionOf(session, step)
  const secret = definition.needsSecretFile === true ? await askSecretFile(session, step) : null
  if (secret === 'declined') return
  try {
    await executeLooked(session, step, definition, approvedHash, attempt, secret)
  } finally {
    secret?.fill(0)
    session.memory.secretsInFlight.clear()
  }
}

async function executeLooked(
  session: Session,
  step: ExecutionStep,
  definition: ActionDefinition,
  approvedHash: string,
  attempt: number,
  secret: Uint8Array | null,
): Promise<void> {
  const observed = await compare(session, step, definition, approvedHash)
  if (observed === null) return
  if (observed.preview.alreadyDone) {
    try {
      if (await alreadyThere(session, step, definition)) return
    } catch (error) {
      return await failFrom(session, step, 'verify', error)
    }
  }
  await refuseShortRunway(session, step)
  const approved = observed.preview
  const context = writeContext(session, step, { attempt, kind: 'execute', approved, secret })
  if (secret !== null) for (const form of formsOf(secret)) session.memory.secretsInFlight.add(form)
  await send(session, step, definition, context, attempt, observed.hash)
}

/** Looks again; a difference makes the approval void. Null: nothing must be executed now. */
async function compare(
  session: Session,
  step: ExecutionStep,
  definition: ActionDefinition,
  approvedHash: string,
): Promise<ObservedPreview | null> {
  const shown = session.memory.previews.get(step.step_id)
  if (shown !== undefined && definition.selfGuarded === true && shown.hash === approvedHash) return shown
  let found: ObservedPreview
  try {
    found = await observe(session, step)
  } catch (error) {
    await failFrom(session, step, 'preview', error)
    return null
  }
  if (found.hash === approvedHash && found.preview.blockers.length === 0) return found
  const difference =
    found.hash === approvedHash
      ? [...found.preview.blockers]
      : differences(shown?.preview.observation, found.preview.observation)
  session.memory.invalidated.set(step.step_id, difference)
  await record(session, {
    ...about(session, step),
    event: 'approval-invalidated',
    notes: 'AWS changed between the approval and the execution; nothing was executed',
    data: { shown_hash: approvedHash, found_hash: found.hash, difference: [...difference] },
  })
  return null
}

/**
 * The desired state may be there because an earlier attempt of ours made it: then its receipt is found as well,
 * for whoever has to undo it later.
 */
async function alreadyThere(
  session: Session,
  step: ExecutionStep,
  definition: ActionDefinition,
): Promise<boolean> {
  const context = readContext(session, step)
  const ours = await definition.reconcile(paramsOf(step), context)
  const receipt = ours.kind === 'done' ? ours.receipt : null
  const verification = await definition.verify(paramsOf(step), receipt, context)
  return await verified(session, step, verification, 'target already existed; skipped execute', receipt)
}

/**
 * What cannot be undone is not begun with credentials that end in the middle of it. The profile is asked anew
 * first: a session that renews itself may have gone on since the last look.
 */
async function refuseShortRunway(session: Session, step: ExecutionStep): Promise<void> {
  if (!step.irreversible) return
  if (shortRunway(session) !== undefined) await probe(session, step)
  const short = shortRunway(session)
  if (short === undefined) return
  throw new Halt(
    'credentials',
    `The credentials of profile ${short.profile} expire in under 5 minutes; ${step.step_id} cannot be undone and was not started.\n` +
      `${renewalLine(renewalOf(session.aws, short.side, short.profile))}\nThen go on:    ${session.resumeCommand}`,
    step.step_id,
  )
}

function shortRunway(session: Session) {
  return runways(session).find((runway) => runway.remainingMs !== null && runway.remainingMs < MIN_RUNWAY_MS)
}

async function send(
  session: Session,
  step: ExecutionStep,
  definition: ActionDefinition,
  context: WriteContext,
  attempt: number,
  observationHash: string,
): Promise<void> {
  for (let sends = 1; ; sends += 1) {
    await intent(session, step, context.token, attempt, observationHash, sends)
    let receipt: Receipt
    try {
      receipt = await definition.execute(paramsOf(step), context)
    } catch (error) {
      const resendAfterMs = await notAnswered(session, step, context.token, attempt, error, sends)
      if (resendAfterMs === null) return
      await session.clock.sleep(resendAfterMs, session.controls.stopping)
      if (session.controls.stopping.aborted)
        throw new Halt('interrupted', 'interrupted before the automatic re-send', step.step_id)
      continue
    }
    // Not inside the try: an answer that cannot be journaled is no error of AWS.
    return await answered(session, step, context.token, attempt, receipt)
  }
}

async function intent(
  session: Session,
  step: ExecutionStep,
  token: string,
  attempt: number,
  observationHash: string,
  sends: number,
): Promise<void> {
  const { account } = definitionOf(session, step)
  await record(session, {
    ...about(session, step),
    event: 'executing',
    cmd: withProfiles(session, step.execute_cmd),
    notes: sends > 1 ? 'automatic re-send with the same token' : null,
    data: {
      account: account === 'none' ? 'none' : session.facts[account].accountId,
      call: withProfiles(session, step.execute_cmd) ?? 'no call',
      token,
      attempt,
      kind: 'execute',
      observation_hash: observationHash,
    },
  })
}

async function answered(
  session: Session,
  step: ExecutionStep,
  token: string,
  attempt: number,
  receipt: Receipt,
): Promise<void> {
  await record(session, {
    ...about(session, step),
    event: 'executed',
    exit_code: 0,
    stdout_tail: JSON.stringify(receipt),
    data: { ok: true, attempt, token, receipt, error: null, in_doubt: false, kind: 'execute' },
  })
}

/** Journals the error; answers after how long to send again, or null when the engine has to decide. */
async function notAnswered(
  session: Session,
  step: ExecutionStep,
  token: string,
  attempt: number,
  error: unknown,
  sends: number,
): Promise<number | null> {
  const kind = classifyError(error)
  const facts = errorData(error, [...session.memory.secretsInFlight])
  const resend = sends === 1 && 'resendAfterMs' in kind ? kind.resendAfterMs : null
  session.logs.err(step.step_id, `execute: ${facts.name}: ${facts.message}`)
  session.memory.stderrTail.set(step.step_id, `${facts.name}: ${facts.message}`)
  await record(session, {
    ...about(session, step),
    event: 'executed',
    exit_code: 1,
    stderr_tail: `${facts.name}: ${facts.message}`,
    notes: resend === null ? null : `${facts.name}: sent again once after ${resend / 1000} s`,
    data: {
      ok: false,
      attempt,
      token,
      receipt: null,
      error: facts,
      in_doubt: kind.kind === 'in-doubt',
      credentials: kind.kind === 'credential',
      kind: 'execute',
    },
  })
  if (isCredentialError(error)) await credentialHalt(session, step, error)
  return resend
}

/** The token of the attempt that is in doubt. */
export function lastToken(session: Session, step: ExecutionStep): string {
  const { tokens } = recordOf(session, step)
  return tokens.at(-1) ?? tokenOf(session.facts.runId, step.step_id, 1, 'execute')
}
