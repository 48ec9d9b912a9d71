import { isJournalError } from '@cutover/journal'
import { paramsOf } from '../../actions/kit/definition.js'
import { classifyError, errorData } from '../../aws/classify.js'
import type { FailureStage } from '../../engine/state.js'
import { hashJson } from '../../model/json.js'
import type { ExecutionStep } from '../../model/step.js'
import { readContext } from '../contexts.js'
import { credentialHalt } from '../credentials.js'
import { Halt } from '../halt.js'
import { about, definitionOf, type ObservedPreview, record, recordOf, type Session } from '../session.js'

/** Looks at AWS: reads only. Throws what the handler throws. */
export async function observe(session: Session, step: ExecutionStep): Promise<ObservedPreview> {
  const definition = definitionOf(session, step)
  const attempt = recordOf(session, step).tokens.length + 1
  const preview = await definition.preview(paramsOf(step), readContext(session, step, attempt))
  return { preview, hash: hashJson(preview.observation) }
}

/** `step-started`. */
export async function start(session: Session, step: ExecutionStep): Promise<void> {
  const walks = recordOf(session, step).startedAtMs === null ? 1 : 2
  await record(session, { ...about(session, step), event: 'step-started', data: { attempt_of_walk: walks } })
}

/** Previews and journals what was seen; a preview that fails opens the failure dialog. */
export async function previewStep(session: Session, step: ExecutionStep): Promise<void> {
  let observed: ObservedPreview
  try {
    observed = await observe(session, step)
  } catch (error) {
    await failFrom(session, step, 'preview', error)
    return
  }
  const earlier = session.memory.previews.get(step.step_id)
  if (earlier !== undefined) session.memory.earlierPreviews.set(step.step_id, earlier)
  session.memory.previews.set(step.step_id, observed)
  const { preview, hash } = observed
  await record(session, {
    ...about(session, step),
    event: 'preview-shown',
    cmd: step.preview_cmd,
    stdout_tail: [...preview.before, ...preview.after.map((line) => `→ ${line}`)].join('\n'),
    data: {
      observation_hash: hash,
      already_done: preview.alreadyDone,
      blockers: [...preview.blockers],
      warnings: [...preview.warnings],
      observation: preview.observation,
      before: [...preview.before],
      after: [...preview.after],
      volatile: [...preview.volatile],
      destroys: preview.destroys,
    },
  })
}

/** Turns a thrown error into `step-failed`, unless it is the credentials: then the run halts. */
export async function failFrom(
  session: Session,
  step: ExecutionStep,
  stage: FailureStage,
  error: unknown,
): Promise<void> {
  // An interruption is no failure of the step, nor is a journal that cannot be written.
  if (error instanceof Halt || isJournalError(error)) throw error
  if (classifyError(error).kind === 'credential') await credentialHalt(session, step, error)
  const facts = errorData(error)
  session.logs.err(step.step_id, `${stage}: ${facts.name}: ${facts.message}`)
  session.memory.stderrTail.set(step.step_id, `${facts.name}: ${facts.message}`)
  await record(session, {
    ...about(session, step),
    event: 'step-failed',
    stderr_tail: `${facts.name}: ${facts.message}`,
    data: { error: facts, stage, retryable: true },
  })
}
