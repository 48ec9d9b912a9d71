import type { JournalStore, NewEntry, NewMetadata } from '../../src/index.js'

export const METADATA: NewMetadata = {
  run_id: 'run-7f3a',
  started_at: '2026-03-01T08:00:00.000Z',
  source_account_id: '111111111111',
  target_account_id: '222222222222',
  plugin_version: '0.1.0',
  checklist_refs: ['cutover-checklist-control-plane.json', 'cutover-checklist-data-plane.json'],
  plan_ref: 'data-migration-plan.json',
  execution_steps_ref: 'execution-steps.json',
  approval_mode: 'per-step',
}

/** A clock that moves on by one second at each look. */
export function steppingClock(startMs = Date.parse('2026-03-01T08:00:00.000Z')): () => number {
  let nowMs = startMs
  return () => {
    nowMs += 1000
    return nowMs
  }
}

export const STEP = 'dp-phase2-001-orders-db-snapshot-copy'
const SHOWN = { shown_hash: 'obs-1', decision: 'approve' }

const phase = { step_id: STEP, phase_number: 2 } as const
const run = { step_id: 'run' } as const

/** One whole run of one long-running step, as an engine journals it. */
export const ONE_RUN: readonly NewEntry[] = [
  { ...run, event: 'lock-acquired', operator: 'alice', data: { pid: 41, host: 'host-a', fence: 1 } },
  {
    ...run,
    event: 'run-started',
    data: {
      cutover_version: '0.1.0',
      inputs: { 'migration-plan.json': 'ab'.repeat(32) },
      steps_sha256: 'cd'.repeat(32),
      steps_total: 1,
      mode: 'run',
      profiles: { source: 'old', target: 'new' },
    },
  },
  { ...run, event: 'sso-probe-passed', data: { profile: 'new', side: 'target', account_id: '222222222222' } },
  { ...phase, event: 'step-started', data: { attempt_of_walk: 1 } },
  {
    ...phase,
    event: 'preview-shown',
    stdout_tail: 'snapshot orders-2026 — 40 GiB, “verfügbar” ✓ 🙂',
    data: {
      observation_hash: 'obs-1',
      already_done: false,
      blockers: [],
      warnings: ['encrypted'],
      observation: { snapshot: { status: 'available', sizeGiB: 40 } },
      before: ['no copy'],
      after: ['copy orders-2026'],
    },
  },
  { ...phase, event: 'approval-requested', data: { observation_hash: 'obs-1', prompt_hash: 'prompt-1' } },
  { ...phase, event: 'approved', operator: 'alice', data: SHOWN },
  {
    ...phase,
    event: 'executing',
    cmd: "aws rds copy-db-snapshot --source-db-snapshot-identifier 'arn:…' --target …",
    data: {
      account: '222222222222',
      call: 'rds:CopyDBSnapshot',
      token: 'run-7f3a-001-1',
      attempt: 1,
      kind: 'execute',
      observation_hash: 'obs-1',
    },
  },
  {
    ...phase,
    event: 'executed',
    exit_code: 0,
    data: {
      ok: true,
      attempt: 1,
      token: 'run-7f3a-001-1',
      receipt: { id: 'orders-2026-copy' },
      error: null,
      in_doubt: false,
      kind: 'execute',
    },
  },
  {
    ...phase,
    event: 'poll-tick',
    poll_state: 'copying',
    data: { status: 'copying', outcome: 'running', progress: { percent: 50 }, message: null },
  },
  {
    ...phase,
    event: 'poll-terminal',
    poll_state: 'available',
    data: { status: 'available', outcome: 'succeeded', progress: null, message: null },
  },
  {
    ...phase,
    event: 'verify-passed',
    data: { of: 'step', checks: [{ name: 'status', ok: true, expected: 'available', found: 'available' }] },
  },
  { ...phase, event: 'step-succeeded', data: { receipt: { id: 'orders-2026-copy' }, how: 'executed' } },
  { ...run, event: 'run-ended', data: { verdict: 'completed', halt_reason: null, halt_step_id: null } },
  { ...run, event: 'lock-released', data: { pid: 41, host: 'host-a', fence: 1 } },
]

export async function appendAll(store: JournalStore, entries: readonly NewEntry[] = ONE_RUN): Promise<void> {
  for (const entry of entries) await store.append(entry)
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
