import type { JournalEntry } from '@cutover/journal'
import { nextPhase } from './next-phase.js'
import { resumedPhase } from './resume-table.js'
import { initialRecord, isAtRest, type RunState } from './state.js'

/**
 * Folds one journal entry into the state and returns it. Synchronous and total: an entry that changes nothing
 * is simply counted. The state is changed in place, so that a journal of a million entries folds in bounded
 * memory; callers that need the old state keep their own copy.
 */
export function evolve(state: RunState, entry: JournalEntry): RunState {
  const atMs = Date.parse(entry.at)
  state.entries += 1
  state.lastAtMs = atMs
  if (entry.step_id === 'run') evolveRun(state, entry, atMs)
  else evolveStep(state, entry, atMs)
  return state
}

function evolveRun(state: RunState, entry: JournalEntry, atMs: number): void {
  switch (entry.event) {
    case 'run-started':
      state.started = entry.data
      state.startedAtMs = atMs
      // An earlier plan was declined before anything began; that decision was about that start alone.
      state.halt = null
      break
    case 'run-resumed':
      resume(state, entry.data.changed_version === true)
      break
    case 'approval-requested':
      state.approvalsAsked += 1
      break
    case 'approved':
      state.approvalsGiven += 1
      if (entry.data.decision === 'go') state.planApproved = true
      else state.resumeQuestions.shift()
      break
    case 'aborted':
      state.halt = { kind: 'aborted', reason: entry.notes ?? 'aborted by the operator', stepId: null }
      break
    case 'sso-probe-passed':
      state.probedAtMs[entry.data.side] = atMs
      break
    case 'run-ended':
      state.ended = entry.data
      break
    default:
      break
  }
}

function resume(state: RunState, otherVersion: boolean): void {
  // What the process before was asked and did not answer is still to be answered.
  const open = new Set(state.resumeQuestions)
  if (otherVersion) open.add('other-version')
  if (state.halt?.kind === 'aborted') open.add('aborted')
  state.resumeQuestions = [...open]
  state.halt = null
  state.ended = null
  state.resumes += 1
  state.cursor = 0
  for (const record of state.steps.values()) {
    const before = record.phase
    record.phase = resumedPhase(record)
    record.resumed = record.phase !== before && record.phase.kind !== 'pending'
  }
  advance(state)
}

function evolveStep(state: RunState, entry: JournalEntry, atMs: number): void {
  let record = state.steps.get(entry.step_id)
  if (record === undefined) {
    record = initialRecord()
    state.steps.set(entry.step_id, record)
  }
  const phase = nextPhase(state, record, entry, atMs)
  record.lastEvent = entry.event
  if (phase !== null) {
    record.phase = phase
    if (isAtRest(phase)) record.endedAtMs = atMs
  }
  advance(state)
}

function advance(state: RunState): void {
  while (state.cursor < state.order.length) {
    const record = state.steps.get(state.order[state.cursor] as string)
    if (record === undefined || !isAtRest(record.phase)) return
    state.cursor += 1
  }
}
