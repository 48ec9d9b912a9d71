import type { StepRequest } from '@cutover/core'
import type { Screen, Section } from '../screen.js'
import {
  backSection,
  FOLD,
  notesSection,
  timeSections,
  warningSection,
  whatSections,
  whereAmI,
} from './common.js'

/** One step before it is executed: where, what, before → after, the exact call, the way back, the time. */
export function stepScreen(request: StepRequest): Screen {
  const { step, preview, call, rollback } = request
  return {
    title: whereAmI(request),
    lead: [step.step_id],
    sections: [
      ...invalidatedSection(request),
      ...whatSections(request),
      {
        label: 'If yes',
        lines: [call ?? 'Nothing is called: saying yes records your decision.'],
        tone: 'strong',
        keep: true,
      },
      ...(preview.alreadyDone
        ? [{ label: '', lines: ['AWS shows the wanted state already: nothing will be sent.'] }]
        : []),
      { label: 'Before', lines: preview.before, foldAfter: FOLD },
      { label: 'After', lines: preview.after, foldAfter: FOLD },
      { label: 'Right now', lines: preview.volatile, tone: 'dim', foldAfter: FOLD },
      ...(preview.blockers.length === 0
        ? []
        : [
            {
              label: 'BLOCKED',
              lines: preview.blockers,
              tone: 'danger' as const,
              foldAfter: FOLD,
              keep: true as const,
            },
          ]),
      ...irreversibleSection(request),
      backSection(rollback, step.rollback_window_minutes),
      ...timeSections(request),
      ...warningSection(request.warnings),
      ...notesSection(step.notes),
    ],
  }
}

function invalidatedSection({ invalidated }: StepRequest): readonly Section[] {
  if (invalidated === null) return []
  return [
    {
      label: 'ASK AGAIN',
      lines: ['Your earlier yes is void: AWS changed in between, and nothing was sent.', ...invalidated],
      tone: 'danger',
      foldAfter: FOLD,
      keep: true,
    },
  ]
}

function irreversibleSection({ step }: StepRequest): readonly Section[] {
  if (!step.irreversible) return []
  return [
    {
      label: 'NO UNDO',
      lines: [step.irreversible_reason ?? 'This cannot be undone.', 'You will be asked a second time.'],
      tone: 'danger',
      foldAfter: FOLD,
      keep: true,
    },
  ]
}
