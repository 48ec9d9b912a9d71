import type { Clock } from '../../src/model/ports.js'
import { createControls } from '../../src/run/controls.js'
import { wait } from '../../src/run/effects/poll.js'
import type { Session } from '../../src/run/session.js'
import { verifyRun } from '../../src/run/verify-run.js'
import { scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { stateAfter, step } from '../engine/entries.js'
import { rehearsalOf, YES } from './rehearsal.js'

const HOURS_2_MS = 2 * 3_600_000
/** Pre-flight allows five minutes beside AWS's time. */
const MINUTES_4_MS = 4 * 60_000

test('a run whose clock is set back between two processes completes, and its journal holds', async () => {
  const rehearsal = await rehearsalOf('minimal')
  try {
    const { clock } = rehearsal
    const first = { ...clock, now: () => clock.now() + MINUTES_4_MS }
    const stop = scriptedApprovals({ kinds: { ...YES.kinds, handoff: { decision: 'stop' } } })
    expect(await rehearsal.run(stop, { clock: first })).toMatchObject({ verdict: 'halted' })
    const result = await rehearsal.run(scriptedApprovals(YES), { resume: true })
    expect(result.verdict).toBe('completed')
    expect(result.summary?.elapsed_seconds).toBeGreaterThanOrEqual(0)
    const verified = await verifyRun(rehearsal.directory)
    expect(verified).toMatchObject({ ok: true, problems: [] })
    expect(verified.setBack).toHaveLength(1)
  } finally {
    await rehearsal.dispose()
  }
})

test('a job is polled after its interval, also when the clock was set back since the last poll', async () => {
  const job = step('dp-phase1-001-thing', { long_running: true, poll_interval_seconds: 60 })
  const slept: number[] = []
  const clock: Clock = { now: () => 0, sleep: async (ms) => void slept.push(ms) }
  const session = {
    clock,
    controls: createControls(),
    state: stateAfter([job], []),
    observer: { onEvent: () => undefined },
    definitionOf: () => ({ account: 'none' }),
  } as unknown as Session
  await wait(session, job, HOURS_2_MS)
  await wait(session, job, 5_000)
  await wait(session, job, -5_000)
  expect(slept).toEqual([60_000, 5_000, 0])
})
