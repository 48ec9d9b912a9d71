import { decide, planOf } from '../../src/engine/decide.js'
import { RESUME_ACTIONS, RESUME_TABLE } from '../../src/engine/resume-table.js'
import { AT_REST, type StepPhaseKind } from '../../src/engine/state.js'
import { entry, historyTo, resumed, stateAfter, step } from './entries.js'

const ID = 'dp-phase1-001-thing'
const STEPS = [step(ID), step('dp-phase1-002-next')]
const PLAN = planOf(STEPS)
const HISTORIES = historyTo(ID)
const KINDS = Object.keys(RESUME_TABLE) as StepPhaseKind[]
const now = (state: { lastAtMs: number | null }) => ({ nowMs: state.lastAtMs ?? 0 })

describe('the resume table', () => {
  test('has exactly one row for every phase, and a history leads to each phase', () => {
    expect(Object.keys(HISTORIES).sort()).toEqual([...KINDS].sort())
    for (const kind of KINDS) {
      const state = stateAfter(STEPS, HISTORIES[kind] ?? [])
      expect(state.steps.get(ID)?.phase.kind).toBe(kind)
      expect(Object.keys(RESUME_ACTIONS)).toContain(RESUME_TABLE[kind])
    }
  })

  const EXPECTED_NEXT: Record<keyof typeof RESUME_ACTIONS, readonly string[]> = {
    walk: ['start'],
    reconcile: ['reconcile'],
    prove: ['prove'],
    ask: ['ask-resume-step'],
    proveUndone: ['prove-undone'],
    leave: ['start'],
  }
  test.each(KINDS)('a run that ended while a step was %s goes on as its row says', (kind) => {
    const state = stateAfter(STEPS, [...(HISTORIES[kind] ?? []), resumed()])
    const next = decide(PLAN, state, now(state))
    expect(EXPECTED_NEXT[RESUME_TABLE[kind]]).toContain(next.kind)
    const atRest = RESUME_TABLE[kind] === 'leave'
    expect('step' in next && next.step.step_id).toBe(atRest ? 'dp-phase1-002-next' : ID)
  })

  test.each(KINDS)('resuming twice from %s is the same as resuming once', (kind) => {
    const once = stateAfter(STEPS, [...(HISTORIES[kind] ?? []), resumed()])
    const twice = stateAfter(STEPS, [...(HISTORIES[kind] ?? []), resumed(), resumed()])
    expect(twice.steps.get(ID)?.phase).toEqual(once.steps.get(ID)?.phase)
  })

  test('never executes without a new question, except to prove what was already sent', () => {
    for (const kind of KINDS) {
      const state = stateAfter(STEPS, [...(HISTORIES[kind] ?? []), resumed()])
      expect(decide(PLAN, state, now(state)).kind).not.toBe('execute')
    }
  })

  test('credentials that were refused mean that nothing happened: the step is walked again', () => {
    const refused = [...(HISTORIES.executing ?? [])]
    refused.push(
      entry('executed', ID, {
        ok: false,
        attempt: 1,
        token: 't',
        receipt: null,
        error: { name: 'ExpiredToken', message: 'expired', request_id: null, http_status: 403, code: null },
        in_doubt: false,
        credentials: true,
        kind: 'execute',
      }),
    )
    const state = stateAfter(STEPS, [...refused, resumed()])
    expect(state.steps.get(ID)?.phase.kind).toBe('pending')
  })

  test('while the second question is open nothing can have happened: the step is walked again', () => {
    const steps = [step(ID, { irreversible: true, irreversible_reason: 'gone for good' })]
    const asked = entry('approval-requested', ID, { observation_hash: null, prompt_hash: 'p2' })
    const state = stateAfter(steps, [...(HISTORIES.approved ?? []), asked, resumed()])
    expect(state.steps.get(ID)?.phase.kind).toBe('pending')
  })

  test('a retry that was only looked at again has sent nothing: the step is walked again', () => {
    const shown = HISTORIES.previewed?.at(-1)
    if (shown === undefined) throw new Error('no preview')
    const retrying = [...(HISTORIES.awaiting ?? []), ...(HISTORIES.retrying?.slice(-1) ?? [])]
    const approved = [...(HISTORIES.approved ?? []), ...retrying.slice(-1), shown]
    expect(stateAfter(STEPS, approved).steps.get(ID)?.phase.kind).toBe('approved')
    expect(stateAfter(STEPS, [...approved, resumed()]).steps.get(ID)?.phase.kind).toBe('pending')
  })

  test('an abort leaves open what was open at the resume, instead of walking it again later', () => {
    const asked = [...(HISTORIES['in-doubt'] ?? [])]
    asked.push(entry('resume-reprompted', ID, { last_event: 'executing', finding: '?', reason: 'in-doubt' }))
    const aborted = entry('aborted', ID, { shown_hash: null, decision: 'abort' })
    const state = stateAfter(STEPS, [...asked, aborted, resumed()])
    expect(state.steps.get(ID)?.phase).toMatchObject({ kind: 'reprompt', reason: 'in-doubt' })
  })

  test('an aborted run is asked about before anything else', () => {
    const aborted = entry('aborted', ID, { shown_hash: null, decision: 'abort' })
    const state = stateAfter(STEPS, [...(HISTORIES.awaiting ?? []), aborted, resumed()])
    expect(decide(PLAN, state, now(state))).toEqual({ kind: 'ask-resume-run', reason: 'aborted' })
  })
})

describe('decide', () => {
  test.each(KINDS.filter((kind) => !(AT_REST as readonly string[]).includes(kind)))(
    'has one next thing to do for a step that is %s',
    (kind) => {
      const state = stateAfter(STEPS, HISTORIES[kind] ?? [])
      const next = decide(PLAN, state, now(state))
      expect('step' in next && next.step.step_id).toBe(ID)
    },
  )

  test('blocks a step whose requirement was skipped, and one that needs the blocked one', () => {
    const steps = [step('a'), step('b', { requires: ['a'] }), step('c', { requires: ['b'] })]
    const state = stateAfter(steps, historyTo('a').skipped ?? [])
    expect(decide(planOf(steps), state, now(state))).toMatchObject({ kind: 'block', by: ['a'] })
    const later = stateAfter(steps, [
      ...(historyTo('a').skipped ?? []),
      entry('step-blocked', 'b', { by: ['a'], reason: '' }),
    ])
    expect(decide(planOf(steps), later, now(later))).toMatchObject({ kind: 'block', by: ['b'] })
  })

  test('probes both profiles when more than 15 minutes passed since the last good answer', () => {
    const state = stateAfter(STEPS, [])
    const nowMs = (state.lastAtMs ?? 0) + 15 * 60_000 + 5_000
    expect(decide(PLAN, state, { nowMs }).kind).toBe('probe')
  })

  test('asks a second time before an irreversible step', () => {
    const steps = [step(ID, { irreversible: true, irreversible_reason: 'gone for good' })]
    const state = stateAfter(steps, HISTORIES.approved ?? [])
    expect(decide(planOf(steps), state, now(state))).toMatchObject({
      kind: 'ask-irreversible',
      because: 'gone for good',
    })
  })

  test('opens a dialog after three unknown polls in a row, and not after two', () => {
    const tick = (outcome: 'unknown' | 'running') =>
      entry('poll-tick', ID, { status: '?', outcome, progress: null, message: null })
    const executed = HISTORIES.executed ?? []
    const two = stateAfter(STEPS, [...executed, tick('unknown'), tick('unknown')])
    expect(decide(PLAN, two, now(two)).kind).toBe('poll')
    const broken = stateAfter(STEPS, [
      ...executed,
      tick('unknown'),
      tick('unknown'),
      tick('running'),
      tick('unknown'),
    ])
    expect(decide(PLAN, broken, now(broken)).kind).toBe('poll')
    const three = stateAfter(STEPS, [...executed, tick('unknown'), tick('unknown'), tick('unknown')])
    expect(decide(PLAN, three, now(three)).kind).toBe('ask-poll')
  })

  test('a retry whose second look differs from the approved one voids the approval', () => {
    const look = (hash: string) =>
      entry('preview-shown', ID, {
        observation_hash: hash,
        already_done: false,
        blockers: [],
        warnings: [],
        observation: {},
        before: [],
        after: [],
      })
    const same = stateAfter(STEPS, [...(HISTORIES.retrying ?? []), look('h1')])
    expect(decide(PLAN, same, now(same)).kind).toBe('execute')
    const other = stateAfter(STEPS, [...(HISTORIES.retrying ?? []), look('h2')])
    expect(decide(PLAN, other, now(other))).toMatchObject({
      kind: 'invalidate',
      approvedHash: 'h1',
      foundHash: 'h2',
    })
  })

  test('a yes that was void once is not taken up again by a retry, whatever AWS looks like then', () => {
    const boom = { name: 'x', message: '', request_id: null, http_status: null, code: null }
    const shown = (HISTORIES.previewed ?? []).at(-1)
    if (shown === undefined) throw new Error('a preview was expected')
    const voided = entry('approval-invalidated', ID, { shown_hash: 'h1', found_hash: 'h2', difference: [] })
    const state = stateAfter(STEPS, [
      ...(HISTORIES.approved ?? []),
      voided,
      entry('step-failed', ID, { error: boom, stage: 'preview', retryable: true }),
      entry('approved', ID, { shown_hash: 'h', decision: 'retry' }),
      shown,
    ])
    expect(decide(PLAN, state, now(state)).kind).toBe('ask-step')
  })

  test('ends as completed when every step is at rest, and as halted after a stop', () => {
    const one = [step(ID)]
    const done = stateAfter(one, HISTORIES.succeeded ?? [])
    expect(decide(planOf(one), done, now(done))).toMatchObject({ kind: 'end', verdict: 'completed' })
    const stop = entry('rollback-skipped', ID, { shown_hash: 'h', decision: 'stop' })
    const stopped = stateAfter(one, [...(HISTORIES.failed ?? []), stop])
    expect(decide(planOf(one), stopped, now(stopped))).toMatchObject({
      kind: 'end',
      verdict: 'halted',
      stepId: ID,
    })
  })
})

describe('the end of the walk', () => {
  test.each(['rolled-back', 'left'])('is a halt that names a step which is %s', (kind) => {
    const one = [step(ID)]
    const state = stateAfter(one, HISTORIES[kind] ?? [])
    expect(decide(planOf(one), state, now(state))).toMatchObject({
      kind: 'end',
      verdict: 'halted',
      stepId: ID,
      reason: expect.stringContaining(ID),
    })
  })

  test('is asked for by name, not guessed: a cursor on a step at rest is an internal error', () => {
    const state = stateAfter(STEPS, HISTORIES.succeeded ?? [])
    state.cursor = 0
    expect(() => decide(PLAN, state, now(state))).toThrow('at rest')
  })
})

test('an irreversible step of a checklist that gives no reason is asked about a second time all the same', () => {
  const steps = [step(ID, { irreversible: true })]
  const state = stateAfter(steps, HISTORIES.approved ?? [])
  expect(decide(planOf(steps), state, now(state))).toMatchObject({
    kind: 'ask-irreversible',
    because: expect.stringContaining('marked irreversible'),
  })
})

describe('retries', () => {
  test('are counted over restarts', () => {
    const failed = () =>
      entry('step-failed', ID, {
        error: { name: 'x', message: '', request_id: null, http_status: null, code: null },
        stage: 'execute',
        retryable: true,
      })
    const retry = () => entry('approved', ID, { shown_hash: 'h', decision: 'retry' })
    const state = stateAfter(STEPS, [
      ...(HISTORIES.failed ?? []),
      retry(),
      failed(),
      resumed(),
      retry(),
      failed(),
      retry(),
    ])
    expect(state.steps.get(ID)?.retries).toBe(3)
  })
})
