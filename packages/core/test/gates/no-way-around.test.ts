import { type ApprovalKind, FAILURE_CHOICES } from '../../src/model/approvals.js'
import { HANDOFF_STEP_ID } from '../../src/model/step.js'
import type { RunOptions } from '../../src/run/options.js'
import type { CheckOptions } from '../../src/run/preflight.js'
import { runCutover } from '../../src/run/run-cutover.js'
import { scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { type Rehearsal, rehearsalOf, YES } from '../run/rehearsal.js'
import { secretFile } from '../support/secret-file.js'
import { rootOf } from './principals.js'

let rehearsal: Rehearsal
beforeEach(async () => {
  rehearsal = await rehearsalOf('minimal')
})
afterEach(() => rehearsal.dispose())

const mutations = () => rehearsal.seeded.simulator.log.mutations()

/** Whatever somebody in a hurry might try. */
const HURRY = [
  'YES',
  'FORCE',
  'APPROVE',
  'AUTO_APPROVE',
  'SKIP_PREFLIGHT',
  'UNATTENDED',
  'NO_PROMPT',
  'IGNORE',
]
const TALKING_ENVIRONMENT: Readonly<Record<string, string>> = {
  CI: 'true',
  DEBIAN_FRONTEND: 'noninteractive',
  TF_VAR_approve: 'true',
  ...Object.fromEntries(
    HURRY.flatMap((word) => [
      [`CUTOVER_${word}`, '1'],
      [`MIGRATION_${word}`, '1'],
    ]),
  ),
}
const TALKING_OPTIONS = {
  acceptStale: true,
  env: TALKING_ENVIRONMENT,
  operator: { name: 'root', source: 'user', warning: null },
  command: { line: 'cutover run --yes --force', resume: 'cutover run --yes --resume' },
  // What no option is called, but somebody might pass.
  ...Object.fromEntries(
    ['yes', 'force', 'approve', 'autoApprove', 'unattended', 'dryRun', 'skipPreflight', 'skipHandoff'].map(
      (name) => [name, true],
    ),
  ),
} as Partial<RunOptions>

describe('no option and no environment variable talks past', () => {
  test('the profiles’ gate', async () => {
    const { credentials } = rehearsal.seeded
    const cases = [
      { source: credentials.target, target: credentials.source },
      { target: credentials.source },
      { target: rootOf(rehearsal, '222222222222') },
    ]
    for (const behind of cases) {
      const approvals = scriptedApprovals(YES)
      const run = rehearsal.run(approvals, { ...TALKING_OPTIONS, ...rehearsal.aws(behind) })
      await expect(run).rejects.toMatchObject({ code: /credentials\/wrong-account|preflight\/failed/ })
      expect(approvals.shown).toEqual([])
    }
    expect(mutations()).toEqual([])
  })

  test('the handoff, where a policy is missing or may not be looked at', async () => {
    await rehearsal.dispose()
    rehearsal = await rehearsalOf('minimal', { enforceIam: true })
    const gate = (Action: readonly string[]) =>
      JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] })
    rehearsal.seeded.setPolicies('source', { gate: gate(['iam:GetRole', 'iam:SimulatePrincipalPolicy']) })
    const missing = scriptedApprovals({
      kinds: {
        ...YES.kinds,
        handoff: (request) =>
          request.denied === null
            ? { decision: 'confirm', confirmed: request.criteria, policyAttached: true }
            : undefined,
      },
    })
    const first = await rehearsal.run(missing, TALKING_OPTIONS)
    expect(first).toMatchObject({ verdict: 'halted', haltStepId: HANDOFF_STEP_ID })
    rehearsal.seeded.setPolicies('source', { nothing: gate(['iam:GetRole']) })
    const second = await rehearsal.run(scriptedApprovals(YES), { ...TALKING_OPTIONS, resume: true })
    expect(second).toMatchObject({ verdict: 'halted', haltStepId: HANDOFF_STEP_ID })
    expect(second.haltReason).toContain('iam:SimulatePrincipalPolicy')
    expect(rehearsal.seeded.simulator.log.mutations()).toEqual([])
  })

  test('the question before each step', async () => {
    const approvals = scriptedApprovals({ kinds: { plan: { decision: 'go' } } })
    const result = await rehearsal.run(approvals, TALKING_OPTIONS)
    expect(result).toMatchObject({ verdict: 'halted', haltCause: 'approval' })
    expect(rehearsal.terraformState.size).toBe(0)
    expect(mutations()).toEqual([])
  })
})

/** Answers of the right kind in the wrong shape, of another kind, and of no kind at all. */
const NO_ANSWERS: readonly unknown[] = [
  true,
  1,
  'approve',
  'yes',
  null,
  undefined,
  [],
  ['approve'],
  {},
  { decision: 'yes' },
  { decision: true },
  { decision: ['approve'] },
  { decision: { toString: () => 'approve' } },
  { Decision: 'approve' },
  { decision: 'APPROVE' },
  { decision: ' approve' },
  { approved: true },
]
const OF_ANOTHER_KIND: Readonly<Record<'plan' | 'step' | 'handoff', readonly string[]>> = {
  plan: ['approve', 'confirm', 'continue', 'file'],
  step: ['go', 'confirm', 'continue', ...FAILURE_CHOICES.filter((one) => one !== 'abort')],
  handoff: ['go', 'approve', 'skip', 'continue', 'back'],
}

test.each(['plan', 'step', 'handoff'] as const)('nothing but a decision answers "%s"', async (kind) => {
  const answers = [...NO_ANSWERS, ...OF_ANOTHER_KIND[kind].map((decision) => ({ decision }))]
  let resume = false
  const before = kind === 'handoff' ? 1 : 0
  for (const answer of answers) {
    const script = scriptedApprovals(YES)
    const result = await rehearsal.run(
      {
        decide: async <K extends ApprovalKind>(...[request, signal]: Parameters<typeof script.decide<K>>) =>
          request.kind === kind ? (answer as never) : await script.decide<K>(request, signal),
      },
      { resume },
    )
    expect({ answer, ...result }).toMatchObject({ answer, verdict: 'halted', haltCause: 'approval' })
    expect(rehearsal.terraformState.size).toBe(before)
    expect(mutations()).toEqual([])
    resume = kind !== 'plan'
  }
})

test('a step that cannot be undone needs its name, letter for letter', async () => {
  await rehearsal.dispose()
  rehearsal = await rehearsalOf('orders-platform')
  const secret = await secretFile()
  const dns = rehearsal.steps.find((step) => step.irreversible)
  const name = dns?.resource_name ?? ''
  const tried = ['', 'yes', name.toUpperCase(), `${name}.`, name.slice(0, -1)]
  const approvals = scriptedApprovals({
    kinds: {
      ...YES.kinds,
      'secret-file': { decision: 'file', path: secret.path },
      irreversible: [
        ...tried.map((typed) => ({ decision: 'confirm', typed }) as const),
        { decision: 'back' },
        { decision: 'abort' },
      ],
    },
  })
  const result = await rehearsal.run(approvals)
  await secret.remove()
  expect(result).toMatchObject({ verdict: 'aborted', haltStepId: dns?.step_id })
  expect(approvals.unused).toEqual([])
  expect(approvals.of('irreversible').every((request) => request.typeToConfirm === name)).toBe(true)
  // Each time the step itself was asked about again: nothing is left of the first yes.
  expect(approvals.of('step').filter((request) => request.step.step_id === dns?.step_id)).toHaveLength(
    tried.length + 2,
  )
  expect(mutations().map((record) => record.operation)).not.toContain('ChangeResourceRecordSets')
})

describe('whoever calls the library', () => {
  test('cannot leave approvals out, as far as the types can tell', () => {
    const required: undefined extends RunOptions['approvals'] ? 'optional' : 'required' = 'required'
    const asksNothing: 'approvals' extends keyof CheckOptions ? 'asks' : 'asks nothing' = 'asks nothing'
    const typo = () =>
      // @ts-expect-error approvals are missing
      runCutover({ runDirectory: '/nowhere', profiles: { source: 'a', target: 'b' } })
    const nobody = () =>
      runCutover({
        runDirectory: '/nowhere',
        profiles: { source: 'a', target: 'b' },
        // @ts-expect-error nobody is not a provider
        approvals: undefined,
      })
    const always = () =>
      runCutover({
        runDirectory: '/nowhere',
        profiles: { source: 'a', target: 'b' },
        // @ts-expect-error one decision for all kinds is not a provider
        approvals: { decide: async () => ({ decision: 'approve' as const }) },
      })
    expect([required, asksNothing, typo, nobody, always]).toHaveLength(5)
  })

  test.each([undefined, null, {}, { decide: 'approve' }, { decide: true }, () => ({ decision: 'go' })])(
    'and passes %p all the same, gets a run in which nothing was begun',
    async (approvals) => {
      const result = await rehearsal.run(approvals as never)
      expect(result).toMatchObject({ verdict: 'halted', haltCause: 'approval' })
      expect(rehearsal.terraformState.size).toBe(0)
      expect(mutations()).toEqual([])
    },
  )

  test('every mutation of a run has a yes of its own before it, with who said it and what was shown', async () => {
    const approvals = scriptedApprovals(YES)
    expect((await rehearsal.run(approvals)).verdict).toBe('completed')
    const shown = new Set(
      approvals.shown.flatMap(({ request }) => ('shownHash' in request ? request.shownHash : [])),
    )
    const entries = await rehearsal.journal()
    const executed = entries.filter((entry) => entry.event === 'executing')
    expect(executed.length).toBeGreaterThan(3)
    for (const entry of executed) {
      const before = entries.slice(0, entries.indexOf(entry)).filter((one) => one.step_id === entry.step_id)
      const yes = before.findLast((one) => one.event === 'approved')
      expect(yes).toMatchObject({ operator: 'ada', data: { decision: 'approve' } })
      expect(shown).toContain(yes?.event === 'approved' ? yes.data.shown_hash : null)
    }
  })
})
