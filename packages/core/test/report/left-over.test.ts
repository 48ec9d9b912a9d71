import type { JournalEntry } from '@cutover/journal'
import { RESUME_TABLE } from '../../src/engine/resume-table.js'
import type { StepPhaseKind } from '../../src/engine/state.js'
import type { ExecutionStep } from '../../src/model/step.js'
import type { RunReading } from '../../src/report/read-run.js'
import { summariseRun } from '../../src/report/summarise-run.js'
import { outcomeWords } from '../../src/report/words.js'
import { entry, historyTo, resumed, stateAfter, step } from '../engine/entries.js'

const ID = 'dp-phase1-001-thing'
const JOB = step(ID, { long_running: true })
const HISTORIES = historyTo(ID)
const KINDS = Object.keys(RESUME_TABLE) as StepPhaseKind[]

function summaryOf(step: ExecutionStep, entries: readonly JournalEntry[], listed = true) {
  const reading: RunReading = {
    metadata: {} as RunReading['metadata'],
    steps: listed ? [step] : [],
    stepsProblem: listed ? null : 'execution-steps.json is missing',
    state: stateAfter([step], entries),
    headSha256: '0',
    entries: entries.length,
    moments: [],
    decisions: [],
    torn: false,
  }
  return summariseRun({ ...reading, metadata: { started_at: '2026-10-12T08:00:00.000Z' } as never })
}

const ids = (list: readonly { step_id: string }[]) => list.map(({ step_id }) => step_id)

describe('what a run leaves in AWS', () => {
  test.each(KINDS)('names a step that is %s when something of it was sent and nothing is proven', (kind) => {
    const history = HISTORIES[kind] ?? []
    const sent = history.some((one) => one.event === 'executing')
    const proven = ['succeeded', 'rolled-back'].includes(kind)
    const { still_running, not_undone } = summaryOf(JOB, history)
    expect([...ids(still_running), ...ids(not_undone)]).toEqual(sent && !proven ? [ID] : [])
  })

  test.each(['executing', 'executed', 'polling', 'unproven', 'rolling-back', 'rollback-in-doubt'] as const)(
    'says that a job may still run when its step is %s',
    (kind) => {
      expect(ids(summaryOf(JOB, HISTORIES[kind] ?? []).still_running)).toEqual([ID])
    },
  )

  test('says so of a step that was skipped after it had been sent', () => {
    const skipped = entry('skipped', ID, { shown_hash: 'h', decision: 'skip' })
    const { not_undone } = summaryOf(JOB, [...(HISTORIES['in-doubt'] ?? []), skipped])
    expect(not_undone[0]?.description).toMatch(/skipped after something had been sent/)
  })

  test('says what a rollback that failed left behind', () => {
    const failed = [...(HISTORIES['rollback-failed'] ?? []), resumed()]
    expect(summaryOf(JOB, failed).not_undone[0]?.description).toMatch(/rollback did not undo it \(Boom/)
  })

  test('is told without the steps file, which is missed', () => {
    const { still_running, warnings } = summaryOf(JOB, HISTORIES.polling ?? [], false)
    expect(ids(still_running)).toEqual([ID])
    expect(warnings).toContain('execution-steps.json is missing')
  })

  test.each(KINDS.filter((kind) => (HISTORIES[kind] ?? []).some((one) => one.event === 'executing')))(
    'is not called "not reached" for a step that is %s',
    (kind) => {
      const record = stateAfter([JOB], HISTORIES[kind] ?? []).steps.get(ID)
      expect(outcomeWords(record)).not.toBe('not reached')
    },
  )
})

test('a clock that was set back makes no time of the summary negative', () => {
  const began = entry('freeze-began', ID, { datastore_arn: 'a', duration_minutes: 1, at: 'now' })
  const earlier = { ...began, at: new Date(Date.parse(began.at) - 7_200_000).toISOString() }
  const late = entry('run-ended', 'run', { verdict: 'halted', halt_reason: null, halt_step_id: null })
  const { freezes } = summaryOf(JOB, [began, { ...late, at: earlier.at } as JournalEntry])
  expect(freezes[0]?.elapsed_seconds).toBe(0)
})
