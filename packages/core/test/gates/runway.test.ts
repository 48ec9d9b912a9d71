import type { AwsCredentials } from '../../src/aws/credentials.js'
import { type ScriptedAnswers, scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { type Rehearsal, rehearsalOf, YES } from '../run/rehearsal.js'
import { secretFile } from '../support/secret-file.js'

const MINUTE = 60_000
let rehearsal: Rehearsal
let remove: () => Promise<void>
let answers: ScriptedAnswers
beforeEach(async () => {
  rehearsal = await rehearsalOf('orders-platform')
  const secret = await secretFile()
  remove = secret.remove
  answers = { kinds: { ...YES.kinds, 'secret-file': { decision: 'file', path: secret.path } } }
})
afterEach(async () => {
  await rehearsal.dispose()
  await remove()
})

/** A session of the target account; `lastsMs` from when it is asked for. */
function session(lastsMs: () => number | null) {
  let current: AwsCredentials | null = null
  const fetch = (): AwsCredentials => {
    const lasts = lastsMs()
    return {
      ...rehearsal.seeded.credentials.target,
      ...(lasts === null ? {} : { expiration: new Date(rehearsal.clock.now() + lasts) }),
    }
  }
  return {
    get: async (fresh: boolean) => {
      if (fresh || current === null) current = fetch()
      return current
    },
    forget: () => {
      current = null
    },
  }
}

const dns = () => rehearsal.steps.find((step) => step.irreversible)
const swaps = () =>
  rehearsal.seeded.simulator.log.mutations().filter((r) => r.operation === 'ChangeResourceRecordSets')
/** As far as one step: the runs are short. */
const aborting = (stepId: string | undefined): ScriptedAnswers => ({
  ...answers,
  steps: { [stepId ?? '']: { step: { decision: 'abort' } } },
})

test('a step that takes longer than the credentials last comes with a warning; a shorter one does not', async () => {
  const approvals = scriptedApprovals(aborting(rehearsal.steps[12]?.step_id))
  await rehearsal.run(approvals, rehearsal.aws({ target: session(() => 10 * MINUTE) }))
  const asked = approvals.of('step')
  const minutesOf = (request: (typeof asked)[number]) =>
    request.step.time_box_minutes ?? Math.ceil(request.step.estimated_seconds / 60)
  const long = asked.filter((request) => minutesOf(request) > 10)
  const short = asked.filter((request) => minutesOf(request) < 8)
  expect(long.length).toBeGreaterThan(0)
  expect(short.length).toBeGreaterThan(0)
  for (const request of long)
    expect(request.warnings.join('\n')).toMatch(
      /The credentials of profile new expire in \d+ min; this step may take \d+ min\. Renew them first: aws sso login --profile new/,
    )
  for (const request of short) expect(request.warnings.filter((line) => line.includes('expire'))).toEqual([])
})

test('an unknown expiry warns of nothing', async () => {
  const approvals = scriptedApprovals(aborting(rehearsal.steps[12]?.step_id))
  await rehearsal.run(approvals, rehearsal.aws({ target: session(() => null) }))
  for (const request of approvals.of('step')) {
    expect(request.warnings.filter((line) => line.includes('expire'))).toEqual([])
    expect(request.credentials.map(({ remainingMs }) => remainingMs)).toEqual([null, null])
  }
})

test('with under five minutes left what cannot be undone is refused, and done after the next login', async () => {
  let lasts: number | null = null
  const target = session(() => lasts)
  const before = rehearsal.steps[rehearsal.steps.findIndex((step) => step.irreversible) - 1]
  const halted = await rehearsal.run(
    scriptedApprovals({
      ...answers,
      steps: {
        [before?.step_id ?? '']: {
          step: () => {
            // The next step begins with a look at the credentials, which then last four minutes.
            lasts = 4 * MINUTE
            rehearsal.clock.advance(16 * MINUTE)
            return { decision: 'approve' }
          },
        },
      },
    }),
    rehearsal.aws({ target }),
  )
  expect(halted).toMatchObject({ verdict: 'halted', haltCause: 'credentials', haltStepId: dns()?.step_id })
  expect(halted.haltReason).toContain('expire in under 5 minutes')
  expect(halted.haltReason).toContain('aws sso login --profile new')
  expect(swaps()).toEqual([])
  // The next login brings sessions that renew themselves: an expiry that was near is not near any more.
  const login = scriptedApprovals({
    kinds: { ...answers.kinds, resume: { decision: 'retry' } },
    steps: {
      [dns()?.step_id ?? '']: {
        irreversible: (request) => {
          lasts = 60 * MINUTE
          return { decision: 'confirm', typed: request.typeToConfirm }
        },
      },
    },
  })
  const resumed = await rehearsal.run(login, { resume: true, ...rehearsal.aws({ target }) })
  const seen = login.of('irreversible')[0]?.credentials.find(({ side }) => side === 'target')
  expect(seen?.remainingMs).toBeLessThan(5 * MINUTE)
  expect({ verdict: resumed.verdict, why: resumed.haltReason }).toEqual({ verdict: 'completed', why: null })
  expect(swaps()).toHaveLength(1)
})

test('both profiles are probed at the start and before a step after more than a quarter of an hour, not earlier', async () => {
  const minimal = await rehearsalOf('minimal')
  const waits = [15, 1, 16]
  const probes: number[] = []
  const start = minimal.clock.now()
  const result = await minimal.run(
    scriptedApprovals({
      kinds: {
        ...YES.kinds,
        step: () => {
          minimal.clock.advance((waits.shift() ?? 0) * MINUTE)
          return { decision: 'approve' }
        },
      },
    }),
    {
      observer: {
        onEvent: (event) => {
          if (event.kind === 'entry' && event.entry.event === 'sso-probe-passed')
            probes.push(Math.floor((minimal.clock.now() - start) / MINUTE))
        },
      },
    },
  )
  expect(result.verdict).toBe('completed')
  // Both sides each time. A quarter of an hour sharp is not more than a quarter of an hour.
  expect(probes).toEqual([0, 0, 16, 16, 32, 32])
  await minimal.dispose()
})
