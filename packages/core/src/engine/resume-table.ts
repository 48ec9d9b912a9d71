import type { StepPhase, StepPhaseKind, StepRecord } from './state.js'

/** What a resumed run does with a step, by what the journal last said of it. */
export const RESUME_ACTIONS = {
  /** Nothing can have happened: the walk comes to it, from preview. */
  walk: 'walk again from preview',
  /** Something may have reached AWS: ask AWS before anything else. */
  reconcile: 'reconcile against AWS',
  /** It was executed: poll or verify now, and ask only when that fails. */
  prove: 'poll or verify again',
  /** The operator has to say. */
  ask: 'show it and ask',
  /** A rollback may have reached AWS: verify whether it is undone. */
  proveUndone: 'verify whether it is undone',
  /** At rest. */
  leave: 'leave it alone',
} as const
export type ResumeAction = keyof typeof RESUME_ACTIONS

/** The literal table: one row for every phase. The compiler rejects a missing one. */
export const RESUME_TABLE: Readonly<Record<StepPhaseKind, ResumeAction>> = {
  pending: 'walk',
  started: 'walk',
  previewed: 'walk',
  awaiting: 'walk',
  retrying: 'walk',
  approved: 'reconcile',
  executing: 'reconcile',
  unanswered: 'reconcile',
  'in-doubt': 'reconcile',
  refused: 'ask',
  executed: 'prove',
  polling: 'prove',
  polled: 'prove',
  verified: 'prove',
  'verify-failed': 'prove',
  unproven: 'prove',
  failed: 'ask',
  reprompt: 'ask',
  left: 'ask',
  'rollback-failed': 'ask',
  'rollback-approved': 'proveUndone',
  'rolling-back': 'proveUndone',
  'rollback-in-doubt': 'proveUndone',
  blocked: 'walk',
  succeeded: 'leave',
  skipped: 'leave',
  'rolled-back': 'leave',
}

/** Applies the table's row to one step: its phase as a resumed run finds it. */
export function resumedPhase(record: StepRecord): StepPhase {
  const { phase, lastEvent } = record
  switch (rowOf(phase, lastEvent)) {
    case 'walk':
      return { kind: 'pending' }
    case 'reconcile':
      return { kind: 'in-doubt', hash: record.approvedHash ?? '', lastEvent }
    case 'prove':
      return { kind: 'unproven', receipt: record.receipt, lastEvent }
    case 'ask':
      return phase.kind === 'reprompt'
        ? phase
        : { kind: 'reprompt', reason: 'failed', finding: failureText(record), lastEvent }
    case 'proveUndone':
      return {
        kind: 'rollback-in-doubt',
        decision: 'decision' in phase ? phase.decision : 'rollback-and-stop',
        lastEvent,
      }
    case 'leave':
      return phase
  }
}

/**
 * The phase's row, but for two phases whose last entry says more: nothing was sent when the credentials were
 * refused, nor while an approved step was looked at once more or its second question was still open.
 */
function rowOf(phase: StepPhase, lastEvent: string): ResumeAction {
  if (phase.kind === 'refused' && phase.credentials) return 'walk'
  if (phase.kind === 'approved' && (lastEvent === 'approval-requested' || lastEvent === 'preview-shown'))
    return 'walk'
  return RESUME_TABLE[phase.kind]
}

/** The last thing that failed, and what a rollback that did not work may have left. */
function failureText({ error, failedStage, phase }: StepRecord): string {
  if (error === null) return 'it failed'
  const text = `${error.name}: ${error.message}`
  if (failedStage !== 'rollback') return text
  const remains = phase.kind === 'rollback-failed' ? phase.remains : null
  return `its rollback did not undo it: ${text}${remains === null ? '' : `; what remains: ${remains}`}`
}
