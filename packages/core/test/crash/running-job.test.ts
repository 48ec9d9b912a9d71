import { foldJournal, type JournalEntry } from '@cutover/journal'
import type { ApprovalProvider } from '../../src/model/approvals.js'
import { createControls } from '../../src/run/controls.js'
import { verifyRun } from '../../src/run/verify-run.js'
import { scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { YES } from '../run/rehearsal.js'
import { type Machine, machineOf } from './machine.js'
import { steadyOperator } from './operator.js'
import { type AtInstant, type Outcome, runProcess } from './process.js'
import { type Recording, recordUndisturbed } from './record.js'

let machine: Machine
let recording: Recording
beforeAll(async () => {
  machine = await machineOf('orders-platform')
  recording = await recordUndisturbed(machine)
})
afterAll(() => machine.dispose())

type Presses = (controls: ReturnType<typeof createControls>) => void
interface Process {
  readonly outcome: Outcome
  readonly entries: readonly JournalEntry[]
}

/** The copy of a snapshot whose polling has begun, once of an instance and once of a cluster. */
function copyOf(kind: 'db-instance' | 'db-cluster'): string {
  const step = machine.steps.find(
    ({ action, params }) => action === 'snapshot-copy' && params.snapshot_kind === kind,
  )
  if (step === undefined) throw new Error(`the example copies no ${kind} snapshot`)
  return step.step_id
}

/** Crashes right after the first look at the step's job, and resumes; a key is pressed at the next look. */
async function resumeAndPress(stepId: string, approvals: ApprovalProvider, press: Presses): Promise<Process> {
  const at = recording.entries.findIndex((one) => one.event === 'poll-tick' && one.step_id === stepId)
  const crash = recording.states.find((state) => state.entries === at + 1)
  if (at < 0 || crash === undefined) throw new Error(`${stepId} is not polled`)
  machine.restore(crash.saved, recording.journal)
  const controls = createControls()
  let pressed = false
  return await walk(approvals, controls, (instant) => {
    const looked =
      instant.kind === 'append' && instant.when === 'after' && instant.entry.event === 'poll-tick'
    if (looked && !pressed) {
      pressed = true
      press(controls)
    }
    return 'go-on'
  })
}

async function walk(
  approvals: ApprovalProvider,
  controls = createControls(),
  at: AtInstant = () => 'go-on',
): Promise<Process> {
  const outcome = await runProcess(machine, { approvals, controls, resume: true, at })
  const entries: JournalEntry[] = []
  await foldJournal(machine.disk.journalPath, null, (_, one) => {
    entries.push(one)
    return null
  })
  expect(await verifyRun(machine.directory)).toMatchObject({
    ok: true,
    problems: [],
    replay: { kind: 'replayed' },
  })
  return { outcome, entries }
}

const untilStepEnds =
  (stepId: string): AtInstant =>
  (instant) =>
    instant.kind === 'append' &&
    instant.when === 'after' &&
    instant.entry.step_id === stepId &&
    instant.entry.event === 'step-succeeded'
      ? 'kill'
      : 'go-on'

const eventsOf = (entries: readonly JournalEntry[], stepId: string) =>
  entries.filter((one) => one.step_id === stepId).map((one) => one.event)

function targetSnapshots(kind: 'snapshots' | 'clusterSnapshots'): readonly string[] {
  const rds = machine.seeded.simulator.world.accounts['222222222222']?.rds as
    | Record<string, object>
    | undefined
  return Object.keys(rds?.[kind] ?? {})
}

describe('a job that runs in AWS', () => {
  test('goes on when the operator detaches, and a resumed run waits for it instead of starting it again', async () => {
    const stepId = copyOf('db-instance')
    const left = await resumeAndPress(stepId, scriptedApprovals(YES), (controls) => controls.detach())
    expect(left.outcome).toMatchObject({
      kind: 'ended',
      result: { verdict: 'halted', haltCause: 'detached', haltStepId: stepId },
    })
    expect(targetSnapshots('snapshots')).toHaveLength(1)
    const steady = steadyOperator(machine.secretFile)
    const { entries } = await walk(steady, createControls(), untilStepEnds(stepId))
    const events = eventsOf(entries, stepId)
    expect(events.filter((event) => event === 'executing')).toHaveLength(1)
    expect(events.at(-1)).toBe('step-succeeded')
    expect(targetSnapshots('snapshots')).toHaveLength(1)
  })

  test('is stopped by a yes that names what was shown and who said it; nothing of it is left', async () => {
    const stepId = copyOf('db-cluster')
    const approvals = scriptedApprovals({
      kinds: {
        ...YES.kinds,
        'poll-unknown': { decision: 'cancel-job' },
        failure: { decision: 'stop' },
      },
    })
    const { outcome, entries } = await resumeAndPress(stepId, approvals, (controls) => controls.askAboutJob())
    const own = entries.filter((one) => one.step_id === stepId)
    const from = own.findLastIndex((one) => one.event === 'approval-requested')
    expect(own.slice(from, from + 4)).toMatchObject([
      { event: 'approval-requested' },
      {
        event: 'approved',
        operator: 'ada',
        data: { decision: 'cancel-job', shown_hash: approvals.of('poll-unknown')[0]?.shownHash },
      },
      { event: 'executing', data: { kind: 'cancel' } },
      { event: 'executed', data: { kind: 'cancel', ok: true } },
    ])
    expect(outcome).toMatchObject({ kind: 'ended', result: { verdict: 'halted', haltStepId: stepId } })
    expect(eventsOf(entries, stepId)).toEqual(expect.arrayContaining(['poll-terminal', 'step-failed']))
    expect(targetSnapshots('clusterSnapshots')).toEqual([])
  })

  test('is waited for when AWS refuses to stop it, and ends as if nobody had asked', async () => {
    const stepId = copyOf('db-instance')
    const approvals = scriptedApprovals({
      kinds: { ...YES.kinds, 'poll-unknown': { decision: 'cancel-job' } },
    })
    const { entries } = await resumeAndPress(stepId, approvals, (controls) => controls.askAboutJob())
    const own = entries.filter((one) => one.step_id === stepId)
    expect(own.find((one) => one.event === 'executed' && one.data.kind === 'cancel')).toMatchObject({
      data: { ok: false, error: { name: expect.stringContaining('InvalidDBSnapshotState') } },
    })
    expect(own.at(-1)?.event).toBe('step-succeeded')
    expect(targetSnapshots('snapshots')).toHaveLength(1)
  })

  test('is not stopped when the process dies between the yes and the call; the yes is not used later', async () => {
    const stepId = copyOf('db-cluster')
    const approvals = scriptedApprovals({
      kinds: { ...YES.kinds, 'poll-unknown': { decision: 'cancel-job' } },
    })
    const at = recording.entries.findIndex((one) => one.event === 'poll-tick' && one.step_id === stepId)
    const crash = recording.states.find((state) => state.entries === at + 1)
    if (crash === undefined) throw new Error(`${stepId} is not polled`)
    machine.restore(crash.saved, recording.journal)
    const controls = createControls()
    const died = await walk(approvals, controls, (instant) => {
      if (instant.kind !== 'append' || instant.when !== 'after') return 'go-on'
      if (instant.entry.event === 'poll-tick') controls.askAboutJob()
      return instant.entry.event === 'approved' ? 'kill' : 'go-on'
    })
    expect(died.outcome.kind).toBe('died')
    const steady = steadyOperator(machine.secretFile)
    const { entries } = await walk(steady, createControls(), untilStepEnds(stepId))
    const kinds = entries.flatMap((one) =>
      one.event === 'executing' && one.step_id === stepId ? [one.data.kind] : [],
    )
    expect(kinds).toEqual(['execute'])
    expect(eventsOf(entries, stepId).at(-1)).toBe('step-succeeded')
  })
})
