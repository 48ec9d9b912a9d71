import type { StepPhaseKind, StepRecord } from '../engine/state.js'
import { outcomeOf } from './summarise-run.js'

/** How a step ended, for people. */
export function outcomeWords(record: StepRecord | undefined): string {
  const phase = record?.phase
  if (phase?.kind === 'succeeded' && phase.how === 'already-existed') return 'succeeded (was already there)'
  if (phase?.kind === 'succeeded' && phase.how === 'resumed') return 'succeeded (proven at resume)'
  if (phase?.kind === 'blocked') return `blocked by ${phase.by.join(', ')}`
  if (phase?.kind === 'polling') return `running (${phase.lastStatus})`
  return UNDER_WAY[phase?.kind ?? 'pending'] ?? outcomeOf(phase).replaceAll('_', ' ')
}

/** Steps in the middle of which a run ended: neither reached nor not reached. */
const UNDER_WAY: Partial<Record<StepPhaseKind, string>> = {
  approved: 'approved, not executed yet',
  retrying: 'to be tried again',
  executing: 'in doubt',
  unanswered: 'in doubt',
  'in-doubt': 'in doubt',
  executed: 'executed, not proven yet',
  polled: 'executed, not proven yet',
  unproven: 'executed, not proven yet',
  verified: 'executed and verified',
  'rollback-approved': 'rollback approved',
  'rolling-back': 'rollback in doubt',
  'rollback-in-doubt': 'rollback in doubt',
  'rollback-failed': 'failed, rollback failed',
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
