import type { StepRecord } from '../engine/state.js'
import { outcomeOf } from './summarise-run.js'

/** How a step ended, for people. */
export function outcomeWords(record: StepRecord | undefined): string {
  const phase = record?.phase
  if (phase?.kind === 'succeeded' && phase.how === 'already-existed') return 'succeeded (was already there)'
  if (phase?.kind === 'succeeded' && phase.how === 'resumed') return 'succeeded (proven at resume)'
  if (phase?.kind === 'blocked') return `blocked by ${phase.by.join(', ')}`
  if (phase?.kind === 'in-doubt' || phase?.kind === 'unanswered' || phase?.kind === 'executing')
    return 'in doubt'
  if (phase?.kind === 'polling') return `running (${phase.lastStatus})`
  return outcomeOf(phase).replace('_', ' ')
}

/** `1 h 02 min 03 s`. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds))
  const parts = [
    [Math.floor(s / 3600), 'h'],
    [Math.floor((s % 3600) / 60), 'min'],
    [s % 60, 's'],
  ] as const
  const shown = parts.filter(([n], i) => n > 0 || i === 2)
  return shown.map(([n, unit]) => `${n} ${unit}`).join(' ')
}
