import type { EntryDataByEvent, JournalEntry, JournalEvent } from '@cutover/journal'
import { entry } from './entries.js'

type Samples = { readonly [E in JournalEvent]: readonly EntryDataByEvent[E][] }

const ERROR = { name: 'Boom', message: 'it broke', request_id: 'r1', http_status: 400, code: 'Boom' }
const LOCK = { pid: 41, host: 'host-a', fence: 1 }
const TABLE = 'arn:aws:dynamodb:eu-west-1:111111111111:table/orders'
const PROBES = (['source', 'target'] as const).map((side) => ({ profile: side, side }))
const FREEZE = { datastore_arn: TABLE, duration_minutes: 30, at: '2026-10-12T00:00:00.000Z' }
const FINDING = { last_event: 'executing', finding: 'AWS does not say' }

const decided = (...decisions: readonly string[]) =>
  decisions.map((decision) => ({ shown_hash: 'h1', decision }))
const looks = (hash: string, blockers: readonly string[] = []) => ({
  observation_hash: hash,
  already_done: false,
  blockers: [...blockers],
  warnings: [],
  observation: {},
  before: [],
  after: [],
})
const intent = (kind: 'execute' | 'rollback' | 'cancel', observation_hash: string | null) => ({
  account: '2',
  call: 'c',
  token: `token-of-${kind}`,
  attempt: 1,
  kind,
  observation_hash,
})
const answer = { attempt: 1, token: 'token-of-execute', kind: 'execute' as const }
const polled = (outcome: 'running' | 'succeeded' | 'failed' | 'unknown', message: string | null = null) => ({
  status: 'X',
  outcome,
  progress: null,
  message,
})
const proof = (of: 'step' | 'rollback') => ({ checks: [], of })

/** Every kind of data that each event may carry: whatever `evolve` branches on is here at least twice. */
export const ANY_DATA: Samples = {
  'run-started': [
    {
      cutover_version: '1',
      inputs: {},
      steps_sha256: 's',
      steps_total: 2,
      mode: 'run',
      profiles: { source: 'old', target: 'new' },
    },
  ],
  'run-resumed': [
    { cutover_version: '1', from_entry_id: 'e1' },
    { cutover_version: '2', from_entry_id: 'e1', changed_version: true },
  ],
  'run-ended': [{ verdict: 'halted', halt_reason: 'stopped', halt_step_id: null }],
  'lock-acquired': [LOCK],
  'lock-released': [LOCK],
  'lock-taken-over-from-stale': [LOCK],
  'sso-probe-passed': PROBES,
  'sso-probe-failed': PROBES,
  'journal-recovered': [{ offset: 1, length: 1, sha256: 'a'.repeat(64) }],
  'step-started': [{ attempt_of_walk: 1 }],
  'step-blocked': [{ by: ['other'], reason: 'other was skipped' }],
  'preview-shown': [looks('h1'), looks('h2'), looks('h1', ['it cannot be shared'])],
  'approval-requested': [
    { observation_hash: 'h1', prompt_hash: 'p' },
    { observation_hash: null, prompt_hash: 'p' },
  ],
  approved: decided('approve', 'retry', 'go'),
  'irreversible-confirmed': decided('confirm'),
  'approval-invalidated': [{ shown_hash: 'h1', found_hash: 'h2', difference: [] }],
  skipped: decided('skip'),
  aborted: decided('abort'),
  'handoff-checked': [true, false].map((allowed) => ({ criteria: [], allowed, denied: [], principals: {} })),
  executing: [
    intent('execute', 'h1'),
    intent('execute', null),
    intent('rollback', null),
    intent('cancel', null),
  ],
  executed: [
    { ...answer, ok: true, receipt: { id: 'x' }, error: null, in_doubt: false },
    { ...answer, ok: true, receipt: null, error: null, in_doubt: false },
    { ...answer, ok: false, receipt: null, error: ERROR, in_doubt: true },
    { ...answer, ok: false, receipt: null, error: null, in_doubt: false },
    { ...answer, ok: false, receipt: null, error: ERROR, in_doubt: false, credentials: true },
    { ...answer, ok: true, receipt: null, error: null, in_doubt: false, kind: 'cancel' },
  ],
  'poll-tick': [polled('running'), polled('unknown')],
  'poll-terminal': [polled('succeeded'), polled('failed'), polled('failed', 'it ran out of space')],
  'verify-passed': [
    proof('step'),
    proof('rollback'),
    { ...proof('step'), observed: {}, receipt: { id: 'y' } },
  ],
  'verify-failed': [proof('step'), proof('rollback')],
  'step-succeeded': [{ receipt: null, how: 'executed' }],
  'step-failed': (['preview', 'execute', 'poll', 'verify'] as const).map((stage) => ({
    error: ERROR,
    stage,
    retryable: true,
  })),
  'freeze-began': [FREEZE],
  'freeze-released': [FREEZE, { ...FREEZE, datastore_arn: `${TABLE}-2` }],
  'rollback-offered': [{ choices: [], retries_left: 3, within_window: null }],
  'rollback-approved': decided('rollback-and-continue', 'rollback-and-stop'),
  'rollback-executed': [
    { ok: true, receipt: null, error: null, remains: 'a final snapshot' },
    { ok: false, receipt: null, error: ERROR, remains: null },
    { ok: false, receipt: null, error: null, remains: null },
  ],
  'rollback-skipped': decided('continue', 'stop'),
  'resume-reverified': [FINDING],
  'resume-marked-done': [FINDING],
  'resume-reprompted': [FINDING, { ...FINDING, reason: 'not-done' }, { ...FINDING, reason: 'verify-failed' }],
}

/** Events of the run itself; all others belong to a step, these few to either. */
const OF_THE_RUN: readonly JournalEvent[] = [
  'run-started',
  'run-resumed',
  'run-ended',
  'lock-acquired',
  'lock-released',
  'lock-taken-over-from-stale',
  'sso-probe-passed',
  'sso-probe-failed',
  'journal-recovered',
]
const OF_EITHER: readonly JournalEvent[] = ['approval-requested', 'approved', 'aborted']

/** One entry for every kind of data of every event: of the run, of the step, or one of each. */
export function everyEntry(stepId: string): readonly JournalEntry[] {
  return (Object.keys(ANY_DATA) as JournalEvent[]).flatMap((event) =>
    ANY_DATA[event].flatMap((data) => {
      const owners = OF_THE_RUN.includes(event)
        ? ['run']
        : OF_EITHER.includes(event)
          ? ['run', stepId]
          : [stepId]
      return owners.flatMap((owner) => [
        entry(event, owner, data as never),
        entry(event, owner, data as never, 'a note'),
      ])
    }),
  )
}
