import { readdir } from 'node:fs/promises'
import type { RunEvent } from '../../src/run/observer.js'
import { scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { type Rehearsal, rehearsalOf, YES } from '../run/rehearsal.js'
import { rootOf, STRANGER, stranger, switchable } from './principals.js'

let rehearsal: Rehearsal
beforeEach(async () => {
  rehearsal = await rehearsalOf('minimal')
})
afterEach(() => rehearsal.dispose())

const mutations = () => rehearsal.seeded.simulator.log.mutations()

describe('before anything is asked', () => {
  const cases: readonly (readonly [
    string,
    (r: Rehearsal) => Parameters<Rehearsal['aws']>[0],
    { readonly code: string; readonly says: RegExp; readonly next: RegExp },
  ])[] = [
    [
      'swapped profiles',
      ({ seeded: { credentials } }) => ({ source: credentials.target, target: credentials.source }),
      {
        code: 'credentials/wrong-account',
        says: /The profiles look swapped: the source profile "legacy" leads to the target account 222222222222/,
        next: /^Swap them: --source-profile new --target-profile legacy$/,
      },
    ],
    [
      'two profiles of one account',
      ({ seeded: { credentials } }) => ({ target: credentials.source }),
      {
        code: 'credentials/wrong-account',
        says: /Both profiles \("legacy" and "new"\) lead to the same account, 111111111111\./,
        next: /^Name two profiles of two accounts\.$/,
      },
    ],
    [
      'a source profile of another account',
      (r) => ({ source: stranger(r) }),
      {
        code: 'credentials/wrong-account',
        says: /The source profile "legacy" leads to account 333333333333, but the artifacts' source account is 111111111111\./,
        next: /aws sts get-caller-identity/,
      },
    ],
    [
      'a target profile of another account',
      (r) => ({ target: stranger(r) }),
      {
        code: 'credentials/wrong-account',
        says: /The target profile "new" leads to account 333333333333, but the artifacts' target account is 222222222222\./,
        next: /aws sts get-caller-identity/,
      },
    ],
    [
      'the root user of the source account',
      (r) => ({ source: rootOf(r, '111111111111') }),
      {
        code: 'preflight/failed',
        says: /The source profile "legacy" is the root user of account 111111111111: a cutover is never run as root/,
        next: /cutover policy <dir>/,
      },
    ],
    [
      'the root user of the target account',
      (r) => ({ target: rootOf(r, '222222222222') }),
      {
        code: 'preflight/failed',
        says: /The target profile "new" is the root user of account 222222222222/,
        next: /cutover policy <dir>/,
      },
    ],
  ]
  test.each(cases)('%s end the run with a message of their own', async (_, credentials, expected) => {
    const approvals = scriptedApprovals(YES)
    const error = await rehearsal
      .run(approvals, rehearsal.aws(credentials(rehearsal)))
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: expected.code,
      message: expect.stringMatching(expected.says) as string,
      next: expect.stringMatching(expected.next) as string,
    })
    expect(approvals.shown).toEqual([])
    expect(mutations()).toEqual([])
    expect((await rehearsal.journal()).map((entry) => entry.event)).toEqual(['step-failed'])
    expect(await readdir(rehearsal.directory)).not.toContain('RUNNING.lock')
  })
})

describe('when a profile leads elsewhere in the middle of a run', () => {
  const share = () => rehearsal.steps.find((step) => step.action === 'snapshot-share')?.step_id ?? ''

  /** Puts other credentials behind the profile as soon as a journal entry about the share is there. */
  const switchAt = (event: string, profile: ReturnType<typeof switchable>) => {
    const other = stranger(rehearsal)
    return {
      onEvent(happened: RunEvent) {
        if (happened.kind !== 'entry') return
        if (happened.entry.step_id === share() && happened.entry.event === event) profile.to(other)
      },
    }
  }

  test('the next mutation is refused before it is sent, and the profile is named', async () => {
    const profile = switchable(rehearsal.seeded.credentials.source)
    const observer = switchAt('executing', profile)
    const result = await rehearsal.run(scriptedApprovals(YES), {
      ...rehearsal.aws({ source: profile }),
      observer,
    })
    expect(result).toMatchObject({ verdict: 'halted', haltCause: 'credentials', haltStepId: share() })
    expect(result.haltReason).toContain('The credentials of profile legacy (source account 111111111111)')
    expect(result.haltReason).toContain(`it belongs to ${STRANGER}`)
    const { records } = rehearsal.seeded.simulator.log
    expect(records.filter((record) => record.operation === 'ModifyDBSnapshotAttribute')).toEqual([])
    const resumed = await rehearsal.run(
      scriptedApprovals({ kinds: { ...YES.kinds, resume: { decision: 'retry' } } }),
      { resume: true },
    )
    expect(resumed.verdict).toBe('completed')
  })

  test('the probe after a quarter of an hour names profile and account, and resume goes on', async () => {
    const profile = switchable(rehearsal.seeded.credentials.source)
    const observer = switchAt('step-succeeded', profile)
    const approvals = scriptedApprovals({
      ...YES,
      steps: {
        [share()]: {
          step: () => {
            rehearsal.clock.advance(20 * 60_000)
            return { decision: 'approve' }
          },
        },
      },
    })
    const result = await rehearsal.run(approvals, { ...rehearsal.aws({ source: profile }), observer })
    expect(result).toMatchObject({ verdict: 'halted', haltCause: 'credentials' })
    expect(result.haltReason).toContain(`profile legacy now belongs to account ${STRANGER}, not 111111111111`)
    expect(mutations().map((record) => record.operation)).toEqual(['ModifyDBSnapshotAttribute'])
    expect((await rehearsal.journal()).filter((entry) => entry.event === 'step-failed')).toEqual([])
    const resumed = await rehearsal.run(scriptedApprovals(YES), { resume: true })
    expect(resumed.verdict).toBe('completed')
  })
})
