import { decide, planOf } from '../../src/engine/decide.js'
import { entry, historyTo, resumed, stateAfter, step } from './entries.js'

const ID = 'dp-phase1-001-thing'
const RELEASE = 'dp-phase5-001-thing-release'
const ARN = 'arn:aws:s3:::bucket'
const STEPS = [step(ID), step(RELEASE)]
const PLAN = planOf(STEPS)
const HISTORIES = historyTo(ID)
const BOOM = { name: 'Boom', message: 'no', request_id: null, http_status: null, code: null }
const freeze = (event: 'freeze-began' | 'freeze-released', id: string) =>
  entry(event, id, { datastore_arn: ARN, duration_minutes: 30, at: '2026-10-12T08:00:00.000Z' })
const undone = (id: string, ok: boolean) =>
  entry('rollback-executed', id, { ok, receipt: null, error: ok ? null : BOOM, remains: ok ? null : 'half' })
const resumedByOther = () =>
  entry('run-resumed', 'run', { cutover_version: '2', from_entry_id: 'e1', changed_version: true })

const nextAfter = (...entries: Parameters<typeof stateAfter>[1]) => {
  const state = stateAfter(STEPS, entries)
  return decide(PLAN, state, { nowMs: state.lastAtMs ?? 0 })
}

describe('a question at a resume', () => {
  const aborted = entry('aborted', ID, { shown_hash: null, decision: 'abort' })

  test('whether to go on after an abort is asked again by the next process when nobody answered', () => {
    const next = nextAfter(...(HISTORIES.awaiting ?? []), aborted, resumed(), resumed())
    expect(next).toEqual({ kind: 'ask-resume-run', reason: 'aborted' })
  })

  test('whether to go on with another version is asked again, also by the same version', () => {
    const next = nextAfter(...(HISTORIES.awaiting ?? []), resumedByOther(), resumed())
    expect(next).toEqual({ kind: 'ask-resume-run', reason: 'other-version' })
  })

  test('is asked once when it was answered', () => {
    const yes = entry('approved', 'run', { shown_hash: 'h', decision: 'continue' })
    const next = nextAfter(...(HISTORIES.awaiting ?? []), aborted, resumed(), yes, resumed())
    expect(next.kind).toBe('start')
  })
})

describe('a freeze', () => {
  const activeAfter = (...entries: Parameters<typeof stateAfter>[1]) =>
    [...stateAfter(STEPS, entries).freezes.values()].filter(({ endedAtMs }) => endedAtMs === null).length

  test('that was rolled back has ended, also when the process died before it journaled that', () => {
    expect(activeAfter(freeze('freeze-began', ID))).toBe(1)
    expect(activeAfter(freeze('freeze-began', ID), undone(ID, false))).toBe(1)
    expect(activeAfter(freeze('freeze-began', ID), undone(ID, true))).toBe(0)
  })

  test('whose release was rolled back is active, since its beginning', () => {
    const began = freeze('freeze-began', ID)
    const state = stateAfter(STEPS, [began, freeze('freeze-released', RELEASE), undone(RELEASE, true)])
    expect([...state.freezes.values()]).toMatchObject([
      { stepId: ID, sinceMs: Date.parse(began.at), endedAtMs: null },
    ])
  })

  test('whose release a resumed run cannot see in AWS is active', () => {
    const unseen = entry('resume-reprompted', RELEASE, {
      last_event: 'freeze-released',
      finding: 'the statement is still there',
      reason: 'verify-failed',
    })
    expect(activeAfter(freeze('freeze-began', ID), freeze('freeze-released', RELEASE), unseen)).toBe(1)
  })
})

test('a resumed run tells that a rollback failed and what it left, not only why there was one', () => {
  const failed = [...(HISTORIES['rolling-back'] ?? []), undone(ID, false), resumed()]
  const next = nextAfter(...failed)
  expect(next).toMatchObject({
    kind: 'ask-resume-step',
    phase: { finding: expect.stringMatching(/rollback did not undo it: Boom: no.*half/) },
  })
})
