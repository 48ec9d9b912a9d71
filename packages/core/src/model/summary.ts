import { type Static, Type } from 'typebox'
import { count, oneOf, published, textOrNull } from './artifacts/parts.js'

/** How a run ended. `failed` is an internal error, never a refused step. */
export const VERDICTS = ['completed', 'halted', 'aborted', 'failed'] as const
export type Verdict = (typeof VERDICTS)[number]

const tally = {
  total: count(),
  succeeded: count(),
  skipped: count('Skipped by choice.'),
  failed: count(),
  rolled_back: count(),
  blocked: count('Never run, because a step that they need did not succeed.'),
  not_reached: count('The run ended before them, or in the middle of them.'),
}

/** How many steps ended how. */
export const StepTallySchema = Type.Object(tally)
export type StepTally = Static<typeof StepTallySchema>

const instant = (description: string) => Type.String({ format: 'date-time', description })

export const FreezeSummarySchema = Type.Object({
  datastore_arn: Type.String(),
  state: oneOf(['active', 'possible', 'released']),
  began_at: instant('When the freeze step succeeded; while it is only possible, when it was sent.'),
  released_at: textOrNull('When its release succeeded; null while the datastore is still frozen.', {
    format: 'date-time',
  }),
  elapsed_seconds: count('Its real length, up to the end of the run when not released.'),
  allowed_minutes: count(),
  exceeded: Type.Boolean(),
  lift_by_hand: Type.Array(Type.String(), {
    description: 'While it is, or may be, active: what to look at, what of it is ours, and the command.',
  }),
})
export type FreezeSummary = Static<typeof FreezeSummarySchema>

/** `execution-summary.json`: derived from the journal, so that it can always be written again. */
export const ExecutionSummarySchema = Type.Object(
  {
    format_version: Type.Literal(1),
    run_id: Type.String(),
    source_account_id: Type.String(),
    target_account_id: Type.String(),
    rehearsal: Type.Boolean({ description: 'True when nothing of it happened in AWS.' }),
    verdict: oneOf(VERDICTS),
    halt_reason: textOrNull('Why the run did not complete.'),
    halt_step_id: textOrNull('Where it stopped; null when not at a step.'),
    started_at: instant('First journal entry of the run.'),
    ended_at: instant('Last journal entry of the run.'),
    elapsed_seconds: count('Between the two, across resumes.'),
    steps: StepTallySchema,
    phases: Type.Array(
      Type.Object({
        plane: oneOf(['control', 'data']),
        phase_number: count(),
        phase_name: Type.String(),
        ...tally,
      }),
    ),
    approvals: Type.Object({
      asked: count('Questions put to the operator.'),
      given: count('Answers that let something happen.'),
    }),
    freezes: Type.Array(FreezeSummarySchema),
    still_running: Type.Array(Type.Object({ step_id: Type.String(), description: Type.String() }), {
      description: 'What may go on in AWS by itself: jobs, and calls whose answer is not known.',
    }),
    not_undone: Type.Array(Type.Object({ step_id: Type.String(), description: Type.String() }), {
      description:
        'What was sent to AWS and is neither proven nor undone, what a rollback left, what cannot be undone.',
    }),
    warnings: Type.Array(Type.String()),
    journal_head: Type.String({ description: 'SHA-256 of the last journal line that was summarised.' }),
  },
  published('execution-summary', 'Execution summary', 'How a cutover run ended, in numbers.'),
)
export type ExecutionSummary = Static<typeof ExecutionSummarySchema>
