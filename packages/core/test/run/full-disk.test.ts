import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type JournalFs, systemJournalFs } from '@cutover/journal'
import { verifyRun } from '../../src/run/verify-run.js'
import { scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { steadyOperator } from '../crash/operator.js'
import { type Rehearsal, rehearsalOf, YES } from './rehearsal.js'

const full = () => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })

/** A disk that takes so many writes, and of the next one only a part, or nothing. */
function diskOf(writes: number, part: number, onFull: () => void): JournalFs {
  let left = writes
  return {
    ...systemJournalFs,
    write(descriptor, bytes) {
      left -= 1
      if (left >= 0) return systemJournalFs.write(descriptor, bytes)
      onFull()
      if (part === 0) throw full()
      return systemJournalFs.write(descriptor, bytes.subarray(0, Math.floor(bytes.length * part)))
    },
  }
}

/** Minimal has some 50 writes of the journal; these stop it before, in and after each kind of effect. */
const WRITES = [0, 1, 2, 5, 14, 15, 25, 26, 36, 45]

describe('a full disk', () => {
  let rehearsal: Rehearsal
  beforeEach(async () => {
    rehearsal = await rehearsalOf('minimal')
  })
  afterEach(() => rehearsal.dispose())

  test.each(WRITES)(
    'that takes %i more writes stops the run before the next effect, says so, and lets it be resumed',
    async (writes) => {
      const { simulator } = rehearsal.seeded
      let mutationsWhenFull = -1
      const journalFs = diskOf(writes, writes % 2 === 0 ? 0 : 0.6, () => {
        mutationsWhenFull = simulator.log.mutations().length
      })
      const error: unknown = await rehearsal.run(scriptedApprovals(YES), { journalFs }).then(
        () => null,
        (reason: unknown) => reason,
      )
      expect(error).toMatchObject({
        code: 'journal/write',
        fault: 'environment',
        message: expect.stringMatching(/disk is full/),
        next: expect.stringMatching(/[Mm]ake room/),
      })
      expect(simulator.log.mutations()).toHaveLength(mutationsWhenFull)
      const steady = steadyOperator('/nowhere')
      const resume = writes > 1
      const result = await rehearsal.run(steady, { resume })
      expect(result.verdict).toBe('completed')
      const { problems } = await verifyRun(rehearsal.directory)
      expect(problems).toEqual([])
      expect(simulator.log.mutations().map(({ operation }) => operation)).toEqual([
        'ModifyDBSnapshotAttribute',
        'PutBucketPolicy',
        'DeleteBucketPolicy',
      ])
    },
  )

  test('in which only the reports find no room says how the run ended and how to make them', async () => {
    await mkdir(join(rehearsal.directory, '.execution-summary.json.new'))
    await expect(rehearsal.run(scriptedApprovals(YES))).rejects.toMatchObject({
      code: 'journal/write',
      fault: 'environment',
      message: expect.stringMatching(/reports.*The run is completed, and its journal is complete/),
      next: expect.stringContaining('cutover report'),
    })
    const last = (await rehearsal.journal()).at(-2)
    expect(last).toMatchObject({ event: 'run-ended', data: { verdict: 'completed' } })
  })

  test('in which the steps find no room starts nothing', async () => {
    const steps = join(rehearsal.directory, 'execution-steps.json')
    await mkdir(steps)
    await mkdir(join(rehearsal.directory, '.execution-steps.json.new'))
    await expect(rehearsal.run(scriptedApprovals(YES))).rejects.toMatchObject({
      code: 'journal/write',
      message: expect.stringMatching(/execution-steps.json could not be written.*Nothing was started/),
    })
    expect(rehearsal.seeded.simulator.log.mutations()).toEqual([])
  })
})
