import { readdir } from 'node:fs/promises'
import type { RunEvent } from '../../src/run/observer.js'
import type { RunOptions } from '../../src/run/options.js'
import { type ScriptedAnswers, scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { type Rehearsal, rehearsalOf, YES } from '../run/rehearsal.js'
import { secretFile } from '../support/secret-file.js'

/** Yes to everything, also to going on with what a credential halt left open. */
const ON: ScriptedAnswers = {
  kinds: {
    ...YES.kinds,
    resume: (request) => ({ decision: request.choices.includes('retry') ? 'retry' : 'continue' }),
  },
}

/** Moments in a step's life at which its credentials end: the entry that is durable just before. */
const MOMENTS = ['step-started', 'approval-requested', 'executing', 'executed'] as const

function expire({ seeded: { simulator, credentials } }: Rehearsal): void {
  simulator.expireCredentials(credentials.source.accessKeyId)
  simulator.expireCredentials(credentials.target.accessKeyId)
}

function renew({ seeded: { simulator, credentials } }: Rehearsal): void {
  simulator.renewCredentials(credentials.source.accessKeyId)
  simulator.renewCredentials(credentials.target.accessKeyId)
}

/** Runs until it completes, logging in again after every credential halt. */
async function runThrough(
  rehearsal: Rehearsal,
  answers: ScriptedAnswers,
  onEntry: (event: string, stepId: string) => void,
): Promise<{ readonly halts: readonly string[] }> {
  const observer = {
    onEvent(event: RunEvent) {
      if (event.kind === 'entry') onEntry(event.entry.event, event.entry.step_id)
    },
  }
  const halts: string[] = []
  let more: Partial<RunOptions> = {}
  for (;;) {
    const result = await rehearsal.run(scriptedApprovals(answers), { observer, ...more })
    if (result.verdict === 'completed') return { halts }
    expect(result).toMatchObject({ verdict: 'halted', haltCause: 'credentials' })
    expect(result.haltReason).toMatch(
      /aws sso login --profile (legacy|new)\nThen go on: {4}cutover run .* --resume/,
    )
    expect(await readdir(rehearsal.directory)).toContain('RUNNING.lock')
    halts.push(result.haltStepId ?? 'run')
    renew(rehearsal)
    more = { resume: true }
  }
}

const failures = async (rehearsal: Rehearsal) =>
  (await rehearsal.journal()).filter(
    (entry) => entry.event === 'step-failed' || entry.event === 'verify-failed',
  )

const sent = (rehearsal: Rehearsal) =>
  rehearsal.seeded.simulator.log
    .mutations()
    .filter((record) => record.outcome === 'ok')
    .map((record) => `${record.service}:${record.operation}`)

describe('credentials that expire', () => {
  let undisturbed: readonly string[]
  beforeAll(async () => {
    const rehearsal = await rehearsalOf('minimal')
    expect((await rehearsal.run(scriptedApprovals(YES))).verdict).toBe('completed')
    undisturbed = sent(rehearsal)
    await rehearsal.dispose()
  })

  test.each(MOMENTS)(
    'at the %s of every step in turn halt it as credentials, never as a failed step, and resume completes',
    async (moment) => {
      const rehearsal = await rehearsalOf('minimal')
      const expired = new Set<string>()
      const { halts } = await runThrough(rehearsal, ON, (event, stepId) => {
        if (event !== moment || stepId === 'run' || expired.has(stepId)) return
        expired.add(stepId)
        expire(rehearsal)
      })
      expect(expired.size).toBeGreaterThanOrEqual(moment === 'executing' || moment === 'executed' ? 4 : 5)
      expect(halts.length).toBeGreaterThanOrEqual(3)
      expect(await failures(rehearsal)).toEqual([])
      expect(sent(rehearsal)).toEqual(undisturbed)
      await rehearsal.dispose()
    },
  )

  test('at the approval of every step of the orders platform that calls AWS halt it each time, and one run gets through', async () => {
    const rehearsal = await rehearsalOf('orders-platform')
    const secret = await secretFile()
    const calling = new Set(
      rehearsal.steps.filter((step) => step.action !== 'manual-decision').map((step) => step.step_id),
    )
    const expired = new Set<string>()
    const answers: ScriptedAnswers = {
      kinds: { ...ON.kinds, 'secret-file': { decision: 'file', path: secret.path } },
    }
    const { halts } = await runThrough(rehearsal, answers, (event, stepId) => {
      if (event !== 'approved' || !calling.has(stepId) || expired.has(stepId)) return
      expired.add(stepId)
      expire(rehearsal)
    })
    await secret.remove()
    expect(expired).toEqual(calling)
    expect(halts.length).toBeGreaterThan(15)
    expect(await failures(rehearsal)).toEqual([])
    await rehearsal.dispose()
  })

  test.each([
    ['are renewed once without anybody, where the profile can do that', true],
    ['halt where it cannot, and the job is waited for after the next login', false],
  ])('in the middle of a poll %s', async (_, renewable) => {
    const rehearsal = await rehearsalOf('orders-platform')
    const { simulator, credentials } = rehearsal.seeded
    let refreshed = 0
    const target = {
      get: async () => credentials.target,
      forget: () => {
        refreshed += 1
        if (renewable) simulator.renewCredentials(credentials.target.accessKeyId)
      },
    }
    let ticks = 0
    const observer = {
      onEvent(event: RunEvent) {
        if (event.kind !== 'entry' || event.entry.event !== 'poll-tick') return
        if (!event.entry.step_id.endsWith('snapshot-copy')) return
        ticks += 1
        if (ticks === 2) simulator.expireCredentials(credentials.target.accessKeyId)
      },
    }
    // The restore after the first copy is far enough.
    const restore = rehearsal.steps.find((step) => step.action === 'snapshot-restore')?.step_id ?? ''
    const answers = { ...ON, steps: { [restore]: { step: { decision: 'abort' } as const } } }
    const options = { observer, ...rehearsal.aws({ target }) }
    let result = await rehearsal.run(scriptedApprovals(answers), options)
    if (!renewable) {
      expect(result).toMatchObject({ verdict: 'halted', haltCause: 'credentials' })
      expect(result.haltReason).toContain('aws sso login --profile new')
      renew(rehearsal)
      result = await rehearsal.run(scriptedApprovals(answers), { ...options, resume: true })
    }
    expect(result).toMatchObject({ verdict: 'aborted', haltStepId: restore })
    expect(refreshed).toBe(1)
    expect(await failures(rehearsal)).toEqual([])
    const copies = sent(rehearsal).filter((call) => call === 'rds:CopyDBSnapshot')
    expect(copies).toHaveLength(1)
    await rehearsal.dispose()
  })
})
