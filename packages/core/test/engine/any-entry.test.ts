import type { JournalEntry } from '@cutover/journal'
import fc from 'fast-check'
import { decide, planOf } from '../../src/engine/decide.js'
import { evolve } from '../../src/engine/evolve.js'
import { RESUME_TABLE } from '../../src/engine/resume-table.js'
import { initialState, type RunState, type StepPhaseKind } from '../../src/engine/state.js'
import { everyEntry } from './any-entry.js'
import { historyTo, resumed, stateAfter, step } from './entries.js'

const ID = 'dp-phase1-001-thing'
const STEPS = [step(ID, { long_running: true }), step('dp-phase1-002-next', { requires: [ID] })]
const PLAN = planOf(STEPS)
const HISTORIES = historyTo(ID)
const KINDS = Object.keys(RESUME_TABLE) as StepPhaseKind[]
const ENTRIES = everyEntry(ID)

const after = (entries: readonly JournalEntry[]) => stateAfter(STEPS, entries)
const next = (state: RunState) => decide(PLAN, state, { nowMs: state.lastAtMs ?? 0 })
/** Words a failure can be read by. */
const label = ({ event, data }: JournalEntry) => `${event} ${JSON.stringify(data)}`

describe('every entry in every phase', () => {
  test.each(KINDS)('is folded while a step is %s, to a state with one next thing to do', (kind) => {
    for (const one of ENTRIES) {
      const state = after([...(HISTORIES[kind] ?? []), one])
      const found = next(state)
      if ('step' in found && found.step.step_id !== PLAN.steps[state.cursor]?.step_id)
        throw new Error(`${label(one)} leads away from the cursor: ${found.kind}`)
      if (state.steps.get(ID)?.phase.kind === undefined) throw new Error(`${label(one)} lost the step`)
    }
  })

  test.each(KINDS)('of a resumed process that comes after %s leads to no execution without a yes', (kind) => {
    for (const one of ENTRIES.filter(({ event }) => event !== 'approved')) {
      const found = next(after([...(HISTORIES[kind] ?? []), resumed(), one]))
      if (found.kind === 'execute') throw new Error(`${label(one)} executes after ${kind}`)
    }
  })

  test.each(KINDS)('leaves what a resume of a step that was %s does the same when it comes twice', (kind) => {
    for (const one of ENTRIES) {
      const history = [...(HISTORIES[kind] ?? []), one]
      const once = after([...history, resumed()])
      const twice = after([...history, resumed(), resumed()])
      expect(twice.steps.get(ID)?.phase).toEqual(once.steps.get(ID)?.phase)
    }
  })
})

describe('any entries in any order', () => {
  const anyHistory = fc.array(fc.constantFrom(...ENTRIES), { maxLength: 25 })

  test('fold to a state with one next thing to do, and to the same state each time', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const state = after(history)
        expect(next(state).kind).toEqual(expect.any(String))
        const fold = () => history.reduce(evolve, initialState(STEPS))
        expect(fold()).toEqual(fold())
      }),
      { numRuns: 300 },
    )
  })

  test('never execute twice in a row without a yes between', () => {
    const isYes = ({ event }: JournalEntry) => event === 'approved'
    fc.assert(
      fc.property(anyHistory, anyHistory, (before, between) => {
        const sent = ENTRIES.find(
          ({ event, data }) => event === 'executing' && 'kind' in data && data.kind === 'execute',
        )
        if (sent === undefined) throw new Error('an intent was expected')
        const later = [...before, sent, ...between.filter((one) => !isYes(one))]
        expect(next(after(later)).kind).not.toBe('execute')
      }),
      { numRuns: 300 },
    )
  })

  test('keep at most one freeze of a datastore active, with the time at which it began', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const state = after([])
        for (const one of history) {
          const before = new Map(state.freezes)
          evolve(state, one)
          for (const [arn, freeze] of state.freezes) {
            const earlier = before.get(arn)
            if (earlier?.endedAtMs === null) expect(freeze.sinceMs).toBe(earlier.sinceMs)
          }
        }
      }),
      { numRuns: 200 },
    )
  })
})
