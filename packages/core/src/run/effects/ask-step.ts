import type { IrreversibleRequest, PreviewView, StepChoice, StepRequest } from '../../model/approvals.js'
import { assertNever } from '../../model/assert-never.js'
import type { ExecutionStep } from '../../model/step.js'
import { ask, hashed, stepQuestion, withProfiles } from '../questions.js'
import { about, type ObservedPreview, record, type Session } from '../session.js'
import { previewStep } from './look.js'

/** Shows the step and asks: approve, look again, skip or abort. */
export async function askStep(session: Session, step: ExecutionStep): Promise<void> {
  const observed = session.memory.previews.get(step.step_id)
  if (observed === undefined) return await previewStep(session, step)
  const request = stepRequest(session, step, observed)
  await record(session, {
    ...about(session, step),
    event: 'approval-requested',
    data: { observation_hash: observed.hash, prompt_hash: request.shownHash },
  })
  const answer = await ask<'step'>(session, request)
  const data = { shown_hash: request.shownHash, decision: answer.decision }
  const entry = { ...about(session, step), data, notes: noteOf(answer.note) }
  switch (answer.decision) {
    case 'approve':
      session.memory.invalidated.delete(step.step_id)
      await record(session, { ...entry, event: 'approved' })
      return
    case 'recheck':
      return await previewStep(session, step)
    case 'skip':
      await record(session, { ...entry, event: 'skipped' })
      return
    case 'abort':
      await record(session, {
        ...entry,
        event: 'aborted',
        notes: noteOf(answer.note) ?? 'aborted by the operator',
      })
      return
    default:
      assertNever(answer.decision)
  }
}

function stepRequest(session: Session, step: ExecutionStep, observed: ObservedPreview): StepRequest {
  const question = stepQuestion(session, step)
  const choices: StepChoice[] =
    observed.preview.blockers.length > 0
      ? ['recheck', 'skip', 'abort']
      : ['approve', 'recheck', 'skip', 'abort']
  return hashed<StepRequest>({
    ...question,
    warnings: [...question.warnings, ...observed.preview.warnings],
    kind: 'step',
    preview: previewView(observed),
    call: withProfiles(session, step.execute_cmd),
    rollback: withProfiles(session, step.rollback_cmd) ?? 'There is no rollback for this step.',
    choices,
    invalidated: session.memory.invalidated.get(step.step_id) ?? null,
  })
}

export function previewView({ preview, hash }: ObservedPreview): PreviewView {
  return {
    observationHash: hash,
    observation: preview.observation,
    before: preview.before,
    after: preview.after,
    blockers: preview.blockers,
    warnings: preview.warnings,
    volatile: preview.volatile,
    alreadyDone: preview.alreadyDone,
  }
}

/** The second question. Typing anything but the name is no confirmation: it is asked again from the start. */
export async function askIrreversible(session: Session, step: ExecutionStep, because: string): Promise<void> {
  const request = hashed<IrreversibleRequest>({
    ...stepQuestion(session, step),
    kind: 'irreversible',
    cannotBeUndone: because,
    typeToConfirm: step.resource_name,
  })
  await record(session, {
    ...about(session, step),
    event: 'approval-requested',
    data: { observation_hash: null, prompt_hash: request.shownHash },
  })
  const answer = await ask<'irreversible'>(session, request)
  const data = { shown_hash: request.shownHash, decision: answer.decision }
  if (answer.decision === 'abort') {
    await record(session, {
      ...about(session, step),
      event: 'aborted',
      data,
      notes: 'aborted by the operator',
    })
    return
  }
  if (answer.decision === 'confirm' && answer.typed.trim() === step.resource_name) {
    await record(session, {
      ...about(session, step),
      event: 'irreversible-confirmed',
      data: { ...data, typed: answer.typed.trim() },
    })
    return
  }
  const hash = session.memory.previews.get(step.step_id)?.hash ?? ''
  await record(session, {
    ...about(session, step),
    event: 'approval-invalidated',
    notes: 'the second confirmation was not given',
    data: { shown_hash: hash, found_hash: hash, difference: [] },
  })
}

const MAX_NOTE_LENGTH = 2_000

/** An operator's note is kept, but not a book. */
function noteOf(note: string | undefined): string | null {
  return note === undefined ? null : note.slice(0, MAX_NOTE_LENGTH)
}
