import {
  createMemoryJournal,
  EVENTS,
  type JournalEntry,
  type JournalEvent,
  MAY_FOLLOW,
  type NewEntry,
  verifyJournal,
} from '../src/index.js'
import { appendAll, METADATA, ONE_RUN, STEP, steppingClock } from './support/samples.js'

const at = (event: JournalEvent): NewEntry => {
  const found = ONE_RUN.find((entry) => entry.event === event)
  if (!found) throw new Error(`no sample of ${event}`)
  return found
}
const START = [at('lock-acquired'), at('run-started')]
const decision = { shown_hash: null, decision: 'by hand' }
const failed: NewEntry = {
  event: 'step-failed',
  step_id: STEP,
  data: {
    error: { name: 'Boom', message: 'it broke', request_id: null, http_status: null, code: null },
    stage: 'execute',
    retryable: true,
  },
}
const offered: NewEntry = {
  event: 'rollback-offered',
  step_id: STEP,
  data: { choices: ['retry'], retries_left: 3, within_window: null },
}
const finding = (event: 'resume-reverified' | 'resume-marked-done' | 'resume-reprompted'): NewEntry => ({
  event,
  step_id: STEP,
  data: { last_event: 'executing', finding: 'not-done' },
})
const executing = at('executing')
const again: NewEntry = { ...at('approved'), data: { shown_hash: 'dialog', decision: 'retry' } } as NewEntry
const as = (entry: NewEntry, changes: object): NewEntry =>
  ({ ...entry, data: { ...entry.data, ...changes } }) as NewEntry
const _rollback: readonly NewEntry[] = [
  { event: 'rollback-approved', step_id: STEP, operator: 'a', data: decision },
  as(executing, { kind: 'rollback' }),
]
const _undone: NewEntry = {
  event: 'rollback-executed',
  step_id: STEP,
  data: { ok: true, receipt: null, error: null, remains: null },
}

async function illegalities(entries: readonly NewEntry[]): Promise<string[]> {
  const store = createMemoryJournal({ metadata: METADATA, now: steppingClock() })
  await appendAll(store, entries)
  const { problems } = await verifyJournal(store.bytes())
  return problems.map((problem) => `${problem.line}: ${problem.message}`)
}

describe('legal is', () => {
  const walked = ['step-started', 'preview-shown', 'approval-requested'] as const
  const yes = [...walked.map(at), at('approved')]

  it.each<[string, readonly NewEntry[]]>([
    ['an undisturbed run', ONE_RUN.slice(2)],
    ['a skip', [...walked.map(at), { event: 'skipped', step_id: STEP, operator: 'a', data: decision }]],
    ['a second walk after a crash before the decision', [...walked.map(at), ...yes, executing]],
    [
      'an invalidated approval that is asked again',
      [
        ...yes,
        {
          event: 'approval-invalidated',
          step_id: STEP,
          data: { shown_hash: 'a', found_hash: 'b', difference: [] },
        },
        at('preview-shown'),
        at('approval-requested'),
        at('approved'),
        executing,
      ],
    ],
    ['something that was there already', [...yes, at('verify-passed'), at('step-succeeded')]],
    [
      'a retry from the failure dialog',
      [...yes, executing, at('executed'), failed, offered, again, executing, at('executed')],
    ],
    ['an automatic second sending', [...yes, executing, at('executed'), executing, at('executed')]],
    [
      'a rollback that is verified',
      [
        ...yes,
        executing,
        at('executed'),
        failed,
        offered,
        { event: 'rollback-approved', step_id: STEP, operator: 'a', data: decision },
        {
          ...executing,
          data: { ...(executing as NewEntry<'executing'>).data, kind: 'rollback' },
        } as NewEntry,
        {
          event: 'rollback-executed',
          step_id: STEP,
          data: { ok: true, receipt: null, error: null, remains: null },
        },
        { event: 'verify-passed', step_id: STEP, data: { of: 'rollback', checks: [] } },
      ],
    ],
    [
      'a crash while executing, found done on resume',
      [...yes, executing, finding('resume-reverified'), finding('resume-marked-done'), at('step-succeeded')],
    ],
    [
      'a crash while executing, found not done and sent again',
      [...yes, executing, finding('resume-reprompted'), executing, at('executed')],
    ],
    [
      'a job that is adopted and polled on',
      [...yes, executing, finding('resume-reverified'), at('poll-tick')],
    ],
  ])('%s', async (_, entries) => {
    expect(await illegalities([...START, ...entries])).toEqual([])
  })
})

describe('illegal is', () => {
  it.each<[string, readonly NewEntry[], RegExp]>([
    [
      'an execution that nobody approved',
      [at('step-started'), at('preview-shown'), executing],
      /nobody approved/,
    ],
    [
      'a retry of a step that nobody ever approved',
      [at('step-started'), failed, executing],
      /nobody approved/,
    ],
    [
      'a result without its intent',
      [at('step-started'), at('executed')],
      /executed cannot come after step-started/,
    ],
    [
      'an approval without a question',
      [at('step-started'), at('approved')],
      /approved cannot come after step-started/,
    ],
    ['a success out of nowhere', [at('step-succeeded')], /step-succeeded cannot come first/],
    [
      'anything after a success',
      [...ONE_RUN.slice(3, 13), at('step-started')],
      /cannot come after step-succeeded/,
    ],
    [
      'a yes to something that was not shown',
      [
        ...(['step-started', 'preview-shown', 'approval-requested'] as const).map(at),
        {
          event: 'approved',
          step_id: STEP,
          operator: 'a',
          data: { shown_hash: 'other', decision: 'approve' },
        },
      ],
      /was not shown/,
    ],
    [
      'a result of another kind than its intent',
      [
        ...ONE_RUN.slice(3, 7),
        {
          ...executing,
          data: { ...(executing as NewEntry<'executing'>).data, kind: 'rollback' },
        } as NewEntry,
        at('executed'),
      ],
      /without its executing/,
    ],
    [
      'a step that moves after the end of the run',
      [at('run-ended'), at('step-started')],
      /no run is going on/,
    ],
  ])('%s', async (_, entries, reason) => {
    const found = await illegalities([...START, ...entries])
    expect(found.join('\n')).toMatch(reason)
  })

  it('not a clock that was set back, which is reported with its line all the same', async () => {
    const times = [1000, 5000, 4000, 4000, 6000]
    const store = createMemoryJournal({ metadata: METADATA, now: () => times.shift() ?? 0 })
    await appendAll(store, ONE_RUN.slice(0, 5))
    const { ok, problems, setBack } = await verifyJournal(store.bytes())
    expect({ ok, problems }).toEqual({ ok: true, problems: [] })
    expect(setBack).toEqual([
      { line: 4, entryId: 'e3', at: '1970-01-01T00:00:04.000Z', after: '1970-01-01T00:00:05.000Z' },
    ])
  })

  it('what a host finds illegal with its own check', async () => {
    const store = createMemoryJournal({ metadata: METADATA, now: steppingClock() })
    await appendAll(store)
    const legality = (entry: JournalEntry) => (entry.phase_number === 2 ? ['phase 2 is closed'] : [])
    const { ok, problems, problemCount } = await verifyJournal(store.bytes(), { legality })
    expect({ ok, listed: problems.length, problemCount }).toEqual({ ok: false, listed: 10, problemCount: 10 })
  })
})

it('the table names only events that exist, and every event that moves a step can be reached', () => {
  const reachable = new Set(Object.values(MAY_FOLLOW).flat())
  const known = new Set<string>(EVENTS)
  expect([...reachable].filter((event) => !known.has(event))).toEqual([])
  const rows = Object.keys(MAY_FOLLOW).filter((event) => event !== 'none')
  expect(rows.filter((event) => !reachable.has(event as never))).toEqual([])
})
