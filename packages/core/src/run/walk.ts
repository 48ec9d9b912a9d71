import { decide } from '../engine/decide.js'
import type { Next } from '../engine/next.js'
import { assertNever } from '../model/assert-never.js'
import { probe } from './credentials.js'
import { differences } from './difference.js'
import { askAfterRollback, askFailure } from './effects/ask-failure.js'
import { askHandoff, type PermissionCheck } from './effects/ask-handoff.js'
import { askResumeRun, askResumeStep } from './effects/ask-resume.js'
import { askIrreversible, askStep } from './effects/ask-step.js'
import { execute } from './effects/execute.js'
import { block, fail, succeed } from './effects/finish.js'
import { previewStep, start } from './effects/look.js'
import { askAboutJob, pollStep } from './effects/poll.js'
import { prove, reconcile } from './effects/reconcile.js'
import { proveLostRollback, rollBack } from './effects/rollback.js'
import { verifyStep } from './effects/verify.js'
import { Halt } from './halt.js'
import { about, record, type Session } from './session.js'

export interface WalkEnd {
  readonly verdict: 'completed' | 'halted' | 'aborted'
  readonly reason: string | null
  readonly stepId: string | null
}

/** What the walk needs besides the session. */
export interface WalkParts {
  readonly checkPermissions: PermissionCheck
  readonly handoffCriteria: readonly string[]
  /** Go or no-go for the plan as a whole. */
  readonly askPlan: (session: Session) => Promise<void>
  /** Done once by each process, when every question about the run as a whole is answered. */
  readonly beforeSteps: (session: Session) => Promise<void>
}

/**
 * The imperative shell's loop: ask the core what is next, do that one thing, journal its outcome (which folds
 * it into the state), and ask again. Everything that could happen is in the journal before the next thing.
 */
export async function walk(session: Session, parts: WalkParts): Promise<WalkEnd> {
  let isPrepared = false
  for (;;) {
    const next = decide(session.plan, session.state, { nowMs: session.clock.now() })
    if (next.kind === 'end') return { verdict: next.verdict, reason: next.reason, stepId: next.stepId }
    if (session.controls.stopping.aborted)
      throw new Halt('interrupted', 'interrupted by the operator', stepIdOf(next))
    session.folders.assertSame()
    if (!isPrepared && next.kind !== 'ask-plan' && next.kind !== 'ask-resume-run') {
      isPrepared = true
      await parts.beforeSteps(session)
      continue
    }
    await perform(session, parts, next)
  }
}

function stepIdOf(next: Next): string | null {
  return 'step' in next ? next.step.step_id : null
}

async function perform(
  session: Session,
  parts: WalkParts,
  next: Exclude<Next, { kind: 'end' }>,
): Promise<void> {
  switch (next.kind) {
    case 'ask-plan':
      return await parts.askPlan(session)
    case 'ask-resume-run':
      return await askResumeRun(session, next.reason)
    case 'probe':
      return await probe(session, next.step)
    case 'block':
      return await block(session, next.step, next.by)
    case 'start':
      return await start(session, next.step)
    case 'preview':
      return await previewStep(session, next.step)
    case 'invalidate':
      return await invalidate(session, next)
    case 'ask-step':
      return await askStep(session, next.step)
    case 'ask-handoff':
      return await askHandoff(session, next.step, parts.checkPermissions, parts.handoffCriteria)
    case 'ask-irreversible':
      return await askIrreversible(session, next.step, next.because)
    case 'execute':
      return await execute(session, next.step, next.hash, next.attempt)
    default:
      return await performAfterwards(session, next)
  }
}

type Before =
  | 'end'
  | 'ask-plan'
  | 'ask-resume-run'
  | 'probe'
  | 'block'
  | 'start'
  | 'preview'
  | 'invalidate'
  | 'ask-step'
  | 'ask-handoff'
  | 'ask-irreversible'
  | 'execute'

/** What comes after something was sent. */
async function performAfterwards(session: Session, next: Exclude<Next, { kind: Before }>): Promise<void> {
  switch (next.kind) {
    case 'reconcile':
      return await reconcile(session, next.step, next.resumed)
    case 'poll':
      return await pollStep(session, next.step, next.receipt, next.notBeforeMs)
    case 'ask-poll':
      return await askAboutJob(session, next.step, next.receipt, 'unknown-status', next.lastStatus)
    case 'verify':
      return await verifyStep(session, next.step, next.receipt)
    case 'prove':
      return await prove(session, next.step, next.receipt)
    case 'succeed':
      return await succeed(session, next.step, next.receipt, next.how)
    case 'fail':
      return await fail(session, next.step, next.stage, next.error)
    case 'ask-failure':
      return await askFailure(session, next.step, next.stage, next.error)
    case 'rollback':
      return await rollBack(session, next.step)
    case 'ask-after-rollback':
      return await askAfterRollback(session, next.step, next.error, next.remains)
    case 'prove-undone':
      return await proveLostRollback(session, next.step, next.lastEvent)
    case 'ask-resume-step':
      return await askResumeStep(session, next.step, next.phase)
    default:
      return assertNever(next)
  }
}

/** A retry found AWS changed since the yes: it is void, and the operator is asked again. */
async function invalidate(session: Session, next: Extract<Next, { kind: 'invalidate' }>): Promise<void> {
  const difference = [
    'AWS changed since this step was approved; look at the new state before you approve again',
    ...changedSince(session, next),
  ]
  session.memory.invalidated.set(next.step.step_id, difference)
  await record(session, {
    ...about(session, next.step),
    event: 'approval-invalidated',
    data: { shown_hash: next.approvedHash, found_hash: next.foundHash, difference },
  })
}

/** What differs from the look that was approved, where this very process made it. */
function changedSince(
  session: Session,
  { step, approvedHash }: Extract<Next, { kind: 'invalidate' }>,
): readonly string[] {
  const approved = session.memory.earlierPreviews.get(step.step_id)
  if (approved?.hash !== approvedHash) return []
  return differences(
    approved.preview.observation,
    session.memory.previews.get(step.step_id)?.preview.observation,
  )
}
