import { scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { type Rehearsal, rehearsalOf, YES } from './rehearsal.js'

const FREEZE = 'dp-phase4-001-archive-invoices-freeze-writes'

describe('a step that failed before its run was resumed', () => {
  let rehearsal: Rehearsal
  beforeEach(async () => {
    rehearsal = await rehearsalOf('minimal')
    rehearsal.seeded.simulator.faults.add({
      match: { service: 's3', operation: 'PutBucketPolicy' },
      fault: { kind: 'deny' },
    })
  })
  afterEach(() => rehearsal.dispose())

  test('is asked about with the way back as in the failure dialog, and its window goes on', async () => {
    const first = scriptedApprovals({ kinds: { ...YES.kinds, failure: { decision: 'stop' } } })
    await rehearsal.run(first)
    rehearsal.clock.advance(3 * 3_600_000)
    const second = scriptedApprovals({ kinds: { ...YES.kinds, resume: { decision: 'stop' } } })
    await rehearsal.run(second, { resume: true })
    const [failure] = first.of('failure')
    const [resume] = second.of('resume')
    expect(resume?.wayBack).toEqual({
      rollback: failure?.rollback,
      planRollback: failure?.planRollback,
      rollbackWindowMinutes: failure?.rollbackWindowMinutes,
      irreversible: failure?.irreversible,
      sinceStartedMs: expect.any(Number),
      insideWindow: failure?.rollbackWindowMinutes === null ? null : false,
    })
    expect(resume?.wayBack?.sinceStartedMs).toBeGreaterThanOrEqual(3 * 3_600_000)
  })

  test('has three retries over all processes, and then none', async () => {
    const asked: (number | null | undefined)[] = []
    await rehearsal.run(
      scriptedApprovals({
        kinds: { ...YES.kinds, failure: [{ decision: 'retry' }, { decision: 'stop' }] },
      }),
    )
    for (const left of [2, 1, 0]) {
      const approvals = scriptedApprovals({
        kinds: {
          ...YES.kinds,
          resume: (request) => ({ decision: request.choices.includes('retry') ? 'retry' : 'stop' }),
          failure: { decision: 'stop' },
        },
      })
      const result = await rehearsal.run(approvals, { resume: true })
      const [resume] = approvals.of('resume')
      asked.push(resume?.retriesLeft)
      expect(resume?.choices.includes('retry')).toBe(left > 0)
      expect(result).toMatchObject({ verdict: 'halted', haltStepId: FREEZE })
    }
    expect(asked).toEqual([2, 1, 0])
    const sent = rehearsal.seeded.simulator.log.records.filter((r) => r.operation === 'PutBucketPolicy')
    expect(sent).toHaveLength(4)
  })
})
