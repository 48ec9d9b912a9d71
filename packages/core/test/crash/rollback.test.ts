import type { JournalEntry } from '@cutover/journal'
import type { ApprovalProvider } from '../../src/model/approvals.js'
import { createControls } from '../../src/run/controls.js'
import { verifyRun } from '../../src/run/verify-run.js'
import { scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { YES } from '../run/rehearsal.js'
import { effectName } from './compare.js'
import { type Machine, machineOf, type SavedMachine } from './machine.js'
import { type Instant, type Outcome, runProcess } from './process.js'

const SHARE = 'dp-phase1-001-archive-db-final-snapshot-share'
const UNSHARE = /ModifyDBSnapshotAttribute.*ValuesToRemove/

/** Somebody who wants the share undone, whatever he is asked. */
const undoing = (): ApprovalProvider =>
  scriptedApprovals({
    kinds: {
      ...YES.kinds,
      failure: { decision: 'rollback-and-stop' },
      'after-rollback': { decision: 'retry-rollback' },
      resume: (request) => ({ decision: request.choices.includes('rollback') ? 'rollback' : 'stop' }),
    },
  })

describe('a rollback', () => {
  let machine: Machine
  let fresh: SavedMachine
  beforeAll(async () => {
    machine = await machineOf('minimal')
    fresh = machine.save()
  })
  afterAll(() => machine.dispose())

  /** From the beginning until the share has failed its verification and is undone. */
  async function failAndUndo(
    at: (instant: Instant, entries: readonly JournalEntry[]) => 'go-on' | 'kill',
    more: { readonly controls?: ReturnType<typeof createControls> } = {},
  ): Promise<Outcome> {
    machine.restore(fresh, Buffer.alloc(0))
    machine.seeded.simulator.faults.clear()
    machine.seeded.simulator.faults.add({
      match: { operation: 'DescribeDBSnapshotAttributes', nth: 3 },
      fault: { kind: 'deny' },
    })
    const entries: JournalEntry[] = []
    const outcome = await runProcess(machine, {
      approvals: undoing(),
      ...more,
      at(instant) {
        if (instant.kind === 'append' && instant.when === 'after') entries.push(instant.entry)
        return at(instant, entries)
      },
    })
    machine.seeded.simulator.faults.clear()
    return outcome
  }

  const failed = (entries: readonly JournalEntry[]) =>
    entries.some((entry) => entry.step_id === SHARE && entry.event === 'step-failed')

  test('that is killed at any instant is undone once, proven, and never called undone when it is not', async () => {
    const states: { saved: SavedMachine; unshared: number; label: string }[] = []
    let unshared = 0
    const count = (instant: Instant) => {
      if (instant.kind !== 'request' || instant.when !== 'after' || instant.record.effect === 'none') return
      if (UNSHARE.test(effectName(instant.record))) unshared += 1
    }
    await failAndUndo((instant, entries) => {
      count(instant)
      const label = `${instant.when} ${instant.kind === 'append' ? instant.entry.event : instant.kind}`
      if (failed(entries)) states.push({ saved: machine.save(), unshared, label })
      return 'go-on'
    })
    const journal = await machine.journal()
    expect(states.length).toBeGreaterThan(15)
    // The last four are around the end of the run: nothing is open any more.
    for (const state of states.slice(0, -4)) {
      machine.restore(state.saved, journal)
      unshared = state.unshared
      const outcome = await runProcess(machine, {
        approvals: undoing(),
        resume: true,
        pastPreflight: true,
        at(instant) {
          count(instant)
          // Once the share is undone the rest of the plan is another story.
          return instant.kind === 'append' && instant.entry.step_id.includes('freeze') ? 'kill' : 'go-on'
        },
      })
      const verified = await verifyRun(machine.directory)
      expect({
        label: state.label,
        outcome: outcome.kind === 'threw' ? outcome.error : outcome.kind,
        shared: sharedWith(machine),
        unshared,
        problems: verified.problems,
      }).toEqual({
        label: state.label,
        outcome: expect.stringMatching(/ended|died/),
        shared: [],
        unshared: 1,
        problems: [],
      })
    }
  }, 120_000)

  test('whose answer is lost is looked at before anybody is asked, and not sent again', async () => {
    let kept: readonly JournalEntry[] = []
    const sent: string[] = []
    const outcome = await failAndUndo((instant, entries) => {
      kept = entries
      if (
        instant.kind === 'append' &&
        instant.when === 'before' &&
        instant.entry.event === 'rollback-approved'
      )
        machine.seeded.simulator.faults.add({
          match: { operation: 'ModifyDBSnapshotAttribute' },
          fault: { kind: 'drop', when: 'after' },
          times: 1,
        })
      if (instant.kind === 'request' && instant.when === 'after') sent.push(effectName(instant.record))
      return 'go-on'
    })
    expect(outcome).toMatchObject({
      kind: 'ended',
      result: {
        verdict: 'halted',
        summary: {
          steps: { rolled_back: 1 },
          not_undone: [
            { step_id: SHARE, description: expect.stringMatching(/answer of the rollback was lost/) },
          ],
        },
      },
    })
    expect(sharedWith(machine)).toEqual([])
    expect(sent.filter((effect) => UNSHARE.test(effect))).toHaveLength(1)
    const events = kept.filter((entry) => entry.step_id === SHARE).map((entry) => entry.event)
    expect(events.slice(-4)).toEqual(['rollback-approved', 'executing', 'verify-passed', 'rollback-executed'])
  })

  test('that is interrupted before AWS shows it is not called failed, and is proven by the next process', async () => {
    const controls = createControls()
    const outcome = await failAndUndo(
      (instant, entries) => {
        const rolling = entries.at(-1)?.event === 'executing' && failed(entries)
        if (rolling && instant.kind === 'request' && instant.when === 'after' && !instant.record.readOnly) {
          // AWS takes its time: the first look still finds the share.
          machine.seeded.simulator.faults.add({
            match: { operation: 'DescribeDBSnapshotAttributes' },
            fault: { kind: 'change', change: () => share(machine) },
            times: 1,
          })
          controls.stop()
        }
        return 'go-on'
      },
      { controls },
    )
    expect(outcome).toMatchObject({
      kind: 'ended',
      result: {
        verdict: 'halted',
        haltCause: 'interrupted',
        haltReason: expect.stringMatching(/may still run/),
        summary: { still_running: [{ step_id: SHARE }] },
      },
    })
    unshare(machine)
    const resumed = scriptedApprovals({ kinds: { ...YES.kinds, step: { decision: 'abort' } } })
    const next = await runProcess(machine, { approvals: resumed, resume: true })
    expect(next).toMatchObject({
      kind: 'ended',
      result: { summary: { steps: { rolled_back: 1 } } },
    })
    expect(resumed.of('after-rollback')).toEqual([])
  })
})

function snapshots(machine: Machine): readonly { sharedWith: string[] }[] {
  const rds = machine.seeded.simulator.world.accounts['111111111111']?.rds as {
    snapshots: Record<string, { sharedWith: string[] }>
  }
  return Object.values(rds.snapshots)
}
function sharedWith(machine: Machine): readonly string[] {
  return snapshots(machine).flatMap((snapshot) => snapshot.sharedWith)
}
function share(machine: Machine): void {
  for (const snapshot of snapshots(machine)) snapshot.sharedWith = ['222222222222']
}
function unshare(machine: Machine): void {
  for (const snapshot of snapshots(machine)) snapshot.sharedWith = []
}
