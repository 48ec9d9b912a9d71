import { requireTools } from '../../../core/test/support/tools.js'
import { choose, nextQuestion, type OpenQuestion, operate } from './operator.js'
import { type RunDirectory, Stage } from './stage.js'
import type { Pane } from './tmux.js'

const ROUNDS = 3

requireTools('tmux')('two processes that want one run directory', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await Stage.set()
  }, 60_000)
  afterAll(() => stage.strike())

  /** Starts both at once; answers who got to ask, after the other was turned away. */
  async function race(run: RunDirectory, ...options: readonly string[]): Promise<Pane> {
    const panes = await Promise.all([stage.run(run.path, ...options), stage.run(run.path, ...options)])
    const next = await Promise.all(panes.map((pane) => nextQuestion(pane, 0)))
    const asking = panes.filter((_, index) => 'message' in (next[index] ?? {}))
    expect(asking).toHaveLength(1)
    expect(next.filter((one) => 'code' in one)).toEqual([{ code: 7 }])
    const [winner] = asking
    if (winner === undefined) throw new Error('nobody won')
    const loser = panes.find((pane) => pane !== winner)
    const said = (await loser?.text())?.replaceAll(/\s+/g, ' ')
    expect(said).toMatch(/This run is in progress|Another process was quicker/)
    expect(said).toContain('operator ada')
    return winner
  }

  test('one gets it when it is free, the other is told who has it', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const run = await stage.fresh()
      const winner = await race(run)
      await choose(winner, (await nextQuestion(winner, 0)) as OpenQuestion, /^No-go/)
      expect(await winner.ended()).toEqual({ code: 5 })
      expect(run.events()).toEqual(['aborted'])
      expect(run.isLocked).toBe(false)
    }
  }, 60_000)

  test('one takes over from a killed process and completes the run', async () => {
    const run = await stage.fresh()
    const first = await stage.run(run.path)
    for (let round = 0, killed = first; round < ROUNDS; round += 1) {
      if (round === 0) await operate(killed, ({ message }) => message.startsWith('What do you decide?'))
      process.kill(killed.pid, 'SIGKILL')
      expect(await killed.ended()).toEqual({ code: 137 })
      killed = await race(run, '--resume')
      if (round === ROUNDS - 1) expect(await operate(killed)).toEqual({ code: 0 })
    }
    expect(run.verdict()).toBe('completed')
    expect((await run.verified()).problems).toEqual([])
    expect(run.applies()).toHaveLength(1)
  }, 60_000)
})
