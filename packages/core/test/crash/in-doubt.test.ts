import type { JournalEntry } from '@cutover/journal'
import { createControls } from '../../src/run/controls.js'
import { scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { YES } from '../run/rehearsal.js'
import { type Machine, machineOf, type SavedMachine } from './machine.js'
import { type Instant, runProcess } from './process.js'

const SHARE = 'dp-phase1-001-archive-db-final-snapshot-share'

const isSend = (instant: Instant) =>
  instant.kind === 'request' &&
  instant.when === 'after' &&
  instant.record.operation === 'ModifyDBSnapshotAttribute'

describe('a step whose effect is not known', () => {
  let machine: Machine
  let fresh: SavedMachine
  beforeAll(async () => {
    machine = await machineOf('minimal')
    fresh = machine.save()
  })
  beforeEach(() => {
    machine.restore(fresh, Buffer.alloc(0))
    machine.seeded.simulator.faults.clear()
  })
  afterAll(() => machine.dispose())

  const deaf = () =>
    machine.seeded.simulator.faults.add({
      match: { operation: 'DescribeDBSnapshotAttributes' },
      fault: { kind: 'deny' },
    })

  test('is not offered for a retry without saying that it may happen twice', async () => {
    const approvals = scriptedApprovals({ kinds: { ...YES.kinds, failure: { decision: 'stop' } } })
    machine.seeded.simulator.faults.add({
      match: { operation: 'ModifyDBSnapshotAttribute' },
      fault: { kind: 'drop', when: 'after' },
    })
    await runProcess(machine, {
      approvals,
      at(instant) {
        if (isSend(instant)) deaf()
        return 'go-on'
      },
    })
    const [failure] = approvals.of('failure')
    expect(failure?.choices).toContain('retry')
    expect(failure?.failure.message).toMatch(/AWS does not tell.*a retry does it a second time/)
  })

  test('is not offered for a retry by a resumed run without saying so, and stays listed when it is skipped', async () => {
    await runProcess(machine, {
      approvals: scriptedApprovals(YES),
      at: (instant) => (isSend(instant) ? 'kill' : 'go-on'),
    })
    deaf()
    const approvals = scriptedApprovals({
      kinds: { ...YES.kinds, resume: { decision: 'skip' }, step: { decision: 'abort' } },
    })
    const outcome = await runProcess(machine, { approvals, resume: true })
    const [question] = approvals.of('resume')
    expect(question?.choices).toContain('retry')
    expect(question?.finding).toMatch(/AWS does not tell.*a retry does it a second time/)
    expect(outcome).toMatchObject({
      kind: 'ended',
      result: {
        summary: { not_undone: [{ step_id: SHARE, description: expect.stringContaining('skipped') }] },
      },
    })
  })

  test('because Ctrl-C came before AWS showed it is not called failed, and is proven by the next process', async () => {
    const controls = createControls()
    const entries: JournalEntry[] = []
    const see = (instant: Instant) => {
      if (instant.kind === 'append' && instant.when === 'after') entries.push(instant.entry)
    }
    const outcome = await runProcess(machine, {
      approvals: scriptedApprovals(YES),
      controls,
      at(instant) {
        see(instant)
        if (isSend(instant)) {
          // AWS takes its time: the first look does not find the share yet.
          machine.seeded.simulator.faults.add({
            match: { operation: 'DescribeDBSnapshotAttributes' },
            fault: { kind: 'change', change: () => shareWith(machine, []) },
            times: 1,
          })
        }
        const looked = instant.kind === 'request' && instant.when === 'after'
        if (looked && entries.at(-1)?.step_id === SHARE && entries.at(-1)?.event === 'executed')
          controls.stop()
        return 'go-on'
      },
    })
    expect(outcome).toMatchObject({ kind: 'ended', result: { verdict: 'halted', haltCause: 'interrupted' } })
    shareWith(machine, ['222222222222'])
    const approvals = scriptedApprovals({ kinds: { ...YES.kinds, step: { decision: 'abort' } } })
    const resumed = await runProcess(machine, {
      approvals,
      resume: true,
      at(instant) {
        see(instant)
        return 'go-on'
      },
    })
    const events = entries.filter((entry) => entry.step_id === SHARE).map((entry) => entry.event)
    expect(events).not.toContain('verify-failed')
    expect(events.filter((event) => event === 'executing')).toHaveLength(1)
    expect(resumed).toMatchObject({ kind: 'ended', result: { summary: { steps: { succeeded: 3 } } } })
  })
})

function shareWith(machine: Machine, accounts: string[]): void {
  const rds = machine.seeded.simulator.world.accounts['111111111111']?.rds as {
    snapshots: Record<string, { sharedWith: string[] }>
  }
  for (const snapshot of Object.values(rds.snapshots)) snapshot.sharedWith = [...accounts]
}
