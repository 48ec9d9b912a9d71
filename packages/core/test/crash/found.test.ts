import type { JournalEntry } from '@cutover/journal'
import { foldJournal } from '@cutover/journal'
import type { Fault } from '@cutover/simulator'
import { scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { YES } from '../run/rehearsal.js'
import { type Machine, machineOf } from './machine.js'
import { steadyOperator } from './operator.js'
import { type Instant, runProcess } from './process.js'
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

  /** From the start of the run on; pre-flight has asked the profiles before. */
  const whenStarted = (fault: Fault) => (instant: Instant) => {
    if (instant.kind === 'append' && instant.when === 'after' && instant.entry.event === 'run-started')
      machine.seeded.simulator.faults.add({ match: { operation: 'GetCallerIdentity' }, fault, times: 1 })
    return 'go-on' as const
  }

  test('halts the run with an end in its journal and no lock, and does not ask for a new login', async () => {
    const outcome = await runProcess(machine, {
      approvals: steadyOperator(machine.secretFile),
      at: whenStarted({ kind: 'throttle' }),
    })
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
    const outcome = await runProcess(machine, {
      approvals: steadyOperator(machine.secretFile),
      at: whenStarted({ kind: 'expire-credentials' }),
    })
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

  test('whose credentials end while a resumed run asks for it halts for a login, and asks nothing', async () => {
    const polled = recording.entries.findIndex((entry) => entry.event === 'poll-tick')
    const crash = recording.states.find((state) => state.entries === polled + 1)
    if (crash === undefined) throw new Error('nothing is polled')
    machine.restore(crash.saved, recording.journal)
    const approvals = scriptedApprovals(YES)
    let probes = 0
    const outcome = await runProcess(machine, {
      approvals,
      resume: true,
      pastPreflight: true,
      at(instant) {
        if (instant.kind !== 'append' || instant.when !== 'after') return 'go-on'
        if (instant.entry.event === 'sso-probe-passed') probes += 1
        if (probes === 2) {
          probes += 1
          machine.seeded.simulator.faults.add({
            match: { readOnly: true },
            fault: { kind: 'expire-credentials' },
          })
        }
        return 'go-on'
      },
    })
    machine.seeded.simulator.faults.clear()
    expect(outcome).toMatchObject({
      kind: 'ended',
      result: { verdict: 'halted', haltCause: 'credentials', summary: { still_running: [{}] } },
    })
    expect(approvals.shown).toEqual([])
    const events = (await entriesOf(machine)).slice(polled).map((entry) => entry.event)
    expect(events).not.toContain('resume-reprompted')
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
