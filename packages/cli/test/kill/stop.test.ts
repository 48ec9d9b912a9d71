import type { FaultRule } from '@cutover/simulator'
import { requireTools } from '../../../core/test/support/tools.js'
import { choose, type OpenQuestion, operate } from './operator.js'
import { type RunDirectory, Stage } from './stage.js'
import { type Pane, soon } from './tmux.js'

const STEP_3 = /^.*dp-phase1-001-archive-db-final-snapshot-share/m
/** Sharing the snapshot takes a while, so that it can be interrupted. */
const SLOW_SHARE: FaultRule = {
  match: { service: 'rds', operation: 'ModifyDBSnapshotAttribute', nth: 1 },
  fault: { kind: 'slow', ms: 1_500 },
}

/** As any program ends whose terminal went away. */
const HUNG_UP = { code: 129 }

requireTools('tmux')('cutover run, stopped from outside', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await Stage.set()
  }, 60_000)
  afterAll(() => stage.strike())

  /** A run at the question about step 3, where everything before it is approved. */
  async function atStep3(): Promise<{ run: RunDirectory; pane: Pane; question: OpenQuestion }> {
    const run = await stage.fresh()
    await stage.simulator.addFault(SLOW_SHARE)
    const pane = await stage.run(run.path)
    const question = (await operate(
      pane,
      ({ message }, screen) => message.startsWith('What do you decide?') && STEP_3.test(screen),
    )) as OpenQuestion
    return { run, pane, question }
  }

  /** The same, approved, and with the call on its way. */
  async function inTheCall(): Promise<{ run: RunDirectory; pane: Pane }> {
    const { run, pane, question } = await atStep3()
    await choose(pane, question, /^Approve/)
    await soon(
      'the call is under way',
      async () =>
        (await stage.simulator.log()).some((one) => one.operation === 'ModifyDBSnapshotAttribute') || null,
    )
    return { run, pane }
  }

  async function resumes(run: RunDirectory): Promise<void> {
    expect((await run.verified()).problems).toEqual([])
    expect(await operate(await stage.run(run.path, '--resume'))).toEqual({ code: 0 })
    expect(run.verdict()).toBe('completed')
    expect((await run.verified()).problems).toEqual([])
    expect(run.isLocked).toBe(false)
    const changed = (await stage.simulator.log()).filter((one) => !one.readOnly && one.effect !== 'none')
    expect(changed.map((one) => one.operation)).toEqual([
      'ModifyDBSnapshotAttribute',
      'PutBucketPolicy',
      'DeleteBucketPolicy',
    ])
    expect(run.applies()).toHaveLength(1)
  }

  function expectCleanHalt(run: RunDirectory): void {
    expect(run.isLocked).toBe(false)
    expect(run.verdict()).toBe('halted')
    expect(run.events().slice(-2)).toEqual(['run-ended', 'lock-released'])
  }

  test('Ctrl-C at a question approves nothing and halts', async () => {
    const { run, pane } = await atStep3()
    await pane.press('C-c')
    expect(await pane.ended()).toEqual({ code: 130 })
    expectCleanHalt(run)
    expect(run.events().at(-3)).toBe('approval-requested')
    expect(await pane.text()).toContain(`cutover run ${run.path} --resume`)
    await resumes(run)
  })

  test('Ctrl-C during a call finishes the call, journals it, and halts', async () => {
    const { run, pane } = await inTheCall()
    await pane.press('C-c')
    await pane.shows('Stopping: the current call is finished first.')
    expect(await pane.ended()).toEqual({ code: 130 })
    expectCleanHalt(run)
    expect(run.events()).toContain('executed')
    await resumes(run)
  })

  test('Ctrl-C twice leaves at once; resume finds out what happened', async () => {
    const { run, pane } = await inTheCall()
    await pane.press('C-c')
    await pane.shows('Stopping: the current call is finished first.')
    await pane.press('C-c')
    expect(await pane.ended()).toEqual({ code: 130 })
    expect(await pane.text()).toContain('Leaving at once.')
    expect(run.events().at(-1)).toBe('executing')
    expect(run.isLocked).toBe(true)
    await resumes(run)
  })

  test('SIGTERM during a call is a Ctrl-C', async () => {
    const { run, pane } = await inTheCall()
    process.kill(pane.pid, 'SIGTERM')
    expect(await pane.ended()).toEqual({ code: 130 })
    expectCleanHalt(run)
    expect(run.events()).toContain('executed')
    await resumes(run)
  })

  test('a hang-up that is told twice during a call is still one: the call is finished', async () => {
    const { run, pane } = await inTheCall()
    process.kill(pane.pid, 'SIGHUP')
    await pane.shows('Stopping: the current call is finished first.')
    process.kill(pane.pid, 'SIGHUP')
    expect(await pane.ended()).toEqual({ code: 130 })
    expectCleanHalt(run)
    expect(run.events()).toContain('executed')
  })

  test('a terminal that is closed at a question approves nothing and halts', async () => {
    const { run, pane } = await atStep3()
    await pane.close()
    expect(await pane.ended()).toEqual(HUNG_UP)
    expectCleanHalt(run)
    expect(run.events().at(-3)).toBe('approval-requested')
    await resumes(run)
  })

  test('a terminal that is closed during a call: the call is finished, and the run halts', async () => {
    const { run, pane } = await inTheCall()
    await pane.close()
    expect(await pane.ended()).toEqual(HUNG_UP)
    expectCleanHalt(run)
    expect(run.events()).toContain('executed')
    await resumes(run)
  })
})
