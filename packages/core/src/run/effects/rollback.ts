import { isJournalError } from '@cutover/journal'
import type { Static, TObject } from 'typebox'
import { paramsOf, type Rollback, type RollbackPreview } from '../../actions/kit/definition.js'
import { classifyError, errorData } from '../../aws/classify.js'
import type { ErrorFacts, Receipt } from '../../engine/state.js'
import type { IrreversibleRequest } from '../../model/approvals.js'
import type { JsonObject } from '../../model/json.js'
import type { ExecutionStep } from '../../model/step.js'
import { readContext, tokenOf, writeContext } from '../contexts.js'
import { credentialHalt, isCredentialError } from '../credentials.js'
import { Halt } from '../halt.js'
import { ask, hashed, stepQuestion, withProfiles } from '../questions.js'
import { about, definitionOf, record, recordOf, type Session } from '../session.js'
import { checksOf, failedChecks, isPassed } from './checks.js'
import { observe } from './look.js'
import { settled } from './settle.js'
import { waitForRollback } from './wait-rollback.js'

/** What a rollback says that it leaves behind is part of its answer. */
const ANSWER_LOST =
  'not known: the answer of the rollback was lost. Look for what it leaves on purpose (a final snapshot, say)'

/** A resumed run's step that was approved for a rollback: verifies, and says so where an answer was lost. */
export async function proveLostRollback(
  session: Session,
  step: ExecutionStep,
  lastEvent: string,
): Promise<void> {
  const begun = !['rollback-approved', 'approval-requested', 'irreversible-confirmed'].includes(lastEvent)
  await proveUndone(session, step, null, begun ? ANSWER_LOST : null)
}

/** Runs the typed inverse of this very step, from its receipt, then proves that it undid the step. */
export async function rollBack(session: Session, step: ExecutionStep): Promise<void> {
  const definition = definitionOf(session, step)
  const { rollback } = definition
  const { receipt, tokens } = recordOf(session, step)
  if (typeof rollback === 'string')
    return await undone(session, step, null, plain('NoRollback', rollback), rollback)
  const shown = await previewed(session, step, rollback, receipt)
  if (shown === 'failed') return
  if (!(await confirmDestroying(session, step, shown))) {
    const error = plain('RollbackDeclined', 'the second confirmation of the rollback was not given')
    return await undone(session, step, null, error, 'everything that the step changed')
  }
  const attempt = Math.max(1, tokens.length)
  const token = tokenOf(session.facts.runId, step.step_id, attempt, 'rollback')
  const account = definition.account === 'none' ? 'none' : session.facts[definition.account].accountId
  const call = withProfiles(session, step.rollback_cmd) ?? 'no call'
  await record(session, {
    ...about(session, step),
    event: 'executing',
    cmd: call,
    data: { account, call, token, attempt, kind: 'rollback', observation_hash: null },
  })
  try {
    const seen = session.memory.previews.get(step.step_id) ?? (await observe(session, step))
    const context = writeContext(session, step, {
      attempt,
      kind: 'rollback',
      approved: seen.preview,
      secret: null,
    })
    const outcome = await rollback.run(paramsOf(step), receipt, context, shown)
    await waitForRollback(session, step, rollback, receipt)
    await proveUndone(session, step, outcome.receipt, outcome.remains)
  } catch (error) {
    if (error instanceof Halt || isJournalError(error)) throw error
    if (isCredentialError(error)) await credentialHalt(session, step, error)
    session.logs.err(step.step_id, `rollback: ${errorData(error).name}: ${errorData(error).message}`)
    // The answer was lost: whether it is undone is asked before anybody is.
    if (classifyError(error).kind === 'in-doubt') return await proveUndone(session, step, null, ANSWER_LOST)
    await undone(session, step, null, errorData(error), 'unknown: the rollback failed half-way')
  }
}

/** Plans the inverse where it can be planned. One that would do anything else fails the rollback, unsent. */
async function previewed(
  session: Session,
  step: ExecutionStep,
  rollback: Rollback<Static<TObject>>,
  receipt: Receipt | null,
): Promise<RollbackPreview | 'failed'> {
  if (rollback.preview === undefined) {
    const destroys = rollback.destroys?.(paramsOf(step), receipt) ?? null
    return { destroys, typeToConfirm: null, approved: {} }
  }
  try {
    return await rollback.preview(paramsOf(step), receipt, readContext(session, step))
  } catch (error) {
    if (error instanceof Halt || isJournalError(error)) throw error
    if (isCredentialError(error)) await credentialHalt(session, step, error)
    session.logs.err(step.step_id, `rollback: ${errorData(error).name}: ${errorData(error).message}`)
    await undone(session, step, null, errorData(error), 'everything that the step changed')
    return 'failed'
  }
}

async function confirmDestroying(
  session: Session,
  step: ExecutionStep,
  { destroys: because, typeToConfirm }: RollbackPreview,
): Promise<boolean> {
  if (because === null) return true
  const wanted = typeToConfirm ?? step.resource_name
  const request = hashed<IrreversibleRequest>({
    ...stepQuestion(session, step),
    kind: 'irreversible',
    cannotBeUndone: because,
    typeToConfirm: wanted,
  })
  await record(session, {
    ...about(session, step),
    event: 'approval-requested',
    data: { observation_hash: null, prompt_hash: request.shownHash },
  })
  const answer = await ask<'irreversible'>(session, request)
  const confirmed = answer.decision === 'confirm' && answer.typed.trim() === wanted
  if (confirmed)
    await record(session, {
      ...about(session, step),
      event: 'irreversible-confirmed',
      data: { shown_hash: request.shownHash, decision: 'confirm', typed: wanted },
    })
  return confirmed
}

/** Verifies that the step is undone; used after a rollback and, alone, when a rollback is in doubt. */
async function proveUndone(
  session: Session,
  step: ExecutionStep,
  rolledBack: JsonObject | null,
  remains: string | null,
): Promise<void> {
  const { rollback } = definitionOf(session, step)
  if (typeof rollback === 'string')
    return await undone(session, step, null, plain('NoRollback', rollback), rollback)
  const { receipt } = recordOf(session, step)
  try {
    const look = () => rollback.verify(paramsOf(step), receipt, readContext(session, step))
    const unproven = `the rollback of ${step.step_id} was proven; it may still run in AWS`
    const verification = await settled(session, step, look, unproven)
    const passed = isPassed(verification)
    await record(session, {
      ...about(session, step),
      event: passed ? 'verify-passed' : 'verify-failed',
      notes: passed ? 'rollback' : failedChecks(verification),
      data: { checks: checksOf(verification), of: 'rollback' },
    })
    const error = passed ? null : plain('RollbackNotVerified', failedChecks(verification))
    await undone(session, step, rolledBack, error, remains)
  } catch (error) {
    if (error instanceof Halt || isJournalError(error)) throw error
    if (isCredentialError(error)) await credentialHalt(session, step, error)
    await undone(session, step, rolledBack, errorData(error), 'unknown: AWS could not be asked')
  }
}

/** `rollback-executed`: ok when `error` is null. */
async function undone(
  session: Session,
  step: ExecutionStep,
  receipt: JsonObject | null,
  error: ErrorFacts | null,
  remains: string | null,
): Promise<void> {
  await record(session, {
    ...about(session, step),
    event: 'rollback-executed',
    exit_code: error === null ? 0 : 1,
    notes: error === null ? (remains ?? null) : error.message,
    data: { ok: error === null, receipt, error, remains },
  })
  if (error === null && step.freeze?.role === 'begin' && session.state.freezes.has(step.freeze.datastore_arn))
    await record(session, {
      ...about(session, step),
      event: 'freeze-released',
      data: {
        datastore_arn: step.freeze.datastore_arn,
        duration_minutes: step.freeze.duration_minutes,
        at: new Date(session.clock.now()).toISOString(),
      },
    })
}

function plain(name: string, message: string): ErrorFacts {
  return { name, message, request_id: null, http_status: null, code: null }
}
