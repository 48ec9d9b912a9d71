import type { EntryDataByEvent, JournalEntry, JournalEvent } from '@cutover/journal'
import { evolve } from '../../src/engine/evolve.js'
import { initialState, type RunState } from '../../src/engine/state.js'
import type { ExecutionStep } from '../../src/model/step.js'

/** A compiled step with the given differences. */
export function step(id: string, parts: Partial<ExecutionStep> = {}): ExecutionStep {
  return {
    step_id: id,
    plane: 'data',
    phase_number: 1,
    phase_name: 'Pre-Staging',
    checklist_item_id: id,
    checklist_item_ids: [id],
    description: id,
    resource_arn: `target:test:${id}`,
    resource_type: 'AWS::Test::Thing',
    resource_name: id,
    tool: 'aws-sdk',
    preview_cmd: null,
    execute_cmd: 'aws test thing',
    verify_cmd: null,
    verify_success_pattern: null,
    rollback_cmd: null,
    requires: [],
    long_running: false,
    poll_cmd: null,
    poll_interval_seconds: 60,
    poll_terminal_states: [],
    risk: 'low',
    approval_required: true,
    irreversible: false,
    irreversible_reason: null,
    owner_team: null,
    estimated_seconds: 60,
    time_box_minutes: null,
    rollback_window_minutes: null,
    plan_rollback: [],
    freeze: null,
    notes: [],
    action: 'manual-decision',
    params: {},
    ...parts,
  }
}

let made = 0

/** One journal entry, one second after the other. */
export function entry<E extends JournalEvent>(
  event: E,
  stepId: string,
  data: EntryDataByEvent[E],
  notes: string | null = null,
): JournalEntry {
  made += 1
  return {
    entry_id: `e${made}`,
    step_id: stepId,
    phase_number: null,
    at: new Date(Date.UTC(2026, 9, 12) + made * 1000).toISOString(),
    operator: 'ada',
    cmd: null,
    exit_code: null,
    stdout_tail: null,
    stderr_tail: null,
    poll_state: null,
    notes,
    fence: 1,
    prev: '0'.repeat(64),
    crc: '00000000',
    event,
    data,
  } as JournalEntry
}

const ERROR = { name: 'Boom', message: 'it broke', request_id: 'r1', http_status: 400, code: 'Boom' }
const RECEIPT = { id: 'x' }
const TOKEN = 'a'.repeat(64)

const decided = (decision: string) => ({ shown_hash: 'h1', decision })

/** The shortest history that leads a step into each phase. */
export function historyTo(id: string): Record<string, JournalEntry[]> {
  const shown = entry('preview-shown', id, {
    observation_hash: 'h1',
    already_done: false,
    blockers: [],
    warnings: [],
    observation: {},
    before: [],
    after: [],
  })
  const started = [entry('step-started', id, { attempt_of_walk: 1 })]
  const previewed = [...started, shown]
  const awaiting = [
    ...previewed,
    entry('approval-requested', id, { observation_hash: 'h1', prompt_hash: 'p' }),
  ]
  const approved = [...awaiting, entry('approved', id, decided('approve'))]
  const intent = { account: '2', call: 'c', token: TOKEN, attempt: 1, observation_hash: 'h1' }
  const executing = [...approved, entry('executing', id, { ...intent, kind: 'execute' })]
  const outcome = { attempt: 1, token: TOKEN, receipt: null, error: ERROR, kind: 'execute' } as const
  const executed = [
    ...executing,
    entry('executed', id, { ...outcome, ok: true, receipt: RECEIPT, error: null, in_doubt: false }),
  ]
  const tick = { status: 'RUNNING', progress: null, message: null }
  const verified = [...executed, entry('verify-passed', id, { checks: [], of: 'step' })]
  const failed = [...executed, entry('step-failed', id, { error: ERROR, stage: 'verify', retryable: true })]
  const rollbackApproved = [...failed, entry('rollback-approved', id, decided('rollback-and-continue'))]
  const rollingBack = [...rollbackApproved, entry('executing', id, { ...intent, kind: 'rollback' })]
  const undone = { receipt: null, error: null, remains: null }
  return {
    pending: [],
    started,
    previewed,
    awaiting,
    approved,
    retrying: [...failed, entry('approved', id, decided('retry'))],
    executing,
    unanswered: [...executing, entry('executed', id, { ...outcome, ok: false, in_doubt: true })],
    refused: [...executing, entry('executed', id, { ...outcome, ok: false, in_doubt: false })],
    executed,
    polling: [...executed, entry('poll-tick', id, { ...tick, outcome: 'running' })],
    polled: [...executed, entry('poll-terminal', id, { ...tick, outcome: 'succeeded' })],
    verified,
    'verify-failed': [...executed, entry('verify-failed', id, { checks: [], of: 'step' }, 'no')],
    failed,
    'rollback-approved': rollbackApproved,
    'rolling-back': rollingBack,
    'rollback-failed': [
      ...rollingBack,
      entry('rollback-executed', id, { ...undone, ok: false, error: ERROR }),
    ],
    'rolled-back': [...rollingBack, entry('rollback-executed', id, { ...undone, ok: true })],
    left: [...failed, entry('rollback-skipped', id, decided('continue'))],
    succeeded: [...verified, entry('step-succeeded', id, { receipt: RECEIPT, how: 'executed' })],
    skipped: [...awaiting, entry('skipped', id, decided('skip'))],
    blocked: [entry('step-blocked', id, { by: ['other'], reason: 'other was skipped' })],
    'in-doubt': [...executing, resumed()],
    unproven: [...executed, resumed()],
    reprompt: [...failed, resumed()],
    'rollback-in-doubt': [...rollingBack, resumed()],
  }
}

export function resumed(): JournalEntry {
  return entry('run-resumed', 'run', { cutover_version: '1', from_entry_id: 'e1' })
}

/** A state in which the plan was approved and both profiles were probed just now. */
export function stateAfter(steps: readonly ExecutionStep[], entries: readonly JournalEntry[]): RunState {
  const state = initialState(steps)
  const probe = (side: 'source' | 'target') => entry('sso-probe-passed', 'run', { profile: side, side })
  const first = [probe('source'), probe('target'), entry('approved', 'run', decided('go'))]
  return [...first, ...entries].reduce(evolve, state)
}
