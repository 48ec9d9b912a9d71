import type { JournalEntry } from '@cutover/journal'
import { foldJournal } from '@cutover/journal'
import { scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { YES } from '../run/rehearsal.js'
import { type Machine, machineOf } from './machine.js'
import { steadyOperator } from './operator.js'
import { runProcess } from './process.js'
import { type Recording, recordUndisturbed } from './record.js'

async function entriesOf(machine: Machine): Promise<readonly JournalEntry[]> {
  const entries: JournalEntry[] = []
  await foldJournal(machine.disk.journalPath, null, (_, entry) => {
    entries.push(entry)
    return null
  })
  return entries
}

describe('a first probe that AWS does not answer', () => {
  let machine: Machine
  beforeEach(async () => {
    machine = await machineOf('minimal')
  })
  afterEach(() => machine.dispose())

  // Pre-flight has asked each profile once before.
  const throttleProbe = () =>
    machine.seeded.simulator.faults.add({
      match: { operation: 'GetCallerIdentity', nth: 3 },
      fault: { kind: 'throttle' },
    })

  test('halts the run with an end in its journal and no lock, and does not ask for a new login', async () => {
    throttleProbe()
    const outcome = await runProcess(machine, { approvals: steadyOperator(machine.secretFile) })
    expect(outcome).toMatchObject({
      kind: 'ended',
      result: {
        verdict: 'halted',
        haltCause: 'unreachable',
        haltReason: expect.not.stringContaining('sso login'),
      },
    })
    const events = (await entriesOf(machine)).map((entry) => entry.event)
    expect(events).toEqual(['lock-acquired', 'run-started', 'sso-probe-failed', 'run-ended', 'lock-released'])
    const resumed = await runProcess(machine, { approvals: steadyOperator(machine.secretFile), resume: true })
    expect(resumed).toMatchObject({ kind: 'ended', result: { verdict: 'completed' } })
  })

  test('halts with the login command and keeps the lock when it is the credentials', async () => {
    machine.seeded.simulator.faults.add({
      match: { operation: 'GetCallerIdentity', nth: 3 },
      fault: { kind: 'expire-credentials' },
    })
    const outcome = await runProcess(machine, { approvals: steadyOperator(machine.secretFile) })
    expect(outcome).toMatchObject({
      kind: 'ended',
      result: {
        verdict: 'halted',
        haltCause: 'credentials',
        haltReason: expect.stringContaining('sso login'),
      },
    })
    expect(machine.disk.text('RUNNING.lock')).not.toBeNull()
  })
})

describe('a job of the full example', () => {
  let machine: Machine
  let recording: Recording
  beforeAll(async () => {
    machine = await machineOf('orders-platform')
    recording = await recordUndisturbed(machine)
  })
  afterAll(() => machine.dispose())

  test('that still runs when its run is resumed is polled on, without a second execution', async () => {
    const polled = recording.entries.findIndex((entry) => entry.event === 'poll-tick')
    const crash = recording.states.find((state) => state.entries === polled + 1)
    const stepId = recording.entries[polled]?.step_id
    if (crash === undefined) throw new Error('nothing is polled')
    machine.restore(crash.saved, recording.journal)
    await runProcess(machine, {
      approvals: steadyOperator(machine.secretFile),
      resume: true,
      at: (instant) =>
        instant.kind === 'append' && instant.when === 'after' && instant.entry.event === 'step-succeeded'
          ? 'kill'
          : 'go-on',
    })
    const events = (await entriesOf(machine))
      .filter((entry) => entry.step_id === stepId)
      .map((entry) => entry.event)
    expect(events.filter((event) => event === 'executed')).toHaveLength(1)
    expect(events.slice(events.indexOf('resume-reverified'))).toEqual(
      expect.arrayContaining(['resume-reverified', 'poll-tick', 'verify-passed', 'resume-marked-done']),
    )
  })

  test('that undoes a step and never ends is asked about after three unknown polls, and can be left', async () => {
    const restore = machine.steps.find((step) => step.step_id.endsWith('orders-db-snapshot-restore'))?.step_id
    const crash = recording.states.find((state) => state.stepId === restore)
    if (crash === undefined) throw new Error('nothing is restored')
    machine.restore(crash.saved, recording.journal)
    for (const operation of ['RestoreDBInstanceFromDBSnapshot', 'DeleteDBInstance'])
      machine.seeded.simulator.faults.add({
        match: { operation },
        fault: { kind: 'job', fault: { kind: 'fail' } },
      })
    const approvals = scriptedApprovals({
      kinds: {
        ...YES.kinds,
        failure: { decision: 'rollback-and-stop' },
        'poll-unknown': [{ decision: 'keep-waiting' }, { decision: 'stop' }],
      },
    })
    const outcome = await runProcess(machine, { approvals, resume: true })
    machine.seeded.simulator.faults.clear()
    expect(outcome).toMatchObject({
      kind: 'ended',
      result: { verdict: 'halted', haltCause: 'operator', haltStepId: restore },
    })
    expect(approvals.of('poll-unknown').map(({ reason, cancellable }) => [reason, cancellable])).toEqual([
      ['unknown-status', false],
      ['unknown-status', false],
    ])
  })
})
