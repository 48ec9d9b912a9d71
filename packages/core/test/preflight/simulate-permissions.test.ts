import fc from 'fast-check'
import type { IamRequirement } from '../../src/model/action-facts.js'
import { groupRequirements } from '../../src/preflight/group-requirements.js'
import { permissionsRow } from '../../src/preflight/permissions-check.js'
import { resolvePrincipal } from '../../src/preflight/principal.js'
import { simulatePermissions } from '../../src/preflight/simulate-permissions.js'
import { readResult } from '../../src/preflight/simulation-result.js'
import { SOURCE, TARGET } from '../bad-input/run-copy.js'
import { awsError, FakeAws, FakeIam, identity } from './fakes.js'

const need = (side: 'source' | 'target', action: string, ...resources: string[]): IamRequirement => ({
  side,
  action,
  resources,
  access: 'write',
})

function simulate(aws: FakeAws, requirements: readonly IamRequirement[]) {
  return simulatePermissions(requirements, {
    source: { account: aws.open('source', 'read'), callerArn: identity(SOURCE).arn },
    target: { account: aws.open('target', 'read'), callerArn: identity(TARGET).arn },
  })
}

test('a session is simulated as its role with the path that only IAM knows', async () => {
  const aws = new FakeAws()
  const outcome = await simulate(aws, [need('target', 'rds:CopyDBSnapshot', 'arn:a', 'arn:b')])
  expect(outcome).toMatchObject({
    kind: 'checked',
    denied: [],
    checkedCount: 2,
    principals: [{ side: 'target', arn: `arn:aws:iam::${TARGET}:role/ops/Cutover` }],
  })
})

test('all pages are read, and each denial names side, action, resource and reason', async () => {
  const aws = new FakeAws()
  aws.iam.target.statements = [
    { effect: 'Allow', actions: ['*'], resource: '*' },
    { effect: 'Deny', actions: ['rds:E'], resource: 'arn:two' },
  ]
  aws.iam.source.statements = []
  const names = ['rds:A', 'rds:B', 'rds:C', 'rds:D', 'rds:E']
  const outcome = await simulate(aws, [
    ...names.map((name) => need('target', name, 'arn:one', 'arn:two')),
    need('source', 'kms:CreateGrant', '*'),
  ])
  expect(outcome).toMatchObject({
    kind: 'checked',
    checkedCount: 11,
    denied: [
      { side: 'source', action: 'kms:CreateGrant', resource: '*', reason: 'no attached policy allows it' },
      { side: 'target', action: 'rds:E', resource: 'arn:two', reason: 'explicitly denied' },
    ],
  })
})

test.each(['iam:GetRole', 'iam:SimulatePrincipalPolicy'] as const)(
  'when %s is refused, the outcome names it and concludes nothing',
  async (permission) => {
    const aws = new FakeAws()
    aws.iam.target.refuse = permission
    const outcome = await simulate(aws, [need('target', 'rds:A', '*')])
    expect(outcome).toMatchObject({ kind: 'not-permitted', side: 'target', permission })
  },
)

test('an answer about another of the resources that were asked for is none about this one', () => {
  const answers = [{ EvalActionName: 'rds:A', EvalResourceName: 'arn:one', EvalDecision: 'allowed' } as const]
  const asked = ['arn:one', 'arn:two']
  const of = (resource: string) =>
    readResult({ side: 'target', accountId: TARGET, action: 'rds:A', resource }, answers, asked)
  expect(of('arn:one')).toEqual({ kind: 'allowed' })
  expect(of('arn:two')).toMatchObject({ kind: 'denied', denied: { reason: 'IAM gave no answer for it' } })
})

test.each([
  ['source', 'old'],
  ['target', 'new'],
] as const)('a question that fails on the %s side is put down to its profile', async (side, profile) => {
  const aws = new FakeAws()
  aws.iam[side].simulatePrincipalPolicy = () => Promise.reject(awsError('Throttling', 'Rate exceeded', 400))
  const row = await permissionsRow(
    { requirements: [need('source', 'kms:A', '*'), need('target', 'rds:A', '*')], unsimulated: [] },
    aws,
    { source: identity(SOURCE), target: identity(TARGET) },
    { source: 'old', target: 'new' },
  )
  expect(row.detail).toBe(
    `AWS had no time for a question of the ${side} profile "${profile}": Rate exceeded (Throttling).`,
  )
  expect(row.remedy).toBe('Wait a minute and try again.')
})

test('any other error is passed on', async () => {
  const aws = new FakeAws()
  aws.iam.target.simulatePrincipalPolicy = () => Promise.reject(awsError('ExpiredToken', 'expired', 403))
  await expect(simulate(aws, [need('target', 'rds:A', '*')])).rejects.toThrow('expired')
})

test.each([
  [
    `arn:aws:iam::${TARGET}:user/ops/ines`,
    { kind: 'principal', arn: `arn:aws:iam::${TARGET}:user/ops/ines` },
  ],
  [
    `arn:aws-us-gov:sts::${TARGET}:assumed-role/AWSReservedSSO_Ops_0123/ines@example.com`,
    { kind: 'principal', arn: `arn:aws:iam::${TARGET}:role/ops/AWSReservedSSO_Ops_0123` },
  ],
  [`arn:aws:iam::${TARGET}:root`, { kind: 'unsuitable' }],
  [`arn:aws:sts::${TARGET}:federated-user/ines`, { kind: 'unsuitable' }],
  ['not an arn', { kind: 'unsuitable' }],
])('%s resolves to the principal that can be simulated, or to a reason', async (arn, expected) => {
  expect(await resolvePrincipal(new FakeIam(TARGET) as never, arn)).toMatchObject(expected)
})

test('a role that was deleted under its session is said so', async () => {
  const iam = { getRole: () => Promise.reject(awsError('NoSuchEntityException', 'gone', 404)) }
  const outcome = await resolvePrincipal(iam as never, identity(TARGET).arn)
  expect(outcome).toMatchObject({ kind: 'unsuitable', message: expect.stringContaining('no longer exists') })
})

const question = { side: 'target', accountId: TARGET, action: 'rds:CopyDBSnapshot', resource: '' } as const

test.each([
  ['no answer at all', [], 'IAM gave no answer for it'],
  [
    'an organization’s refusal',
    [
      {
        EvalActionName: 'a',
        EvalDecision: 'implicitDeny',
        OrganizationsDecisionDetail: { AllowedByOrganizations: false },
      },
    ],
    'a service control policy of the organization forbids it',
  ],
  [
    'a boundary’s refusal',
    [
      {
        EvalActionName: 'a',
        EvalDecision: 'implicitDeny',
        PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
      },
    ],
    'the permissions boundary does not allow it',
  ],
  [
    'an explicit denial',
    [{ EvalActionName: 'a', EvalDecision: 'explicitDeny', MatchedStatements: [{ SourcePolicyId: 'guard' }] }],
    'explicitly denied by guard',
  ],
] as const)('%s is a denial that says so', (_name, answers, reason) => {
  expect(readResult({ ...question, resource: '*' }, answers as never)).toMatchObject({ denied: { reason } })
})

test('missing context keys of the very resource are reported', () => {
  const resource = `arn:aws:rds:us-east-1:${TARGET}:db:x`
  const answers = [
    {
      EvalActionName: 'a',
      EvalDecision: 'implicitDeny',
      ResourceSpecificResults: [
        {
          EvalResourceName: resource,
          EvalResourceDecision: 'implicitDeny',
          MissingContextValues: ['aws:RequestTag/x'],
        },
      ],
    },
  ]
  expect(readResult({ ...question, resource }, answers as never)).toMatchObject({
    denied: { missingContext: ['aws:RequestTag/x'] },
  })
})

test('across accounts, an allowed identity side is left to the other account’s policy', () => {
  const resource = `arn:aws:rds:us-east-1:${SOURCE}:snapshot:x`
  const answers = (details: object) => [
    {
      EvalActionName: 'a',
      EvalDecision: 'implicitDeny',
      ResourceSpecificResults: [
        { EvalResourceName: resource, EvalResourceDecision: 'implicitDeny', EvalDecisionDetails: details },
      ],
    },
  ]
  const judged = (details: object) => readResult({ ...question, resource }, answers(details) as never).kind
  expect(judged({ 'IAM Policy': 'allowed', 'Resource Policy': 'implicitDeny' })).toBe('unjudged')
  expect(judged({ 'IAM Policy': 'implicitDeny' })).toBe('denied')
})

test('exactly the required pairs of action and resource are asked, each once', () => {
  const requirement = fc.record({
    side: fc.constant('target' as const),
    action: fc.constantFrom('a:A', 'a:B', 'b:C'),
    resources: fc.array(fc.constantFrom('arn:1', 'arn:2', 'arn:3', '*'), { minLength: 1, maxLength: 30 }),
    access: fc.constant('write' as const),
    context: fc.constantFrom({}, { 'aws:RequestTag/k': ['v'] }, { 'kms:GrantIsForAWSResource': ['true'] }),
  })
  const key = (action: string, resource: string, context: object) =>
    JSON.stringify([action, resource, context])
  fc.assert(
    fc.property(fc.array(requirement, { maxLength: 40 }), (requirements) => {
      const wanted = requirements.flatMap((one) =>
        one.resources.map((resource) => key(one.action, resource, one.context)),
      )
      const asked = groupRequirements(requirements).flatMap((group) => {
        const context = Object.fromEntries(
          group.context.map((entry) => [entry.ContextKeyName ?? '', entry.ContextKeyValues ?? []]),
        )
        return group.actions.flatMap((action) =>
          group.resources.map((resource) => key(action, resource, context)),
        )
      })
      expect([...asked].sort()).toEqual([...new Set(wanted)].sort())
    }),
  )
})

test('requirements with the same resources share one question', () => {
  const groups = groupRequirements([
    need('target', 'b:B', '*'),
    need('target', 'a:A', '*'),
    need('target', 'c:C', 'arn:1'),
  ])
  expect(groups).toMatchObject([
    { actions: ['a:A', 'b:B'], resources: ['*'] },
    { actions: ['c:C'], resources: ['arn:1'] },
  ])
})
