import type { WayBack } from '@cutover/core'
import { shortDuration } from '../durations.js'
import type { Section } from '../screen.js'
import { FOLD } from './common.js'

/** How a step can be undone: the call, the window, what the plan says, and what cannot be undone. */
export function wayBackSections(way: WayBack): readonly Section[] {
  return [
    { label: 'Way back', lines: [way.rollback, windowLine(way)], foldAfter: FOLD, keep: true },
    { label: 'Plan says', lines: way.planRollback, foldAfter: FOLD },
    ...(way.irreversible === null
      ? []
      : [
          {
            label: 'NO UNDO',
            lines: [way.irreversible],
            tone: 'danger' as const,
            foldAfter: FOLD,
            keep: true as const,
          },
        ]),
  ]
}

function windowLine({ rollbackWindowMinutes, sinceStartedMs, insideWindow }: WayBack): string {
  const since = `${shortDuration(sinceStartedMs)} since the step began`
  if (rollbackWindowMinutes === null) return `The plan names no rollback window; ${since}.`
  return `Rollback window ${rollbackWindowMinutes} min, ${since}: ${insideWindow === true ? 'inside it' : 'OUTSIDE it'}.`
}
