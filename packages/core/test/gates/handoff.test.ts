import type { DecisionFor, HandoffRequest } from '../../src/model/approvals.js'
import { HANDOFF_STEP_ID } from '../../src/model/step.js'
import { type ScriptedAnswers, scriptedApprovals } from '../../src/testing/scripted-approvals.js'
import { policiesOfRun, textsOf } from '../policy/run-policies.js'
import { type Rehearsal, rehearsalOf, YES } from '../run/rehearsal.js'

type Answer = DecisionFor<'handoff'>

let rehearsal: Rehearsal
let control: Readonly<Record<string, string>>
let all: Readonly<Record<'source' | 'target', Readonly<Record<string, string>>>>
beforeEach(async () => {
  rehearsal = await rehearsalOf('minimal', { enforceIam: true })
  const policies = await policiesOfRun(rehearsal)
  control = textsOf(policies, 'target', ['control'])
  all = {
    source: textsOf(policies, 'source', ['control', 'data']),
    target: textsOf(policies, 'target', ['control', 'data']),
  }
  const gate = statement(['iam:GetRole', 'iam:SimulatePrincipalPolicy'], '*')
  rehearsal.seeded.setPolicies('target', { ...control, gate })
  rehearsal.seeded.setPolicies('source', { gate })
})
afterEach(() => rehearsal.dispose())

const statement = (Action: readonly string[], Resource: string, Effect = 'Allow') =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Action, Resource }] })

const attach = () => {
  rehearsal.seeded.setPolicies('source', all.source)
  rehearsal.seeded.setPolicies('target', all.target)
}
const confirm = (request: HandoffRequest) =>
  ({
    decision: 'confirm',
    confirmed: request.criteria,
    policyAttached: true,
  }) as const
const answering = (...answers: ((request: HandoffRequest) => unknown)[]): ScriptedAnswers => {
  let asked = 0
  return {
    kinds: {
      ...YES.kinds,
      handoff: (request) => {
        asked += 1
        return (answers[asked - 1] ?? answers.at(-1) ?? confirm)(request) as Answer
      },
    },
  }
}
const dataSteps = async () =>
  (await rehearsal.journal()).filter((entry) => entry.step_id.startsWith('dp-')).map((entry) => entry.event)

test('a policy that is missing is listed; attached meanwhile, the next check passes', async () => {
  const approvals = scriptedApprovals(
    answering(
      confirm,
      () => ({ decision: 'recheck' }),
      (request) => {
        attach()
        return confirm(request)
      },
    ),
  )
  const result = await rehearsal.run(approvals)
  expect(result.verdict).toBe('completed')
  const asked = approvals.of('handoff')
  expect(asked.map((request) => request.denied?.length ?? null)).toEqual([
    null,
    expect.any(Number),
    asked[1]?.denied?.length,
  ])
  expect(asked[1]?.policyName).toBe('target-cutover-data-plane')
  expect(asked[1]?.denied).toContainEqual({
    side: 'source',
    action: 'rds:ModifyDBSnapshotAttribute',
    resource: 'arn:aws:rds:us-east-1:111111111111:snapshot:archive-db-final',
    reason: 'no attached policy allows it',
    missingContext: [],
  })
  const checks = (await rehearsal.journal()).filter((entry) => entry.event === 'handoff-checked')
  expect(checks.map((entry) => entry.data.allowed)).toEqual([false, false, true])
})

test('a policy that is there in part, and one that is explicitly denied, are told apart', async () => {
  attach()
  const { source } = all
  const [name = '', text = ''] = Object.entries(source)[0] ?? []
  const document = JSON.parse(text) as { Statement: { Action: string[] }[] }
  document.Statement = document.Statement.filter(({ Action }) => !Action.includes('kms:DescribeKey'))
  rehearsal.seeded.setPolicies('source', {
    [name]: JSON.stringify(document),
    'hands-off': statement(['s3:DeleteBucketPolicy'], '*', 'Deny'),
  })
  const approvals = scriptedApprovals(answering(confirm, () => ({ decision: 'stop' })))
  const result = await rehearsal.run(approvals)
  expect(result).toMatchObject({
    verdict: 'halted',
    haltCause: 'operator',
    haltReason: 'stopped at the handoff to the data plane',
  })
  expect(approvals.of('handoff')[1]?.denied?.map(({ action, reason }) => [action, reason])).toEqual([
    ['kms:DescribeKey', 'no attached policy allows it'],
    ['s3:DeleteBucketPolicy', 'explicitly denied by hands-off'],
  ])
  expect(await dataSteps()).toEqual([])
})

test.each([
  ['iam:SimulatePrincipalPolicy', 'source', 'iam:GetRole'],
  ['iam:GetRole', 'source', 'iam:SimulatePrincipalPolicy'],
])('when %s is forbidden the run halts and names it', async (forbidden, side, allowed) => {
  attach()
  rehearsal.seeded.setPolicies('source', { gate: statement([allowed, 'rds:*', 's3:*', 'kms:*'], '*') })
  const result = await rehearsal.run(scriptedApprovals(answering(confirm)))
  expect(result).toMatchObject({ verdict: 'halted', haltStepId: HANDOFF_STEP_ID })
  expect(result.haltReason).toContain('The permissions for the data plane could not be checked')
  expect(result.haltReason).toContain(`may not call ${forbidden}`)
  expect(result.haltReason).toContain(side === 'source' ? '111111111111' : '222222222222')
  expect(await dataSteps()).toEqual([])
  attach()
  const resumed = await rehearsal.run(scriptedApprovals(answering(confirm)), { resume: true })
  expect(resumed.verdict).toBe('completed')
})

test.each<readonly [string, (request: HandoffRequest) => unknown]>([
  ['a criterion left open', (r) => ({ ...confirm(r), confirmed: r.criteria.slice(1) })],
  ['criteria in other words', (r) => ({ ...confirm(r), confirmed: r.criteria.map((text) => `${text}!`) })],
  ['no word about the policy', (r) => ({ ...confirm(r), policyAttached: false })],
  ['confirmed said to be true', (r) => ({ ...confirm(r), confirmed: true })],
  ['the policy said to be "yes"', (r) => ({ ...confirm(r), policyAttached: 'yes' })],
  ['approve', () => ({ decision: 'approve' })],
  ['skip', () => ({ decision: 'skip' })],
  ['go', () => ({ decision: 'go' })],
])('%s does not get past the gate', async (_, answer) => {
  attach()
  const result = await rehearsal.run(scriptedApprovals(answering(answer)))
  expect(result).toMatchObject({ verdict: 'halted', haltStepId: HANDOFF_STEP_ID })
  expect(await dataSteps()).toEqual([])
})

test('a check that passes does not stand for the confirmation', async () => {
  attach()
  let asked = 0
  const approvals = scriptedApprovals(
    answering(() => {
      asked += 1
      return asked < 4 ? { decision: 'recheck' } : { decision: 'stop' }
    }),
  )
  expect(await rehearsal.run(approvals)).toMatchObject({ verdict: 'halted' })
  expect(approvals.of('handoff').map((request) => request.denied)).toEqual([null, null, null, null])
  expect(await dataSteps()).toEqual([])
})
