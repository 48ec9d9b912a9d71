import { readdir } from 'node:fs/promises'
import type { ApprovalKind, ApprovalProvider, DecisionByKind } from '../../src/model/approvals.js'
import { createControls, type RunControls } from '../../src/run/controls.js'
import type { RunOptions, RunResult } from '../../src/run/options.js'
import { type ScriptedAnswers, scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { type Rehearsal, rehearsalOf, YES } from '../run/rehearsal.js'
import { secretFile } from '../support/secret-file.js'

/** Far more than it takes, far less than for ever. */
const SOON_MS = 5_000

/** The yes that must not count any more. */
const YESES: DecisionByKind = {
  plan: { decision: 'go' },
  step: { decision: 'approve' },
  irreversible: { decision: 'confirm', typed: 'anything' },
  handoff: { decision: 'confirm', confirmed: [], policyAttached: true },
  failure: { decision: 'retry' },
  'after-rollback': { decision: 'retry-rollback' },
  resume: { decision: 'retry' },
  'poll-unknown': { decision: 'cancel-job' },
  'secret-file': { decision: 'file', path: '/etc/hostname' },
}

interface Deaf extends ApprovalProvider {
  /** What it says at last, when nobody listens any more. */
  sayLate(): void
  asked: boolean
}

/** Answers as the script says, but never answers `kind`, and stops the run when it is asked that. */
function deafTo(
  kind: ApprovalKind,
  script: ScriptedAnswers,
  controls: RunControls,
  onStop: () => void,
): Deaf {
  const inner = scriptedApprovals(script)
  const late: (() => void)[] = []
  const provider = {
    asked: false,
    sayLate() {
      for (const say of late) say()
    },
    async decide(request: { kind: ApprovalKind }, signal: AbortSignal) {
      if (request.kind !== kind) return await inner.decide(request as never, signal)
      provider.asked = true
      // The signal is not looked at.
      return await new Promise((resolve, reject) => {
        late.push(() => (late.length % 2 === 0 ? reject(new Error('late')) : resolve(YESES[kind])))
        onStop()
        controls.stop()
      })
    },
  }
  return provider as Deaf
}

describe('a provider that ignores its signal', () => {
  let rehearsal: Rehearsal
  let secret: Awaited<ReturnType<typeof secretFile>>
  beforeAll(async () => {
    rehearsal = await rehearsalOf('orders-platform')
    secret = await secretFile()
  })
  afterAll(async () => {
    await secret.remove()
    await rehearsal.dispose()
  })

  const mutations = () => rehearsal.seeded.simulator.log.mutations().length
  const journalOrNone = async () => {
    const there = (await readdir(rehearsal.directory)).includes('execution-log.jsonl')
    return there ? await rehearsal.journal() : []
  }

  /** Walks on until `kind` is asked, stops there, answers late, and looks at what is left. */
  async function stopAt(kind: ApprovalKind, more: ScriptedAnswers['kinds'] = {}, poke = false) {
    const controls = createControls()
    let stoppedAtMs = Number.NaN
    const script: ScriptedAnswers = {
      kinds: {
        ...YES.kinds,
        'secret-file': { decision: 'file', path: secret.path },
        'poll-unknown': { decision: 'keep-waiting' },
        resume: { decision: 'retry' },
        ...more,
      },
    }
    const deaf = deafTo(kind, script, controls, () => {
      stoppedAtMs = performance.now()
    })
    const options: Partial<RunOptions> = {
      controls,
      resume: (await journalOrNone()).length > 0,
      observer: { onEvent: (event) => (poke && event.kind === 'waiting' ? controls.askAboutJob() : null) },
    }
    const result: RunResult = await rehearsal.run(deaf, options)
    expect({ kind, asked: deaf.asked, why: result.haltReason, at: result.haltStepId }).toEqual({
      kind,
      asked: true,
      why: 'interrupted while a question was open',
      at: kind === 'plan' ? null : expect.any(String),
    })
    expect(performance.now() - stoppedAtMs).toBeLessThan(SOON_MS)
    expect({ kind, ...result }).toMatchObject({ kind, verdict: 'halted', haltCause: 'interrupted' })
    expect(await readdir(rehearsal.directory)).not.toContain('RUNNING.lock')
    const left = { journal: await journalOrNone(), mutations: mutations() }
    if (kind === 'plan') expect(left.journal).toEqual([])
    else
      expect(left.journal.slice(-2)).toMatchObject([
        { event: 'run-ended', data: { verdict: 'halted' } },
        { event: 'lock-released' },
      ])
    deaf.sayLate()
    await new Promise((done) => setImmediate(done))
    expect({ journal: await journalOrNone(), mutations: mutations() }).toEqual(left)
  }

  test('holds up none of the nine questions: each stop halts, gives the lock back, and is resumed', async () => {
    const { faults } = rehearsal.seeded.simulator
    await stopAt('plan')
    await stopAt('step')
    await stopAt('handoff')
    await stopAt('secret-file')
    faults.add({ match: { service: 's3', operation: 'PutBucketPolicy' }, fault: { kind: 'deny' } })
    await stopAt('failure')
    await stopAt('resume')
    faults.add({ match: { service: 's3', operation: 'GetBucketPolicy' }, fault: { kind: 'deny' } })
    await stopAt('after-rollback', { resume: { decision: 'rollback' } })
    faults.clear()
    await stopAt('irreversible')
    await stopAt('poll-unknown', {}, true)
    const kinds = { ...YES.kinds, 'secret-file': { decision: 'file', path: secret.path } as const }
    const result = await rehearsal.run(scriptedApprovals({ kinds }), { resume: true })
    expect({ verdict: result.verdict, why: result.haltReason }).toEqual({ verdict: 'completed', why: null })
  }, 180_000)
})

describe('a stop', () => {
  let rehearsal: Rehearsal
  beforeEach(async () => {
    rehearsal = await rehearsalOf('minimal')
  })
  afterEach(() => rehearsal.dispose())

  test.each<[string, (controls: RunControls) => Partial<RunOptions>]>([
    [
      'before the run',
      (controls) => {
        controls.stop()
        return {}
      },
    ],
    ['in the middle of pre-flight', (controls) => ({ onPreflightRow: () => controls.stop() })],
    [
      'with the last check of pre-flight',
      (controls) => ({ onPreflightRow: ({ name }) => (name === 'clock' ? controls.stop() : undefined) }),
    ],
  ])('%s is a result, and nothing is there afterwards', async (_, when) => {
    const controls = createControls()
    const result = await rehearsal.run(scriptedApprovals(YES), { ...when(controls), controls })
    expect(result).toMatchObject({ verdict: 'halted', haltCause: 'interrupted', summary: null })
    const left = await readdir(rehearsal.directory)
    for (const file of ['RUNNING.lock', 'execution-log.jsonl', 'execution-steps.json'])
      expect(left).not.toContain(file)
    expect((await rehearsal.run(scriptedApprovals(YES))).verdict).toBe('completed')
  })

  test.each<[string, unknown]>([
    ['nothing of them', null],
    ['signals alone', { stopping: new AbortController().signal, killed: new AbortController().signal }],
    [
      'everything but what createControls() keeps to itself',
      { ...createControls(), jobRequests: { take: () => null, reset: () => undefined } },
    ],
  ])('by controls that a host made by hand (%s) is refused at the door', async (_, controls) => {
    const run = rehearsal.run(scriptedApprovals(YES), { controls: controls as RunControls })
    await expect(run).rejects.toMatchObject({ code: 'usage/invalid' })
    expect(await readdir(rehearsal.directory)).not.toContain('execution-log.jsonl')
  })
})
