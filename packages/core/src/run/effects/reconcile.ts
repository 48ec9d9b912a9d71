import { isJournalError } from '@cutover/journal'
import { paramsOf, type Reconciliation } from '../../actions/kit/definition.js'
import { errorData } from '../../aws/classify.js'
import type { Receipt } from '../../engine/state.js'
import type { ExecutionStep } from '../../model/step.js'
import { readContext } from '../contexts.js'
import { credentialHalt, isCredentialError } from '../credentials.js'
import { Halt } from '../halt.js'
import { about, definitionOf, record, recordOf, type Session } from '../session.js'
import { failedChecks, isPassed } from './checks.js'
import { lastToken } from './execute.js'
import { journalPoll, pollOnce } from './poll.js'
import { settledVerification, verified } from './verify.js'

/** After a lost answer, AWS gets this long to make the effect visible before "not done" is believed. */
const SETTLE_MS = 5_000

/**
 * Did it happen? Asked after a lost answer (`resumed` false) or by a resumed run. Done and running are
 * journaled as `executed` with the receipt that was found; the rest goes to the operator.
 */
export async function reconcile(session: Session, step: ExecutionStep, resumed: boolean): Promise<void> {
  const found = await lookTwice(session, step)
  const evidence = found.evidence.join('; ')
  switch (found.kind) {
    case 'done':
    case 'running': {
      const finding = `found ${found.kind} in AWS: ${evidence}`
      if (resumed) await reverified(session, step, finding)
      return await adopt(session, step, found.receipt, finding)
    }
    case 'not-done':
    case 'unknown': {
      const finding =
        found.kind === 'not-done'
          ? `AWS shows that it did not happen: ${evidence}`
          : `AWS does not tell: ${evidence}. If it did happen, a retry does it a second time`
      if (resumed)
        return await reprompt(session, step, found.kind === 'not-done' ? 'not-done' : 'in-doubt', finding)
      const error = recordOf(session, step).error
      await record(session, {
        ...about(session, step),
        event: 'step-failed',
        notes: finding,
        stderr_tail: error === null ? finding : `${error.name}: ${error.message}\n${finding}`,
        data: {
          stage: 'execute',
          retryable: true,
          never_happened: found.kind === 'not-done',
          error: {
            name: error?.name ?? 'InDoubt',
            message: `${error?.message ?? 'the answer was lost'} — ${finding}`,
            request_id: error?.request_id ?? null,
            http_status: error?.http_status ?? null,
            code: error?.code ?? null,
          },
        },
      })
    }
  }
}

async function lookTwice(session: Session, step: ExecutionStep): Promise<Reconciliation> {
  const first = await look(session, step)
  if (first.kind === 'done' || first.kind === 'running') return first
  await session.clock.sleep(SETTLE_MS, session.controls.killed)
  return await look(session, step)
}

async function look(session: Session, step: ExecutionStep): Promise<Reconciliation> {
  try {
    return await definitionOf(session, step).reconcile(paramsOf(step), readContext(session, step))
  } catch (error) {
    if (isCredentialError(error)) await credentialHalt(session, step, error)
    const { name, message } = errorData(error)
    return { kind: 'unknown', evidence: [`asking failed: ${name}: ${message}`] }
  }
}

async function adopt(session: Session, step: ExecutionStep, receipt: Receipt, note: string): Promise<void> {
  const { tokens } = recordOf(session, step)
  await record(session, {
    ...about(session, step),
    event: 'executed',
    exit_code: 0,
    notes: note,
    stdout_tail: JSON.stringify(receipt),
    data: {
      ok: true,
      attempt: Math.max(1, tokens.length),
      token: lastToken(session, step),
      receipt,
      error: null,
      in_doubt: false,
      kind: 'execute',
    },
  })
}

/** What a resumed run found out about a step by asking AWS alone. */
async function reverified(session: Session, step: ExecutionStep, finding: string): Promise<void> {
  await record(session, {
    ...about(session, step),
    event: 'resume-reverified',
    data: { last_event: recordOf(session, step).lastEvent, finding },
  })
}

async function reprompt(
  session: Session,
  step: ExecutionStep,
  reason: 'not-done' | 'in-doubt' | 'verify-failed',
  finding: string,
): Promise<void> {
  await record(session, {
    ...about(session, step),
    event: 'resume-reprompted',
    notes: finding,
    data: { last_event: recordOf(session, step).lastEvent, finding, reason },
  })
}

/**
 * A resumed run's step that was executed and not yet proven: a running job is polled on, the rest is verified
 * now. Passing needs no question; failing asks.
 */
export async function prove(session: Session, step: ExecutionStep, receipt: Receipt | null): Promise<void> {
  try {
    const definition = definitionOf(session, step)
    if (definition.poll !== undefined && step.long_running && receipt !== null) {
      const poll = await pollOnce(session, step, receipt)
      if (poll.outcome === 'failed')
        return await reprompt(
          session,
          step,
          'verify-failed',
          `the job ended as ${poll.status}: ${poll.message ?? ''}`,
        )
      if (poll.outcome !== 'succeeded') {
        await reverified(session, step, `the job still runs: ${poll.status}`)
        return await journalPoll(session, step, poll)
      }
    }
    const verification = await settledVerification(session, step, receipt)
    if (!isPassed(verification))
      return await reprompt(session, step, 'verify-failed', failedChecks(verification))
    await reverified(session, step, 'it is done')
    await verified(session, step, verification, null)
  } catch (error) {
    // A halt (for credentials) and a journal that cannot be written are no answers of AWS.
    if (error instanceof Halt || isJournalError(error)) throw error
    if (isCredentialError(error)) await credentialHalt(session, step, error)
    const { name, message } = errorData(error)
    await reprompt(session, step, 'verify-failed', `asking AWS failed: ${name}: ${message}`)
  }
}
