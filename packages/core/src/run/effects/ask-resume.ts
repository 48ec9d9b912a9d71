import { MAX_RETRIES } from '../../engine/decide.js'
import type { StepPhase } from '../../engine/state.js'
import type { FreezeClock, ResumeChoice, ResumeRequest } from '../../model/approvals.js'
import { assertNever } from '../../model/assert-never.js'
import { type ExecutionStep, HANDOFF_STEP_ID } from '../../model/step.js'
import { Halt } from '../halt.js'
import { ask, freezeClocks, hashed, stepQuestion, type Unhashed } from '../questions.js'
import { about, record, recordOf, type Session } from '../session.js'
import { canRollBack, wayBack } from './ask-failure.js'

/** A resumed run whose last word was an abort, or that another version wrote: go on at all? */
export async function askResumeRun(session: Session, reason: 'aborted' | 'other-version'): Promise<void> {
  const request = hashed<ResumeRequest>({
    kind: 'resume',
    reason,
    question: null,
    lastEvent: reason,
    finding:
      reason === 'aborted'
        ? 'This run was aborted by the operator.'
        : 'The journal was written by another version of cutover.',
    evidence: freezeClocks(session).map(freezeEvidence),
    wayBack: null,
    retriesLeft: null,
    choices: ['continue', 'stop', 'abort'],
  })
  const answer = await ask<'resume'>(session, request)
  const entry = {
    step_id: 'run',
    operator: session.operator,
    data: { shown_hash: request.shownHash, decision: answer.decision },
  }
  switch (answer.decision) {
    case 'continue':
      await record(session, { ...entry, event: 'approved' })
      return
    case 'abort':
      await record(session, { ...entry, event: 'aborted', notes: 'aborted by the operator at resume' })
      return
    default:
      throw new Halt('operator', 'the operator did not resume the run', null)
  }
}

/** This question is about no step, so its freezes stand where they are seen: with what was found. */
function freezeEvidence({ datastoreArn, elapsedMs, allowedMs, exceeded, proven }: FreezeClock): string {
  const minutes = (ms: number) => Math.floor(ms / 60_000)
  const loud = exceeded ? `OVER ITS TIME by ${minutes(elapsedMs - allowedMs)} min: ` : ''
  return `${loud}${datastoreArn} ${proven ? 'is' : 'may be'} frozen, for ${minutes(elapsedMs)} of ${minutes(allowedMs)} min`
}

/** One step of a resumed run that the operator has to decide. */
export async function askResumeStep(
  session: Session,
  step: ExecutionStep,
  phase: Extract<StepPhase, { kind: 'reprompt' }>,
): Promise<void> {
  const request = resumeRequest(session, step, phase)
  await record(session, {
    ...about(session, step),
    event: 'approval-requested',
    data: { observation_hash: null, prompt_hash: request.shownHash },
  })
  const { decision } = await ask<'resume'>(session, request)
  const entry = { ...about(session, step), data: { shown_hash: request.shownHash, decision } }
  switch (decision) {
    case 'retry':
      await record(session, { ...entry, event: 'approved' })
      return
    case 'skip':
      await record(session, { ...entry, event: 'skipped', notes: phase.finding })
      return
    case 'rollback':
      await record(session, {
        ...entry,
        event: 'rollback-approved',
        data: { ...entry.data, decision: 'rollback-and-stop' },
      })
      return
    case 'abort':
      await record(session, { ...entry, event: 'aborted', notes: 'aborted by the operator at resume' })
      return
    case 'stop':
    case 'continue':
      throw new Halt('operator', `stopped at ${step.step_id}: ${phase.finding}`, step.step_id)
    default:
      assertNever(decision)
  }
}

function resumeRequest(
  session: Session,
  step: ExecutionStep,
  phase: Extract<StepPhase, { kind: 'reprompt' }>,
): ResumeRequest {
  const state = recordOf(session, step)
  const choices: ResumeChoice[] = []
  if (phase.reason === 'not-done' || state.retries < MAX_RETRIES) choices.push('retry')
  // The gate between the planes cannot be skipped: without it nothing of the data plane could ever run.
  if (step.step_id !== HANDOFF_STEP_ID) choices.push('skip')
  if (canRollBack(session, step)) choices.push('rollback')
  choices.push('stop', 'abort')
  const request: Unhashed<ResumeRequest> = {
    kind: 'resume',
    reason: phase.reason,
    question: hashed(stepQuestion(session, step)),
    lastEvent: phase.lastEvent,
    finding: phase.finding,
    evidence: state.error === null ? [] : [`${state.error.name}: ${state.error.message}`],
    wayBack: wayBack(session, step),
    retriesLeft: Math.max(0, MAX_RETRIES - state.retries),
    choices,
  }
  return hashed<ResumeRequest>(request)
}
