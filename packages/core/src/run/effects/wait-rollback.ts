import type { Static, TObject } from 'typebox'
import { type PollResult, paramsOf, type Rollback } from '../../actions/kit/definition.js'
import { errorData } from '../../aws/classify.js'
import { MAX_UNKNOWN_POLLS } from '../../engine/decide.js'
import type { Receipt } from '../../engine/state.js'
import type { PollRequest } from '../../model/approvals.js'
import type { ExecutionStep } from '../../model/step.js'
import { readContext } from '../contexts.js'
import { isCredentialError } from '../credentials.js'
import { Halt } from '../halt.js'
import { ask, hashed, stepQuestion } from '../questions.js'
import { about, record, type Session } from '../session.js'
import { wait } from './poll.js'

/**
 * Polls a rollback that runs as a job until it ends. It may never: the operator can leave it at any time, and
 * is asked after three unknown answers in a row, as with any other job. It cannot be cancelled.
 */
export async function waitForRollback(
  session: Session,
  step: ExecutionStep,
  rollback: Rollback<Static<TObject>>,
  receipt: Receipt | null,
): Promise<void> {
  if (rollback.poll === undefined) return
  let unknowns = 0
  for (;;) {
    const poll = await pollOnce(session, step, () =>
      rollback.poll?.(paramsOf(step), receipt, readContext(session, step)),
    )
    await journal(session, step, poll)
    if (poll.outcome === 'succeeded' || poll.outcome === 'failed') return
    unknowns = poll.outcome === 'unknown' ? unknowns + 1 : 0
    if (unknowns === MAX_UNKNOWN_POLLS) {
      await askAboutRollback(session, step, 'unknown-status', poll.status)
      unknowns = 0
    }
    const request = await wait(session, step, session.clock.now() + step.poll_interval_seconds * 1000)
    if (request === 'detach')
      throw new Halt('detached', `left the rollback of ${step.step_id} running in AWS`, step.step_id)
    if (request === 'ask') await askAboutRollback(session, step, 'operator', poll.status)
  }
}

/** A poll that cannot be made is an unknown answer. */
async function pollOnce(
  session: Session,
  step: ExecutionStep,
  poll: () => Promise<PollResult> | undefined,
): Promise<PollResult> {
  try {
    return (await poll()) ?? { status: 'not polled', outcome: 'succeeded', progress: null, message: null }
  } catch (error) {
    if (isCredentialError(error)) throw error
    const { name, message } = errorData(error)
    session.logs.err(step.step_id, `poll of the rollback: ${name}: ${message}`)
    return { status: 'unknown', outcome: 'unknown', progress: null, message: `${name}: ${message}` }
  }
}

async function journal(session: Session, step: ExecutionStep, poll: PollResult): Promise<void> {
  await record(session, {
    ...about(session, step),
    event: poll.outcome === 'running' || poll.outcome === 'unknown' ? 'poll-tick' : 'poll-terminal',
    poll_state: poll.status,
    notes: 'rollback',
    data: { status: poll.status, outcome: poll.outcome, progress: null, message: poll.message },
  })
}

async function askAboutRollback(
  session: Session,
  step: ExecutionStep,
  reason: PollRequest['reason'],
  lastStatus: string,
): Promise<void> {
  const request = hashed<PollRequest>({
    ...stepQuestion(session, step),
    kind: 'poll-unknown',
    reason,
    lastStatus,
    cancellable: false,
  })
  const { decision } = await ask<'poll-unknown'>(session, request)
  if (decision !== 'keep-waiting')
    throw new Halt(
      'operator',
      `stopped by the operator; the rollback of ${step.step_id} may still run in AWS`,
      step.step_id,
    )
}
