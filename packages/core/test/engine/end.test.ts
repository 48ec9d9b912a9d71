import type { JournalEntry } from '@cutover/journal'
import { decide, planOf } from '../../src/engine/decide.js'
import { openFreezes } from '../../src/engine/freezes.js'
import { entry, historyTo, resumed, stateAfter, step } from './entries.js'

const FREEZE = 'dp-phase4-001-freeze'
const COPY = 'dp-phase4-002-copy'
const RELEASE = 'dp-phase5-001-release'
const ARN = 'arn:aws:s3:::orders'
const freeze = (role: 'begin' | 'release') => ({ datastore_arn: ARN, duration_minutes: 30, role })
const STEPS = [
  step(FREEZE, { freeze: freeze('begin') }),
  step(COPY, { requires: [FREEZE] }),
  step(RELEASE, { freeze: freeze('release'), requires: [FREEZE] }),
]
const PLAN = planOf(STEPS)
const ERROR = { name: 'Boom', message: 'no', request_id: null, http_status: null, code: null }
const window = { datastore_arn: ARN, duration_minutes: 30, at: '2026-10-12T08:00:00.000Z' }

const to = (phase: string, id: string): readonly JournalEntry[] => historyTo(id)[phase] ?? []
const frozen = () => [...to('verified', FREEZE), entry('freeze-began', FREEZE, window), done(FREEZE)]
const done = (id: string) => entry('step-succeeded', id, { receipt: {}, how: 'executed' as const })
const released = () => [...to('verified', RELEASE), entry('freeze-released', RELEASE, window), done(RELEASE)]
const copied = () => to('succeeded', COPY)
const skipped = (id: string) => to('skipped', id)
const blocked = (...ids: string[]) =>
  ids.map((id) => entry('step-blocked', id, { by: [FREEZE], reason: 'it was skipped' }))
const failed = (never_happened: boolean) => [
  ...to('unanswered', FREEZE),
  entry('step-failed', FREEZE, { error: ERROR, stage: 'execute', retryable: true, never_happened }),
]
const left = () => entry('rollback-skipped', FREEZE, { shown_hash: 'h', decision: 'continue' })
const reprompted = (reason: string) => [
  ...to('in-doubt', FREEZE),
  entry('resume-reprompted', FREEZE, { last_event: 'executing', finding: 'looked', reason }),
]
const skip = () => entry('skipped', FREEZE, { shown_hash: 'h', decision: 'skip' })

function endAfter(...entries: readonly JournalEntry[]) {
  const state = stateAfter(STEPS, entries)
  const next = decide(PLAN, state, { nowMs: state.lastAtMs ?? 0 })
  if (next.kind !== 'end') throw new Error(`the walk is not at its end, but at ${next.kind}`)
  return next
}

describe('a walk that came to its end is completed', () => {
  test.each<[string, readonly JournalEntry[]]>([
    ['every step succeeded', [...frozen(), ...copied(), ...released()]],
    ['a step that nothing needs was left out', [...frozen(), ...skipped(COPY), ...released()]],
  ])('when %s', (_, entries) => {
    expect(endAfter(...entries)).toEqual({ kind: 'end', verdict: 'completed', reason: null, stepId: null })
  })
})

describe('a walk that came to its end is halted, and says why and where', () => {
  const rest = () => blocked(COPY, RELEASE)
  test.each<[string, readonly JournalEntry[], string, RegExp]>([
    [
      'the release was left out',
      [...frozen(), ...copied(), ...skipped(RELEASE)],
      RELEASE,
      /arn:aws:s3:::orders is still frozen, since 2026-/,
    ],
    [
      'the release failed and was left',
      [...frozen(), ...copied(), ...to('left', RELEASE)],
      RELEASE,
      /release did not succeed; arn:aws:s3:::orders is still frozen/,
    ],
    [
      'the release was undone',
      [...frozen(), ...copied(), ...to('rolled-back', RELEASE)],
      RELEASE,
      /is still frozen/,
    ],
    [
      'a step was left out that others need',
      [...skipped(FREEZE), ...rest()],
      COPY,
      /copy, \S+release never ran/,
    ],
    [
      'the freeze failed, and AWS did not show that it never happened',
      [...failed(false), left(), ...rest()],
      FREEZE,
      /freeze did not succeed; .*never ran.*; arn:aws:s3:::orders may be frozen, since 2026-/,
    ],
    [
      'the freeze was left out while in doubt',
      [...reprompted('in-doubt'), skip(), ...rest()],
      FREEZE,
      /may be frozen/,
    ],
    ['a step was rolled back', [...to('rolled-back', FREEZE), ...rest()], FREEZE, /did not succeed/],
  ])('when %s', (_, entries, stepId, reason) => {
    expect(endAfter(...entries)).toEqual({
      kind: 'end',
      verdict: 'halted',
      reason: expect.stringMatching(reason),
      stepId,
    })
  })

  test('and speaks of no freeze where AWS has shown that it never happened', () => {
    for (const entries of [
      [...failed(true), left()],
      [...reprompted('not-done'), skip()],
    ])
      expect(endAfter(...entries, ...rest()).reason).not.toContain('frozen')
  })
})

describe('a freeze may be active', () => {
  const open = (...entries: readonly JournalEntry[]) =>
    openFreezes(stateAfter(STEPS, entries)).map(({ proven }) => (proven ? 'active' : 'possible'))
  test.each<[string, readonly JournalEntry[], readonly string[]]>([
    ['not before it was sent', to('approved', FREEZE), []],
    ['from its intent on', to('executing', FREEZE), ['possible']],
    ['while its answer is lost', to('unanswered', FREEZE), ['possible']],
    ['after a refusal, for a call before it may have worked', to('refused', FREEZE), ['possible']],
    ['after it was executed', to('executed', FREEZE), ['possible']],
    ['after it failed', to('failed', FREEZE), ['possible']],
    ['in the next process', to('in-doubt', FREEZE), ['possible']],
    ['while it is rolled back', to('rolling-back', FREEZE), ['possible']],
    ['after a rollback that did not undo it', to('rollback-failed', FREEZE), ['possible']],
    ['not after a rollback that did', to('rolled-back', FREEZE), []],
    ['not when AWS shows that it never happened', failed(true), []],
    ['not when a resumed run finds that it never happened', reprompted('not-done'), []],
    ['but is certain once it began', frozen(), ['active']],
    ['and over after its release', [...frozen(), ...released()], []],
  ])('%s', (_, entries, expected) => {
    expect(open(...entries)).toEqual(expected)
  })

  test('since its first attempt, however often it is tried', () => {
    const first = to('executing', FREEZE)
    const again = [...first, resumed(), ...to('executing', FREEZE)]
    const since = Date.parse(first.at(-1)?.at ?? '')
    expect(openFreezes(stateAfter(STEPS, again))).toMatchObject([{ sinceMs: since, allowedMs: 30 * 60_000 }])
  })
})
