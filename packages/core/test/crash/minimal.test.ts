import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { writeReports } from '../../src/report/write-reports.js'
import { OUTPUT_FILES } from '../../src/rundir/files.js'
import { type Machine, machineOf } from './machine.js'
import { reportMatrix, resumeFromEach } from './matrix.js'
import { steadyOperator } from './operator.js'
import { runProcess } from './process.js'
import { type Recording, recordUndisturbed, tornStates } from './record.js'

describe('a minimal cutover whose process dies', () => {
  let machine: Machine
  let recording: Recording
  beforeAll(async () => {
    machine = await machineOf('minimal')
    recording = await recordUndisturbed(machine)
  })
  afterAll(() => machine.dispose())

  test('before or after any append, request or terraform run is resumed to the same end', async () => {
    const result = await resumeFromEach(machine, recording, recording.states, {
      toEndEvery: 5,
      preflightEvery: 1,
    })
    reportMatrix('minimal', recording, result)
    expect(result.problems).toEqual([])
    const { append, request, terraform } = recording.instants
    expect(result.crashPoints).toBe(append + request + terraform + 2)
  }, 240_000)

  test('in the middle of any write is resumed to the same end, and the fragment stays on disk', async () => {
    const torn = tornStates(recording)
    const result = await resumeFromEach(machine, recording, torn, { toEndEvery: 10, preflightEvery: 1 })
    expect(result.problems).toEqual([])
    // The metadata line is published whole, so that it cannot be torn.
    expect(torn).toHaveLength(recording.instants.append / 2)
  }, 240_000)

  test('leaves a lock that refuses to start over, and says how to go on', async () => {
    const locked = recording.states.filter((state) => state.saved.disk.files.has(OUTPUT_FILES.lock))
    expect(locked.length).toBeGreaterThan(50)
    for (const state of locked) {
      machine.restore(state.saved, recording.journal)
      const outcome = await runProcess(machine, { approvals: steadyOperator(machine.secretFile) })
      expect(outcome).toMatchObject({ kind: 'threw', error: { code: 'lock/stale' } })
      expect(outcome.kind === 'threw' && (outcome.error as { next: string }).next).toContain('--resume')
    }
  }, 60_000)

  test('between the end of the run and its reports leaves a journal that the reports can be made from', async () => {
    const ended = recording.entries.findIndex((entry) => entry.event === 'run-ended') + 1
    const crash = recording.states.find((state) => state.entries === ended)
    if (crash === undefined) throw new Error('the run has no end')
    machine.restore(crash.saved, recording.journal)
    expect(existsSync(join(machine.directory, OUTPUT_FILES.summary))).toBe(false)
    const options = { approvals: steadyOperator(machine.secretFile), resume: true }
    expect(await runProcess(machine, options)).toMatchObject({
      kind: 'threw',
      error: { code: 'journal/exists', next: expect.stringContaining('cutover report') },
    })
    expect(existsSync(join(machine.directory, OUTPUT_FILES.lock))).toBe(false)
    expect(await writeReports(machine.directory)).toMatchObject({ verdict: 'completed' })
  })
})
