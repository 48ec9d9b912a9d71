import { requireTools } from '../../../core/test/support/tools.js'
import { instants, killAt } from './instants.js'
import { type Left, lastScreen, left } from './left.js'
import { operate } from './operator.js'
import { seeded } from './random.js'
import { type RunDirectory, Stage } from './stage.js'
import type { Exit } from './tmux.js'

/** `CUTOVER_KILLS=50` for all of them; another `CUTOVER_KILL_SEED` for other instants. */
const KILLS = Number(process.env.CUTOVER_KILLS ?? 5)
const SEED = Number(process.env.CUTOVER_KILL_SEED ?? 1)
/**
 * Resumes until the run is completed; a run that never began is begun.
 * @returns how each process ended, in words
 */
async function resumed(stage: Stage, run: RunDirectory): Promise<readonly string[]> {
  const ends: string[] = []
  while (ends.length < 4 && !/^completed|is completed/.test(ends.at(-1) ?? '')) {
    const began = run.isLocked || run.events().length > 0
    const pane = await stage.run(run.path, ...(began ? ['--resume'] : []))
    const { code } = (await operate(pane)) as Exit
    ends.push(code === 0 ? 'completed' : `${code}: ${lastScreen(await pane.text())}`)
  }
  return ends
}

/** After a kill behind the last entry there is nothing to resume, and the run says so. */
const ALREADY = /^3: This run is completed; there is nothing to resume\./

requireTools('tmux')(`the real process, killed at ${KILLS} instants of seed ${SEED}`, () => {
  let stage: Stage
  let undisturbed: Left
  beforeAll(async () => {
    stage = await Stage.set()
    const run = await stage.fresh()
    expect(await operate(await stage.run(run.path))).toEqual({ code: 0 })
    undisturbed = await left(stage, run)
  }, 120_000)
  afterAll(() => stage.strike())

  test(
    'resumes each time to what an undisturbed run leaves, with no mutation done twice',
    async () => {
      const found: object[] = []
      for (const instant of instants(undisturbed.entries, KILLS, seeded(SEED))) {
        const run = await stage.fresh()
        const pane = await stage.run(run.path)
        const operating = operate(pane)
        await killAt(pane, run, instant)
        await operating
        const killedAfter = run.events().at(-1) ?? 'nothing'
        const ends = await resumed(stage, run)
        const said = `kill ${found.length + 1} at ${JSON.stringify(instant)}, after ${killedAfter}: ${ends.join('; ')}`
        process.stderr.write(`${said}\n`)
        const { world, effects, applies } = await left(stage, run)
        const { problems } = await run.verified()
        found.push({
          said,
          end: ends.length === 1 && (ends[0] === 'completed' || ALREADY.test(ends[0] ?? '')),
          verdict: run.verdict(),
          sameWorld: world === undisturbed.world,
          effects,
          applies,
          problems,
          locked: run.isLocked,
        })
      }
      const { effects, applies } = undisturbed
      const due = {
        end: true,
        verdict: 'completed',
        sameWorld: true,
        effects,
        applies,
        problems: [],
        locked: false,
      }
      expect(found).toEqual(found.map((one) => ({ ...one, ...due })))
    },
    60_000 + KILLS * 30_000,
  )
})
