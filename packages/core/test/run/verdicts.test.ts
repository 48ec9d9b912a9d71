import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JournalEntry } from '@cutover/journal'
import type { WorldState } from '@cutover/simulator'
import { type ScriptedAnswers, scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { putInPlace } from '../support/wrong-files.js'
import { type Rehearsal, rehearsalOf, YES } from './rehearsal.js'

/** Yes to everything but what is given. */
function but(answers: ScriptedAnswers): ScriptedAnswers {
  return { ...answers, kinds: { ...YES.kinds, ...answers.kinds } }
}

const events = (entries: readonly JournalEntry[], stepId: string) =>
  entries.filter((entry) => entry.step_id === stepId).map((entry) => entry.event)

describe('a run that does not go as planned', () => {
  let rehearsal: Rehearsal
  let share: string
  let freeze: string
  let release: string
  beforeEach(async () => {
    rehearsal = await rehearsalOf('minimal')
    const idOf = (action: string) => rehearsal.steps.find((step) => step.action === action)?.step_id ?? ''
    share = idOf('snapshot-share')
    freeze = idOf('freeze-writes')
    release = idOf('release-freeze')
  })
  afterEach(() => rehearsal.dispose())

  const sharedWith = (world: WorldState) => {
    const rds = world.accounts['111111111111']?.rds as { snapshots: Record<string, { sharedWith: string[] }> }
    return Object.values(rds.snapshots).flatMap((snapshot) => snapshot.sharedWith)
  }
  const policies = (world: WorldState) => {
    const buckets = world.shared['s3-buckets'] as Map<string, { policy?: string }>
    return [...buckets.values()].map((bucket) => bucket.policy ?? null)
  }

  test('declining the plan leaves one aborted entry and nothing else', async () => {
    const before = rehearsal.seeded.simulator.log.mutations().length
    const result = await rehearsal.run(scriptedApprovals({ kinds: { plan: { decision: 'no-go' } } }))
    expect(result).toMatchObject({ verdict: 'aborted', haltReason: 'operator declined at pre-flight' })
    expect((await rehearsal.journal()).map((entry) => [entry.event, entry.notes])).toEqual([
      ['aborted', 'operator declined at pre-flight'],
    ])
    expect(rehearsal.seeded.simulator.log.mutations()).toHaveLength(before)
    const left = await readdir(rehearsal.directory)
    expect(left).not.toContain('RUNNING.lock')
    expect(left).not.toContain('execution-steps.json')
  })

  test('a plan that was declined once can be run later', async () => {
    await rehearsal.run(scriptedApprovals({ kinds: { plan: { decision: 'no-go' } } }))
    const result = await rehearsal.run(scriptedApprovals(YES))
    expect(result).toMatchObject({ verdict: 'completed', haltReason: null })
  })

  test('a freeze that was sent and not proven is in the report as perhaps still there', async () => {
    const { simulator } = rehearsal.seeded
    simulator.hook((moment, record) => {
      if (moment === 'after' && record.operation === 'PutBucketPolicy')
        simulator.faults.add({ match: { operation: 'GetBucketPolicy' }, fault: { kind: 'deny' } })
    })
    const result = await rehearsal.run(scriptedApprovals(but({ kinds: { failure: { decision: 'stop' } } })))
    expect(result).toMatchObject({ verdict: 'halted', haltStepId: freeze })
    expect(result.summary?.warnings.join(' ')).toContain('may be frozen')
    expect(result.summary?.freezes).toMatchObject([{ state: 'possible', released_at: null }])
  })

  test('an observer that throws changes nothing of the run', async () => {
    const onEvent = () => {
      throw new Error('the screen is gone')
    }
    const result = await rehearsal.run(scriptedApprovals(YES), { observer: { onEvent } })
    expect(result.verdict).toBe('completed')
  })

  test('a symbolic link in the place of a log is not written through, and the reports are complete', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'cutover-link-'))
    await writeFile(join(elsewhere, 'file'), 'theirs')
    await mkdir(join(rehearsal.directory, 'execution'))
    await symlink(join(elsewhere, 'file'), join(rehearsal.directory, 'execution', `${share}.stdout.log`))
    await expect(rehearsal.run(scriptedApprovals(YES))).rejects.toMatchObject({ code: 'journal/write' })
    expect(await readFile(join(elsewhere, 'file'), 'utf8')).toBe('theirs')
    expect(await readdir(rehearsal.directory)).toContain('execution-report.md')
    await rm(elsewhere, { recursive: true })
  })

  test('steps that are a pipe at the end cost the reports, and do not say that nothing was started', async () => {
    const yes = scriptedApprovals(YES)
    const decide: typeof yes.decide = (request, signal) => {
      if (request.kind === 'handoff') {
        const steps = join(rehearsal.directory, 'execution-steps.json')
        rmSync(steps)
        putInPlace(steps, 'pipe')
      }
      return yes.decide(request, signal)
    }
    await expect(rehearsal.run({ decide })).rejects.toMatchObject({
      code: 'journal/write',
      message: expect.stringMatching(/is a named pipe.*The run is completed, and its journal is complete/s),
    })
  })

  test('a log folder that is a symbolic link stops the run before anything is sent', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'cutover-link-'))
    await symlink(elsewhere, join(rehearsal.directory, 'execution'))
    const before = rehearsal.seeded.simulator.log.mutations().length
    await expect(rehearsal.run(scriptedApprovals(YES))).rejects.toMatchObject({ code: 'input/unreadable' })
    expect(rehearsal.seeded.simulator.log.mutations()).toHaveLength(before)
    expect(await readdir(elsewhere)).toEqual([])
    await rm(elsewhere, { recursive: true })
  })

  test('a skipped freeze blocks its release, and so the run is not completed', async () => {
    const result = await rehearsal.run(
      scriptedApprovals(but({ steps: { [freeze]: { step: { decision: 'skip' } } } })),
    )
    expect(result).toMatchObject({
      verdict: 'halted',
      haltReason: expect.stringContaining(`${release} never ran`),
      haltStepId: release,
    })
    expect(result.summary?.steps).toMatchObject({ succeeded: 3, skipped: 1, blocked: 1 })
    expect(events(await rehearsal.journal(), release)).toEqual(['step-blocked'])
    expect(policies(rehearsal.seeded.simulator.world)).toEqual([null])
  })

  test('a release that is left out halts the run, which says how to lift the freeze by hand', async () => {
    const result = await rehearsal.run(
      scriptedApprovals(but({ steps: { [release]: { step: { decision: 'skip' } } } })),
    )
    expect(result).toMatchObject({ verdict: 'halted', haltStepId: release })
    expect(result.haltReason).toMatch(/arn:aws:s3:::\S+ is still frozen, since 2026-/)
    const [frozen] = result.summary?.freezes ?? []
    const sid = /CutoverFreeze\w+/.exec(policies(rehearsal.seeded.simulator.world)[0] ?? '')?.[0] ?? 'none'
    expect(frozen).toMatchObject({ state: 'active', released_at: null })
    expect(frozen?.lift_by_hand).toEqual([
      expect.stringMatching(/^Look: aws s3api get-bucket-policy .*--profile legacy$/),
      expect.stringContaining(`the Sid ${sid};`),
      expect.stringMatching(/^Lift: aws s3api put-bucket-policy .*--profile legacy$/),
    ])
    for (const file of ['execution-report.md', 'execution-report.html']) {
      const report = await readFile(join(rehearsal.directory, file), 'utf8')
      expect(report).toContain('STILL FROZEN')
      expect(report).toContain(sid)
    }
    expect((await rehearsal.run(scriptedApprovals(YES), { resume: true })).verdict).toBe('halted')
  })

  test('an abort ends at once; nothing after it is touched, the lock is gone', async () => {
    const result = await rehearsal.run(
      scriptedApprovals(but({ steps: { [freeze]: { step: { decision: 'abort' } } } })),
    )
    expect(result).toMatchObject({ verdict: 'aborted', haltStepId: freeze })
    expect(sharedWith(rehearsal.seeded.simulator.world)).toEqual(['222222222222'])
    expect(policies(rehearsal.seeded.simulator.world)).toEqual([null])
    expect(await readdir(rehearsal.directory)).not.toContain('RUNNING.lock')
  })

  test('a refused execute opens the dialog; rollback-and-stop halts', async () => {
    rehearsal.seeded.simulator.faults.add({
      match: { service: 's3', operation: 'PutBucketPolicy' },
      fault: { kind: 'deny' },
    })
    const approvals = scriptedApprovals(but({ kinds: { failure: { decision: 'rollback-and-stop' } } }))
    const result = await rehearsal.run(approvals)
    expect(result).toMatchObject({ verdict: 'halted', haltStepId: freeze })
    expect(approvals.of('failure')).toHaveLength(1)
    expect(approvals.of('failure')[0]?.failure).toMatchObject({ stage: 'execute' })
    expect(events(await rehearsal.journal(), freeze).slice(-4)).toEqual([
      'rollback-approved',
      'executing',
      'verify-passed',
      'rollback-executed',
    ])
    expect(policies(rehearsal.seeded.simulator.world)).toEqual([null])
  })

  test('a failing verify after a real effect is rolled back, and AWS is as before', async () => {
    const { simulator } = rehearsal.seeded
    // Somebody removes the share again right after it was made.
    let unshared = 0
    simulator.hook((moment, record) => {
      if (moment !== 'after' || record.operation !== 'ModifyDBSnapshotAttribute' || unshared > 0) return
      unshared += 1
      const rds = simulator.world.accounts['111111111111']?.rds as {
        snapshots: Record<string, { sharedWith: string[] }>
      }
      for (const snapshot of Object.values(rds.snapshots)) snapshot.sharedWith = []
    })
    const approvals = scriptedApprovals(but({ kinds: { failure: { decision: 'rollback-and-continue' } } }))
    const result = await rehearsal.run(approvals)
    expect(approvals.of('failure')[0]?.failure).toMatchObject({ stage: 'verify' })
    expect(result.summary?.steps.rolled_back).toBe(1)
    // It went on to the end, but not everything is done.
    expect(result).toMatchObject({ verdict: 'halted', haltStepId: share })
    expect(sharedWith(simulator.world)).toEqual([])
    expect(events(await rehearsal.journal(), share)).toContain('verify-failed')
  })

  test('a retry after a refusal executes once more and succeeds', async () => {
    rehearsal.seeded.simulator.faults.add({
      match: { service: 's3', operation: 'PutBucketPolicy' },
      fault: { kind: 'deny' },
      times: 1,
    })
    const approvals = scriptedApprovals(but({ kinds: { failure: [{ decision: 'retry' }] } }))
    const result = await rehearsal.run(approvals)
    expect(result.verdict).toBe('completed')
    expect(approvals.unused).toEqual([])
  })

  test('three retries are all there are', async () => {
    rehearsal.seeded.simulator.faults.add({
      match: { service: 's3', operation: 'PutBucketPolicy' },
      fault: { kind: 'deny' },
    })
    const retry = { decision: 'retry' } as const
    const approvals = scriptedApprovals(
      but({ kinds: { failure: [retry, retry, retry, { decision: 'stop' }] } }),
    )
    const result = await rehearsal.run(approvals)
    expect(result.verdict).toBe('halted')
    expect(approvals.of('failure').map((request) => request.retriesLeft)).toEqual([3, 2, 1, 0])
    expect(approvals.of('failure').at(-1)?.choices).not.toContain('retry')
  })

  test('a throttled call is sent again once, with the same token, and journaled', async () => {
    rehearsal.seeded.simulator.faults.add({
      match: { operation: 'ModifyDBSnapshotAttribute' },
      fault: { kind: 'throttle' },
      times: 1,
    })
    const result = await rehearsal.run(scriptedApprovals(YES))
    expect(result.verdict).toBe('completed')
    const sends = (await rehearsal.journal()).filter(
      (entry) => entry.step_id === share && entry.event === 'executing',
    )
    expect(sends).toHaveLength(2)
    const tokens = sends.map((entry) => (entry.event === 'executing' ? entry.data.token : ''))
    expect(new Set(tokens).size).toBe(1)
  })

  test('a lost answer is reconciled, and the mutation is not sent again', async () => {
    rehearsal.seeded.simulator.faults.add({
      match: { operation: 'ModifyDBSnapshotAttribute' },
      fault: { kind: 'drop', when: 'after' },
      times: 1,
    })
    const result = await rehearsal.run(scriptedApprovals(YES))
    expect(result.verdict).toBe('completed')
    const sent = rehearsal.seeded.simulator.log.records.filter(
      (record) => record.operation === 'ModifyDBSnapshotAttribute',
    )
    expect(sent).toHaveLength(1)
  })

  test('a change behind the operator’s back between yes and execution voids the approval', async () => {
    const { simulator } = rehearsal.seeded
    let asked = 0
    const other = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Sid: 'Theirs', Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: '*' }],
    })
    const approvals = scriptedApprovals(
      but({
        steps: {
          [freeze]: {
            step: () => {
              asked += 1
              const buckets = simulator.world.shared['s3-buckets'] as Map<string, { policy?: string }>
              if (asked === 1) for (const bucket of buckets.values()) bucket.policy = other
              return { decision: 'approve' }
            },
          },
        },
      }),
    )
    const result = await rehearsal.run(approvals)
    expect(result.verdict).toBe('completed')
    expect(asked).toBe(2)
    const second = approvals.of('step').filter((request) => request.step.step_id === freeze)[1]
    expect(second?.invalidated?.join(' ')).toContain('Theirs')
    expect(events(await rehearsal.journal(), freeze)).toContain('approval-invalidated')
    expect(policies(simulator.world).map((policy) => policy?.includes('Theirs'))).toContain(true)
  })

  test('a provider that throws has not approved: the run halts and can be resumed', async () => {
    const result = await rehearsal.run(scriptedApprovals({ kinds: { plan: { decision: 'go' } } }))
    expect(result).toMatchObject({ verdict: 'halted', haltCause: 'approval' })
    const resumed = await rehearsal.run(scriptedApprovals(YES), { resume: true })
    expect(resumed.verdict).toBe('completed')
  })

  test.each([{ decision: 'yes' }, { decision: true }, 'approve', null, undefined, ['approve'], {}])(
    'an answer that is no decision (%j) is no approval',
    async (answer) => {
      const provider = scriptedApprovals(YES)
      const decide = provider.decide.bind(provider)
      const result = await rehearsal.run({
        decide: async (request, signal) =>
          request.kind === 'step' ? (answer as never) : await decide(request, signal),
      })
      expect(result).toMatchObject({ verdict: 'halted', haltCause: 'approval' })
      expect(rehearsal.terraformState.size).toBe(0)
    },
  )

  test('without --resume an existing journal refuses to start, and is not touched', async () => {
    await rehearsal.run(scriptedApprovals({ kinds: { plan: { decision: 'go' } } }))
    const before = await rehearsal.journal()
    await expect(rehearsal.run(scriptedApprovals(YES))).rejects.toMatchObject({ code: 'journal/exists' })
    expect(await rehearsal.journal()).toEqual(before)
  })

  test('expired credentials halt with the login command, keep the lock, and resume completes', async () => {
    const { simulator, credentials } = rehearsal.seeded
    simulator.faults.add({
      match: { operation: 'ModifyDBSnapshotAttribute' },
      fault: { kind: 'expire-credentials' },
      times: 1,
    })
    const result = await rehearsal.run(scriptedApprovals(YES))
    expect(result).toMatchObject({ verdict: 'halted', haltCause: 'credentials' })
    expect(result.haltReason).toContain('aws sso login --profile legacy')
    expect(await readdir(rehearsal.directory)).toContain('RUNNING.lock')
    expect(events(await rehearsal.journal(), share)).not.toContain('step-failed')
    simulator.renewCredentials(credentials.source.accessKeyId)
    const resumed = await rehearsal.run(scriptedApprovals(YES), { resume: true })
    expect(resumed.verdict).toBe('completed')
  })
})
