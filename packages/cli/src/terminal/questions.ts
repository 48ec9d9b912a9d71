import {
  type ApprovalKind,
  type ApprovalRequest,
  assertNever,
  type DecisionFor,
  type FailureChoice,
  type RequestFor,
  type ResumeChoice,
  type StepChoice,
} from '@cutover/core'
import type { Answer, Dialog } from './dialog.js'
import { askHandoff } from './questions/handoff.js'
import { askSecretFile } from './questions/secret-file.js'
import { printable } from './text.js'

/** Conducts the dialog of a request's kind. */
export async function conduct<X extends string>(
  dialog: Dialog<X>,
  request: ApprovalRequest,
): Promise<Answer<DecisionFor<ApprovalKind>, X>> {
  switch (request.kind) {
    case 'plan':
      return await pick(dialog, 'Go, or no-go?', ['go', 'no-go'], PLAN_TITLES)
    case 'step':
      return await askStep(dialog, request)
    case 'irreversible':
      return await askIrreversible(dialog, request)
    case 'handoff':
      return await askHandoff(dialog, request)
    case 'failure':
      return await pick(dialog, 'What now?', request.choices, FAILURE_TITLES)
    case 'after-rollback':
      return await pick(dialog, 'What now?', request.choices, AFTER_ROLLBACK_TITLES)
    case 'resume':
      return await pick(dialog, 'What now?', request.choices, RESUME_TITLES)
    case 'poll-unknown': {
      const cancel = request.cancellable ? (['cancel-job'] as const) : []
      return await pick(dialog, 'What now?', ['keep-waiting', ...cancel, 'stop'], POLL_TITLES)
    }
    case 'secret-file':
      return await askSecretFile(dialog, request)
    default:
      return assertNever(request)
  }
}

const PLAN_TITLES = {
  go: 'Go: begin the walk',
  'no-go': 'No-go: end here, nothing has happened',
} as const
const STEP_TITLES: Readonly<Record<StepChoice, string>> = {
  approve: 'Approve: do exactly this',
  recheck: 'Look again',
  skip: 'Skip this step (what needs it will be blocked)',
  abort: 'Abort the run',
}
const FAILURE_TITLES: Readonly<Record<FailureChoice, string>> = {
  retry: 'Retry this step',
  'rollback-and-continue': 'Roll this step back, then go on',
  'rollback-and-stop': 'Roll this step back, then stop',
  stop: 'Leave it as it is and stop (can be resumed)',
  abort: 'Abort the run, without rollback',
}
const AFTER_ROLLBACK_TITLES = {
  'retry-rollback': 'Try the rollback again',
  continue: 'Go on with the next step',
  stop: 'Stop (can be resumed)',
  abort: 'Abort the run',
} as const
const RESUME_TITLES: Readonly<Record<ResumeChoice, string>> = {
  continue: 'Go on with the run',
  retry: 'Retry this step',
  skip: 'Skip this step (what needs it will be blocked)',
  rollback: 'Roll this step back, then stop',
  stop: 'Stop (can be resumed)',
  abort: 'Abort the run',
}
const POLL_TITLES = {
  'keep-waiting': 'Keep waiting',
  'cancel-job': 'Cancel the job in AWS',
  stop: 'Stop here and leave the job running',
} as const

async function pick<D extends string, X extends string>(
  dialog: Dialog<X>,
  message: string,
  decisions: readonly D[],
  titles: Readonly<Record<D, string>>,
): Promise<Answer<{ readonly decision: D }, X>> {
  const choices = decisions.map((value) => ({ title: printable(titles[value]), value }))
  const chosen = await dialog.choose(printable(message), choices)
  return chosen.kind === 'extra' ? chosen : { kind: 'decision', decision: { decision: chosen.value } }
}

/** Skipping and aborting are worth a word; the note goes into the journal. */
async function askStep<X extends string>(
  dialog: Dialog<X>,
  request: RequestFor<'step'>,
): Promise<Answer<DecisionFor<'step'>, X>> {
  const answer = await pick(dialog, 'What do you decide?', request.choices, STEP_TITLES)
  if (answer.kind === 'extra') return answer
  const { decision } = answer.decision
  if (decision !== 'skip' && decision !== 'abort') return answer
  const note = (await dialog.typed(printable('Why? (for the journal; Enter for none)'))).trim()
  return { kind: 'decision', decision: note === '' ? { decision } : { decision, note } }
}

async function askIrreversible<X extends string>(
  dialog: Dialog<X>,
  request: RequestFor<'irreversible'>,
): Promise<Answer<DecisionFor<'irreversible'>, X>> {
  const chosen = await dialog.choose(printable('This cannot be undone. What now?'), [
    { title: printable('Back to the first question'), value: 'back' },
    { title: printable('Type the name and do it'), value: 'confirm' },
    { title: printable('Abort the run'), value: 'abort' },
  ])
  if (chosen.kind === 'extra') return chosen
  if (chosen.value !== 'confirm') return { kind: 'decision', decision: { decision: chosen.value } }
  const typed = (await dialog.typed(printable('Type the name'))).trim()
  if (typed !== request.typeToConfirm)
    dialog.say('That is not the name. Nothing was sent; you will be asked again.')
  return { kind: 'decision', decision: { decision: 'confirm', typed } }
}
