import type { JournalEntry } from '@cutover/journal'
import {
  freezeBegan,
  freezeNeverHappened,
  freezeNotReleased,
  freezeReleased,
  freezeSent,
  freezeUndone,
} from './freezes.js'
import {
  type ErrorFacts,
  REPROMPT_REASONS,
  type RepromptReason,
  type RunState,
  type StepPhase,
  type StepRecord,
} from './state.js'

/** The phase that an entry puts its step into, or null when it stays. Also keeps the lasting facts. */
export function nextPhase(
  state: RunState,
  record: StepRecord,
  entry: JournalEntry,
  atMs: number,
): StepPhase | null {
  const { phase } = record
  switch (entry.event) {
    case 'step-started':
      record.startedAtMs ??= atMs
      record.approvedHash = null
      return { kind: 'started' }
    case 'preview-shown':
      record.destroys = entry.data.destroys ?? null
      record.blockers = entry.data.blockers
      return previewed(phase, entry.data)
    case 'approval-requested':
      state.approvalsAsked += 1
      return phase.kind === 'previewed' ? { kind: 'awaiting', hash: phase.hash } : null
    case 'rollback-offered':
      state.approvalsAsked += 1
      return null
    case 'approval-invalidated':
      // A yes that was void once stays void, also when AWS looks again as it did then.
      record.approvedHash = null
      return { kind: 'started' }
    case 'approved':
      return approved(state, record, entry.data)
    case 'irreversible-confirmed':
      state.approvalsGiven += 1
      return phase.kind === 'approved' ? { ...phase, confirmed: true } : null
    case 'skipped':
      return { kind: 'skipped' }
    case 'aborted':
      state.halt = {
        kind: 'aborted',
        reason: entry.notes ?? 'aborted by the operator',
        stepId: entry.step_id,
      }
      // What was open at a resume stays open: walking it again could do a second time what is in doubt.
      if (phase.kind === 'reprompt') return null
      return record.error === null ? { kind: 'pending' } : { kind: 'left', error: record.error }
    case 'handoff-checked':
      state.handoffDenied = entry.data.allowed ? null : entry.data.denied
      return entry.data.allowed ? null : { kind: 'started' }
    case 'executing':
      return executing(state, record, entry, atMs)
    case 'executed':
      return executed(record, entry.data)
    case 'poll-tick':
      if (phase.kind === 'rolling-back') return null
      return ticked(record, entry.data, atMs)
    case 'poll-terminal':
      if (phase.kind === 'rolling-back') return null
      return {
        kind: 'polled',
        receipt: record.receipt ?? {},
        ok: entry.data.outcome === 'succeeded',
        status: entry.data.status,
        message: entry.data.message,
      }
    case 'verify-passed':
      if (entry.data.of === 'rollback') return null
      record.observed = entry.data.observed ?? null
      record.receipt = entry.data.receipt ?? record.receipt
      return { kind: 'verified', receipt: record.receipt, how: successHow(record) }
    case 'verify-failed':
      if (entry.data.of === 'rollback') return null
      return { kind: 'verify-failed', receipt: record.receipt, message: entry.notes ?? 'verification failed' }
    default:
      return nextPhaseAtEnd(state, record, entry, atMs)
  }
}

/** The second half of {@link nextPhase}: success, failure, rollback, resume, freezes. */
function nextPhaseAtEnd(
  state: RunState,
  record: StepRecord,
  entry: JournalEntry,
  atMs: number,
): StepPhase | null {
  switch (entry.event) {
    case 'step-succeeded':
      record.error = null
      record.unsettled = false
      record.note = entry.notes
      return { kind: 'succeeded', receipt: entry.data.receipt, how: entry.data.how }
    case 'step-failed':
      record.error = entry.data.error
      record.failedStage = entry.data.stage
      if (entry.data.never_happened === true) neverHappened(state, record, entry.step_id)
      return { kind: 'failed', stage: entry.data.stage, error: entry.data.error }
    case 'step-blocked':
      return { kind: 'blocked', by: entry.data.by }
    case 'rollback-approved':
      state.approvalsGiven += 1
      return {
        kind: 'rollback-approved',
        decision:
          entry.data.decision === 'rollback-and-continue' ? 'rollback-and-continue' : 'rollback-and-stop',
      }
    case 'rollback-executed':
      return rolledBack(state, record, entry, atMs)
    case 'rollback-skipped':
      if (entry.data.decision !== 'continue')
        state.halt = {
          kind: 'halted',
          reason: entry.notes ?? 'stopped by the operator',
          stepId: entry.step_id,
        }
      return { kind: 'left', error: record.error }
    case 'resume-reprompted':
      if (entry.data.reason === 'verify-failed') freezeNotReleased(state, entry.step_id)
      if (entry.data.reason === 'not-done') neverHappened(state, record, entry.step_id)
      return {
        kind: 'reprompt',
        reason: repromptReason(entry.data.reason),
        finding: entry.data.finding,
        lastEvent: entry.data.last_event,
      }
    case 'freeze-began':
      freezeBegan(state, entry.step_id, entry.data, atMs)
      return null
    case 'freeze-released':
      freezeReleased(state, entry.step_id, entry.data.datastore_arn, atMs)
      return null
    default:
      return null
  }
}

type DataOf<E extends JournalEntry['event']> = Extract<JournalEntry, { event: E }>['data']

/** A retry's yes was given in the dialog: it holds while AWS looks as it did, and is void otherwise. */
function previewed(phase: StepPhase, data: DataOf<'preview-shown'>): StepPhase {
  const hash = data.observation_hash
  if (phase.kind !== 'retrying' || phase.hash === '' || data.blockers.length > 0)
    return { kind: 'previewed', hash, invalidates: null }
  return phase.hash === hash
    ? { kind: 'approved', hash, confirmed: false }
    : { kind: 'previewed', hash, invalidates: phase.hash }
}

function approved(state: RunState, record: StepRecord, data: DataOf<'approved'>): StepPhase | null {
  state.approvalsGiven += 1
  // A yes to stopping a job leaves the step with its job, which is polled to its end.
  if (data.decision === 'cancel-job') return null
  const { phase } = record
  if (data.decision === 'retry') {
    const counted = phase.kind === 'failed' || (phase.kind === 'reprompt' && phase.reason !== 'not-done')
    if (counted) record.retries += 1
    record.resumed = false
    return { kind: 'retrying', hash: record.approvedHash ?? '' }
  }
  const hash = 'hash' in phase ? phase.hash : (record.approvedHash ?? '')
  record.approvedHash = hash
  record.resumed = false
  return { kind: 'approved', hash, confirmed: false }
}

function executing(
  state: RunState,
  record: StepRecord,
  { step_id, data }: Extract<JournalEntry, { event: 'executing' }>,
  atMs: number,
): StepPhase | null {
  const { phase } = record
  switch (data.kind) {
    case 'cancel':
      return null
    case 'rollback':
      return {
        kind: 'rolling-back',
        decision: 'decision' in phase ? phase.decision : 'rollback-and-stop',
        receipt: record.receipt,
      }
    case 'execute':
      if (record.tokens.at(-1) !== data.token) record.tokens.push(data.token)
      record.failedStage = null
      record.unsettled = true
      freezeSent(state, step_id, atMs)
      return {
        kind: 'executing',
        hash: data.observation_hash ?? record.approvedHash ?? '',
        attempt: data.attempt,
      }
  }
}

function executed(record: StepRecord, data: DataOf<'executed'>): StepPhase | null {
  if (data.kind === 'cancel') return null
  if (data.ok) {
    const receipt = data.receipt ?? {}
    record.receipt = receipt
    return { kind: 'executed', receipt }
  }
  const error = data.error ?? unrecorded('Unknown', 'no error was recorded')
  record.error = error
  if (data.in_doubt) return { kind: 'unanswered', hash: record.approvedHash ?? '', error }
  return { kind: 'refused', stage: 'execute', error, credentials: data.credentials === true }
}

function ticked(record: StepRecord, data: DataOf<'poll-tick'>, atMs: number): StepPhase {
  const before = record.phase.kind === 'polling' ? record.phase.unknowns : 0
  return {
    kind: 'polling',
    receipt: record.receipt ?? {},
    unknowns: data.outcome === 'unknown' ? before + 1 : 0,
    lastAtMs: atMs,
    lastStatus: data.status,
  }
}

function rolledBack(
  state: RunState,
  record: StepRecord,
  entry: Extract<JournalEntry, { event: 'rollback-executed' }>,
  atMs: number,
): StepPhase {
  const { phase } = record
  const decision = 'decision' in phase ? phase.decision : 'rollback-and-stop'
  if (!entry.data.ok) {
    const said = entry.notes ?? 'the rollback did not undo the step'
    const error = entry.data.error ?? unrecorded('RollbackFailed', said)
    record.error = error
    record.failedStage = 'rollback'
    return { kind: 'rollback-failed', decision, error, remains: entry.data.remains }
  }
  record.unsettled = false
  freezeUndone(state, entry.step_id, atMs)
  if (decision === 'rollback-and-stop')
    state.halt = { kind: 'halted', reason: `rolled back ${entry.step_id} and stopped`, stepId: entry.step_id }
  return { kind: 'rolled-back', remains: entry.data.remains }
}

/** AWS has shown that the last attempt did nothing. */
function neverHappened(state: RunState, record: StepRecord, stepId: string): void {
  record.unsettled = false
  freezeNeverHappened(state, stepId)
}

function successHow(record: StepRecord): Extract<StepPhase, { kind: 'verified' }>['how'] {
  if (record.resumed) return 'resumed'
  if (record.phase.kind === 'approved') return 'already-existed'
  return 'executed'
}

function repromptReason(reason: string | undefined): RepromptReason {
  return REPROMPT_REASONS.find((known) => known === reason) ?? 'in-doubt'
}

function unrecorded(name: string, message: string): ErrorFacts {
  return { name, message, request_id: null, http_status: null, code: null }
}
