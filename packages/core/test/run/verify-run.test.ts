import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyJournal } from '@cutover/journal'
import { RULES } from '../../src/engine/rules.js'
import { type StepsFile, stepsFileOf, verifyRun, verifyRunJournal } from '../../src/run/verify-run.js'
import { OUTPUT_FILES } from '../../src/rundir/files.js'
import { type ScriptedAnswers, scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { CUTOVER_VERSION } from '../../src/version.js'
import { type Machine, machineOf, type SavedMachine } from '../crash/machine.js'
import { steadyOperator } from '../crash/operator.js'
import { type Instant, runProcess } from '../crash/process.js'
import { entriesOf, type Forged, rechained, withMetadata } from '../support/forge.js'
import { FORGERIES, FREEZE, type Original, SHARE } from './forgeries/index.js'
import { YES } from './rehearsal.js'

type Answers = ScriptedAnswers['kinds']

const journals = new Map<string, Buffer>()
let stepsText = ''
let steps: StepsFile

beforeAll(async () => {
  const machine = await machineOf('minimal')
  const fresh = machine.save()
  for (const [name, make] of Object.entries(ORIGINALS)) {
    machine.restore(fresh, Buffer.alloc(0))
    machine.seeded.simulator.faults.clear()
    await make(machine, fresh)
    journals.set(name, await machine.journal())
    stepsText = machine.disk.text(OUTPUT_FILES.steps) || stepsText
  }
  steps = stepsFileOf(Buffer.from(stepsText))
  await machine.dispose()
}, 240_000)

const run = (machine: Machine, more: Answers = {}) =>
  runProcess(machine, { approvals: scriptedApprovals({ kinds: { ...YES.kinds, ...more } }) })

const resume = (machine: Machine) =>
  runProcess(machine, { approvals: steadyOperator(machine.secretFile), resume: true })

const denied = (machine: Machine, times: number) =>
  machine.seeded.simulator.faults.add({
    match: { operation: 'ModifyDBSnapshotAttribute' },
    fault: { kind: 'deny' },
    times,
  })

const killedAfter = (machine: Machine, where: (entry: { event: string; step_id: string }) => boolean) =>
  runProcess(machine, {
    approvals: scriptedApprovals(YES),
    at: (instant: Instant) =>
      instant.kind === 'append' && instant.when === 'after' && where(instant.entry) ? 'kill' : 'go-on',
  })

/** Runs of every kind, each as it left its journal. */
const ORIGINALS: Readonly<Record<string, (machine: Machine, fresh: SavedMachine) => Promise<unknown>>> = {
  completed: (machine) => run(machine),
  retried(machine) {
    denied(machine, 1)
    return run(machine, { failure: { decision: 'retry' } })
  },
  'rolled-back'(machine) {
    machine.seeded.simulator.faults.add({
      match: { operation: 'DescribeDBSnapshotAttributes', nth: 3 },
      fault: { kind: 'deny' },
    })
    return run(machine, { failure: { decision: 'rollback-and-stop' } })
  },
  async resumed(machine) {
    let sent = false
    await runProcess(machine, {
      approvals: scriptedApprovals(YES),
      at(instant) {
        sent ||=
          instant.kind === 'append' && instant.entry.event === 'executing' && instant.entry.step_id === SHARE
        return sent && instant.kind === 'request' && instant.when === 'after' && !instant.record.readOnly
          ? 'kill'
          : 'go-on'
      },
    })
    await resume(machine)
  },
  declined: (machine) => run(machine, { plan: { decision: 'no-go' } }),
  'declined, then run': async (machine) => {
    await run(machine, { plan: { decision: 'no-go' } })
    await run(machine)
  },
  'with the release skipped': (machine) =>
    run(machine, {
      step: ({ step }) => ({ decision: step.action === 'release-freeze' ? 'skip' : 'approve' }),
    }),
  'with the share skipped': (machine) =>
    run(machine, { step: ({ step }) => ({ decision: step.step_id === SHARE ? 'skip' : 'approve' }) }),
  aborted(machine) {
    denied(machine, 1)
    return run(machine, { failure: { decision: 'abort' } })
  },
  'aborted, then gone on with': async (machine) => {
    denied(machine, 1)
    await run(machine, { failure: { decision: 'abort' } })
    await resume(machine)
  },
  'halted at its failure, then gone on with': async (machine) => {
    denied(machine, 1)
    await run(machine, { failure: { decision: 'stop' } })
    await resume(machine)
  },
  crashed: (machine) => killedAfter(machine, ({ event }) => event === 'freeze-began'),
  'crashed twice, then gone on with': async (machine) => {
    await killedAfter(machine, ({ event, step_id }) => event === 'approved' && step_id === SHARE)
    await runProcess(machine, {
      approvals: steadyOperator(machine.secretFile),
      resume: true,
      at: (instant) =>
        instant.kind === 'append' && instant.when === 'after' && instant.entry.event === 'run-resumed'
          ? 'kill'
          : 'go-on',
    })
    await resume(machine)
  },
}

const original = (name: string): Buffer => journals.get(name) as Buffer

describe('a journal that nobody touched', () => {
  test.each(Object.keys(ORIGINALS))('of a run %s is replayed without a word', async (name) => {
    const { ok, problems, replay } = await verifyRunJournal(original(name), steps)
    expect({ ok, problems }).toEqual({ ok: true, problems: [] })
    expect(replay).toEqual({ kind: 'replayed', versions: name === 'declined' ? [] : [CUTOVER_VERSION] })
  })

  test('is the same after the forger’s tool went over it', () => {
    for (const journal of journals.values())
      expect(rechained(journal, entriesOf(journal)).equals(journal)).toBe(true)
  })

  test('names how it ends', async () => {
    const endings = await Promise.all(
      ['completed', 'rolled-back', 'aborted', 'declined', 'crashed'].map(async (name) => {
        const { ending } = await verifyRunJournal(original(name), steps)
        return ending?.kind === 'ended' ? ending.verdict : ending?.kind
      }),
    )
    expect(endings).toEqual(['completed', 'halted', 'aborted', 'no-run', 'interrupted-or-cut'])
  })
})

describe('a forged journal whose bytes all hold', () => {
  const byName = FORGERIES.map((forgery) => [forgery.what, forgery] as const)

  test.each(byName)('with %s is refused, with line and reason', async (_, { of, forge, reason }) => {
    const from = original(of satisfies Original)
    const forged = rechained(from, forge(entriesOf(from)))
    expect(forged.equals(from)).toBe(false)
    expect(await verifyJournal(forged)).toMatchObject({ ok: true })
    const { ok, problems } = await verifyRunJournal(forged, steps)
    expect(ok).toBe(false)
    expect(problems).toEqual([
      {
        kind: 'illegal',
        line: expect.any(Number),
        entryId: expect.any(String),
        message: expect.stringMatching(reason),
      },
    ])
    expect(problems[0]?.line).toBeGreaterThan(1)
  })

  test('with its end cut off is named interrupted or cut, with the last thing that it knows', async () => {
    const from = original('completed')
    expect((await verifyRunJournal(rechained(from, []), steps)).ending).toEqual({
      kind: 'interrupted-or-cut',
      last: null,
    })
    for (let cut = 2; cut < entriesOf(from).length; cut += 1) {
      const kept = entriesOf(from).slice(0, -cut)
      const last = kept.at(-1) as Forged
      const { ok, ending } = await verifyRunJournal(rechained(from, kept), steps)
      const { entry_id, event, step_id, at } = last
      expect({ ok, ending }).toEqual({
        ok: true,
        ending: { kind: 'interrupted-or-cut', last: { entry_id, event, step_id, at } },
      })
    }
  })

  test('is told from the true one by its head alone where only what AWS said was changed', async () => {
    const from = original('completed')
    const entries = entriesOf(from)
    const at = entries.findIndex(({ event, step_id }) => event === 'verify-passed' && step_id === FREEZE)
    const check = {
      name: 'writes are denied',
      ok: true,
      expected: 'denied',
      found: 'denied, says the forger',
    }
    const passed = { ...(entries[at] as Forged), data: { of: 'step', checks: [check] } }
    const forged = await verifyRunJournal(rechained(from, entries.toSpliced(at, 1, passed)), steps)
    const real = await verifyRunJournal(from, steps)
    expect(forged.ok).toBe(true)
    expect(forged.head?.sha256).not.toBe(real.head?.sha256)
  })
})

describe('a replay', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cutover-verify-'))
    await writeFile(join(folder, OUTPUT_FILES.journal), original('completed'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  test('takes the steps file beside the journal', async () => {
    await writeFile(join(folder, OUTPUT_FILES.steps), stepsText)
    expect(await verifyRun(folder)).toMatchObject({ ok: true, replay: { kind: 'replayed' } })
  })

  test.each([
    ['missing', null, /steps file is missing/],
    [
      'another',
      (text: string) => text.replace('"risk": "low"', '"risk": "high"'),
      /not the one that the run started with/,
    ],
    ['no JSON', () => '{', /does not hold steps/],
    ['no steps', () => '[{"step_id":"run"}]', /does not hold steps/],
  ])('with a steps file that is %s does not pass for one', async (_, change, reason) => {
    if (change !== null) await writeFile(join(folder, OUTPUT_FILES.steps), change(stepsText))
    const { ok, problems, replay, ending } = await verifyRun(folder)
    expect({ ok, problems }).toEqual({ ok: true, problems: [] })
    expect(replay).toEqual({ kind: 'not-replayed', reason: expect.stringMatching(reason), versions: [] })
    expect(ending).toEqual({ kind: 'ended', verdict: 'completed' })
  })

  test('of a journal that names another steps file than the one beside it is none', async () => {
    const from = original('completed')
    const forged = withMetadata(from, { execution_steps_ref: 'other-steps.json' })
    const { replay } = await verifyRunJournal(forged, steps)
    expect(replay).toMatchObject({ kind: 'not-replayed', reason: expect.stringMatching(/other-steps/) })
  })

  test('of a version that is not known is none, and says so', async () => {
    const from = original('completed')
    const later = entriesOf(from).map((entry) =>
      entry.event === 'run-started' ? { ...entry, data: { ...entry.data, cutover_version: '9.0.0' } } : entry,
    )
    const { replay } = await verifyRunJournal(rechained(from, later), steps)
    expect(replay).toMatchObject({ kind: 'not-replayed', reason: expect.stringMatching(/version 9\.0\.0/) })
  })

  test('knows the rules of this version', () => {
    expect(Object.keys(RULES)).toContain(CUTOVER_VERSION)
  })
})
