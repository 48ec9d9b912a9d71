import { isJournalError } from '@cutover/journal'
import { type PollResult, paramsOf } from '../../actions/kit/definition.js'
import { errorData } from '../../aws/classify.js'
import type { Receipt } from '../../engine/state.js'
import type { PollRequest } from '../../model/approvals.js'
import { assertNever } from '../../model/assert-never.js'
import type { ExecutionStep } from '../../model/step.js'
import { readContext, writeContext } from '../contexts.js'
import { credentialHalt, isCredentialError } from '../credentials.js'
import { Halt } from '../halt.js'
import { ask, freezeClocks, hashed, stepQuestion } from '../questions.js'
import { about, definitionOf, record, recordOf, type Session } from '../session.js'
import { observe } from './look.js'

/** Waits until the next poll is due, then polls once. Waiting can be interrupted; the job is never touched. */
export async function pollStep(
  session: Session,
  step: ExecutionStep,
  receipt: Receipt,
  notBeforeMs: number | null,
): Promise<void> {
  const request = await wait(session, step, notBeforeMs)
  if (request === 'detach')
    throw new Halt('detached', `left ${step.step_id} running in AWS; resume to go on waiting`, step.step_id)
  if (request === 'ask')
    return await askAboutJob(session, step, receipt, 'operator', lastStatus(session, step))
  await journalPoll(session, step, await pollOnce(session, step, receipt))
}

/**
 * Sleeps until then, or until the operator asks for something, which it answers.
 * @throws Halt when the run is stopped meanwhile
 */
export async function wait(
  session: Session,
  step: ExecutionStep,
  notBeforeMs: number | null,
): Promise<'detach' | 'ask' | null> {
  const { clock, controls } = session
  const pending = controls.jobRequests.take()
  if (pending !== null) return pending
  if (notBeforeMs === null) return null
  const { phase, startedAtMs } = recordOf(session, step)
  session.observer.onEvent({
    kind: 'waiting',
    stepId: step.step_id,
    status: phase.kind === 'polling' ? phase.lastStatus : 'started',
    progress: null,
    sinceMs: startedAtMs ?? clock.now(),
    nextPollAtMs: notBeforeMs,
    cancellable: definitionOf(session, step).cancel !== undefined,
    freezes: freezeClocks(session),
  })
  const wake = AbortSignal.any([controls.stopping, controls.jobRequests.signal])
  // A clock that was set back must not make a job wait for the hour to come again.
  const leftMs = Math.min(notBeforeMs - clock.now(), step.poll_interval_seconds * 1000)
  await clock.sleep(Math.max(0, leftMs), wake)
  if (controls.stopping.aborted)
    throw new Halt(
      'interrupted',
      `interrupted while waiting for ${step.step_id}; the job goes on in AWS`,
      step.step_id,
    )
  return controls.jobRequests.take()
}

function lastStatus(session: Session, step: ExecutionStep): string {
  const { phase } = recordOf(session, step)
  return phase.kind === 'polling' ? phase.lastStatus : 'started'
}

/** A poll that cannot be made is an unknown answer, not a failed job; expired credentials are renewed once. */
export async function pollOnce(session: Session, step: ExecutionStep, receipt: Receipt): Promise<PollResult> {
  const definition = definitionOf(session, step)
  for (let tries = 1; ; tries += 1) {
    try {
      if (definition.poll === undefined)
        return { status: 'not polled', outcome: 'succeeded', progress: null, message: null }
      return await definition.poll(paramsOf(step), receipt, readContext(session, step))
    } catch (error) {
      if (!isCredentialError(error)) {
        const { name, message } = errorData(error)
        session.logs.err(step.step_id, `poll: ${name}: ${message}`)
        return { status: 'unknown', outcome: 'unknown', progress: null, message: `${name}: ${message}` }
      }
      if (tries > 1) await credentialHalt(session, step, error)
      session.aws.refresh('source')
      session.aws.refresh('target')
    }
  }
}

/** `poll-tick`, or `poll-terminal` when the job has ended. */
export async function journalPoll(session: Session, step: ExecutionStep, poll: PollResult): Promise<void> {
  const { progress } = poll
  const terminal = poll.outcome === 'succeeded' || poll.outcome === 'failed'
  await record(session, {
    ...about(session, step),
    event: terminal ? 'poll-terminal' : 'poll-tick',
    cmd: step.poll_cmd,
    poll_state: poll.status,
    data: {
      status: poll.status,
      outcome: poll.outcome,
      message: poll.message,
      progress:
        progress === null
          ? null
          : {
              ...(progress.done === undefined ? {} : { done: progress.done }),
              ...(progress.total === undefined ? {} : { total: progress.total }),
              ...(progress.unit === undefined ? {} : { unit: progress.unit }),
              ...(progress.percent === undefined ? {} : { percent: progress.percent }),
              ...(progress.ratePerSecond === undefined ? {} : { rate: progress.ratePerSecond }),
              ...(progress.etaSeconds === undefined ? {} : { eta_seconds: progress.etaSeconds }),
            },
    },
  })
}

/** The dialog about a running job: three unknown answers in a row, or the operator pressed a key. */
export async function askAboutJob(
  session: Session,
  step: ExecutionStep,
  receipt: Receipt,
  reason: 'unknown-status' | 'operator',
  status: string,
): Promise<void> {
  const request = hashed<PollRequest>({
    ...stepQuestion(session, step),
    kind: 'poll-unknown',
    reason,
    lastStatus: status,
    cancellable: definitionOf(session, step).cancel !== undefined,
  })
  await record(session, {
    ...about(session, step),
    event: 'approval-requested',
    data: { observation_hash: null, prompt_hash: request.shownHash },
  })
  const answer = await ask<'poll-unknown'>(session, request)
  switch (answer.decision) {
    case 'keep-waiting':
      await record(session, {
        ...about(session, step),
        event: 'poll-tick',
        poll_state: status,
        notes: 'the operator keeps waiting',
        data: { status, outcome: 'running', progress: null, message: 'the operator keeps waiting' },
      })
      return
    case 'cancel-job':
      await record(session, {
        ...about(session, step),
        event: 'approved',
        data: { shown_hash: request.shownHash, decision: 'cancel-job' },
      })
      return await cancelJob(session, step, receipt)
    case 'stop':
      throw new Halt(
        'operator',
        `stopped by the operator; ${step.step_id} may still run in AWS`,
        step.step_id,
      )
    default:
      assertNever(answer.decision)
  }
}

const CANCELLED: PollResult = {
  status: 'cancelled',
  outcome: 'failed',
  progress: null,
  message: 'The operator stopped the job, and nothing of it is left.',
}

/** Asks AWS to stop the job. Where it does not end at once, how it ended is then polled like any other end. */
async function cancelJob(session: Session, step: ExecutionStep, receipt: Receipt): Promise<void> {
  const definition = definitionOf(session, step)
  const { tokens } = recordOf(session, step)
  const attempt = Math.max(1, tokens.length)
  const token = tokens.at(-1) ?? ''
  if (definition.cancel === undefined) return
  const account = definition.account === 'none' ? 'none' : session.facts[definition.account].accountId
  await record(session, {
    ...about(session, step),
    event: 'executing',
    data: {
      account,
      call: `cancel the job of ${step.step_id}`,
      token,
      attempt,
      kind: 'cancel',
      observation_hash: null,
    },
  })
  try {
    const shown = session.memory.previews.get(step.step_id) ?? (await observe(session, step))
    const context = writeContext(session, step, {
      attempt,
      kind: 'execute',
      approved: shown.preview,
      secret: null,
    })
    const left = await definition.cancel(paramsOf(step), receipt, context)
    await record(session, {
      ...about(session, step),
      event: 'executed',
      data: { ok: true, attempt, token, receipt: null, error: null, in_doubt: false, kind: 'cancel' },
    })
    if (left === 'ended') await journalPoll(session, step, CANCELLED)
  } catch (error) {
    if (isJournalError(error)) throw error
    if (isCredentialError(error)) await credentialHalt(session, step, error)
    await cancelRefused(session, step, attempt, token, errorData(error))
  }
}

/** The job goes on as before, so it is polled on; the operator can ask again or stop. */
async function cancelRefused(
  session: Session,
  step: ExecutionStep,
  attempt: number,
  token: string,
  error: ReturnType<typeof errorData>,
): Promise<void> {
  const text = `the job could not be cancelled: ${error.name}: ${error.message}`
  session.logs.err(step.step_id, text)
  session.observer.onEvent({ kind: 'notice', level: 'warning', text: `${step.step_id}: ${text}` })
  await record(session, {
    ...about(session, step),
    event: 'executed',
    exit_code: 1,
    notes: text,
    stderr_tail: text,
    data: { ok: false, attempt, token, receipt: null, error, in_doubt: false, kind: 'cancel' },
  })
}
