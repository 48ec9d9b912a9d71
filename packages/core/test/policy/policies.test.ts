import fc from 'fast-check'
import type { ActionCatalog, IamRequirement, StepFacts } from '../../src/model/action-facts.js'
import type { ExecutionStep } from '../../src/model/step.js'
import { documentsOf, MAX_POLICY_CHARACTERS, sizeOf } from '../../src/policy/documents.js'
import { policiesFor } from '../../src/policy/policies.js'
import { statementsOf } from '../../src/policy/statements.js'
import { covers } from '../../src/policy/wildcard.js'

const FACTS: StepFacts = {
  runId: 'r',
  source: { accountId: '111111111111', region: 'eu-west-1' },
  target: { accountId: '222222222222', region: 'eu-west-1' },
}

/** Policies of one made-up step per list of requirements. */
function policiesOf(...needs: readonly (readonly IamRequirement[])[]) {
  const steps = needs.map((_, index) => ({ action: `a${index}`, plane: 'data', params: {} }) as ExecutionStep)
  const catalog = {
    names: [],
    get: (name: string) => ({ iamActions: () => needs[Number(name.slice(1))] ?? [] }),
  } as unknown as ActionCatalog
  return policiesFor(steps, FACTS, catalog)
}

const need = (action: string, ...resources: string[]): IamRequirement => ({
  side: 'target',
  action,
  resources,
  access: 'write',
})
const statements = (...needs: readonly (readonly IamRequirement[])[]) =>
  policiesOf(...needs)
    .flatMap((policy) => policy.document.Statement)
    .filter(({ Action }) => !Action.some((action) => action.startsWith('iam:')))

test('actions on the same resources share a statement; others do not', () => {
  expect(
    statements(
      [need('s3:GetObject', 'arn:aws:s3:::b/x', 'arn:aws:s3:::b/y')],
      [need('s3:PutObject', 'arn:aws:s3:::b/y', 'arn:aws:s3:::b/x')],
      [need('s3:DeleteObject', 'arn:aws:s3:::b/x')],
    ),
  ).toEqual([
    { Sid: 'S3WriteBX', Effect: 'Allow', Action: ['s3:DeleteObject'], Resource: ['arn:aws:s3:::b/x'] },
    {
      Sid: 'S3WriteBXAnd1More',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject'],
      Resource: ['arn:aws:s3:::b/x', 'arn:aws:s3:::b/y'],
    },
  ])
})

test('a wildcard takes in what it covers, and a condition is dropped only for a grant without one', () => {
  const conditional: IamRequirement = {
    ...need('kms:CreateGrant', 'arn:aws:kms:eu-west-1:222222222222:key/k'),
    context: { 'kms:GrantIsForAWSResource': ['true'] },
  }
  expect(statements([conditional])).toMatchObject([
    { Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } },
  ])
  const both = statements(
    [conditional],
    [need('kms:CreateGrant', 'arn:aws:kms:eu-west-1:222222222222:key/*')],
  )
  expect(both).toHaveLength(1)
  expect(both[0]?.Condition).toBeUndefined()
  expect(both[0]?.Resource).toEqual(['arn:aws:kms:eu-west-1:222222222222:key/*'])
})

test('keys with several values in one request get a set operator', () => {
  const [statement] = statements([
    {
      ...need('route53:ChangeResourceRecordSets', 'arn:aws:route53:::hostedzone/Z1'),
      context: {
        'route53:ChangeResourceRecordSetsRecordTypes': ['A'],
        'route53:ChangeResourceRecordSetsActions': ['DELETE', 'CREATE'],
      },
    },
  ])
  expect(statement?.Condition).toEqual({
    'ForAllValues:StringEquals': {
      'route53:ChangeResourceRecordSetsActions': ['CREATE', 'DELETE'],
      'route53:ChangeResourceRecordSetsRecordTypes': 'A',
    },
  })
})

test('the second policy of a side leaves out what the first allows, and only the first lets the gates look', () => {
  const catalog = {
    names: [],
    get: (name: string) => ({
      iamActions: () =>
        name === 'c'
          ? [need('s3:GetBucketPolicy', 'arn:aws:s3:::b')]
          : [need('s3:GetBucketPolicy', 'arn:aws:s3:::b'), need('s3:ListBucket', 'arn:aws:s3:::b')],
    }),
  } as unknown as ActionCatalog
  const steps = [
    { action: 'c', plane: 'control', params: {} },
    { action: 'd', plane: 'data', params: {} },
  ] as unknown as ExecutionStep[]
  const [control, data, ...more] = policiesFor(steps, FACTS, catalog)
  expect(more).toEqual([])
  expect(control?.name).toBe('target-cutover-control-plane')
  expect(control?.document.Statement.flatMap(({ Action }) => Action)).toEqual([
    'iam:GetRole',
    'iam:SimulatePrincipalPolicy',
    's3:GetBucketPolicy',
  ])
  expect(data?.name).toBe('target-cutover-data-plane')
  expect(data?.document.Statement.flatMap(({ Action }) => Action)).toEqual(['s3:ListBucket'])
})

test('one account needs no policy when no step calls it', () => {
  expect(policiesOf([need('s3:ListBucket', 'arn:aws:s3:::b')]).map(({ side }) => side)).toEqual(['target'])
  expect(policiesOf([])).toEqual([])
})

test.each(['*', 'invoices-*', 'inv?ices', '$'.concat('{aws:PrincipalTag/team}')])(
  'a resource that the plan calls %s is refused: it would stand for more than itself',
  (bucket) => {
    const arn = `arn:aws:s3:::${bucket}`
    const steps = [{ step_id: 's1', action: 'a', plane: 'data', params: { nested: [{ bucket }] } }]
    const catalog = { names: [], get: () => ({ iamActions: () => [need('s3:GetObject', arn)] }) }
    const policies = () =>
      policiesFor(steps as unknown as ExecutionStep[], FACTS, catalog as unknown as ActionCatalog)
    expect(policies).toThrow(/s1 names a resource/)
  },
)

describe('documents that would be too long', () => {
  const many = Array.from({ length: 300 }, (_, index) =>
    need(`dynamodb:Op${index % 7}`, `arn:aws:dynamodb:eu-west-1:222222222222:table/table-number-${index}`),
  )

  test('are split; each stays below the limit, and nothing is lost', () => {
    const policies = policiesOf(many)
    expect(policies.length).toBeGreaterThan(3)
    expect(policies.map(({ name }) => name).slice(0, 3)).toEqual([
      'target-cutover-data-plane',
      'target-cutover-data-plane-2',
      'target-cutover-data-plane-3',
    ])
    for (const { document, characters } of policies) {
      expect(characters).toBe(JSON.stringify(document, null, 2).replace(/\s/g, '').length)
      expect(characters).toBeLessThanOrEqual(MAX_POLICY_CHARACTERS)
      expect(new Set(document.Statement.map(({ Sid }) => Sid)).size).toBe(document.Statement.length)
    }
    const allowed = policies.flatMap(({ document }) =>
      document.Statement.flatMap(({ Action, Resource }) =>
        Action.flatMap((action) => Resource.map((resource) => `${action} ${resource}`)),
      ),
    )
    for (const { action, resources } of many) expect(allowed).toContain(`${action} ${resources[0]}`)
  })

  test('a statement that alone is too long is cut by its resources, then by its actions', () => {
    const wide = statementsOf(
      Array.from({ length: 40 }, (_, index) => ({
        action: `s3:Action${index}`,
        resource: 'arn:aws:s3:::bucket',
        context: undefined,
      })),
    )
    const documents = documentsOf(wide, 300)
    expect(documents.length).toBeGreaterThan(2)
    for (const document of documents) expect(sizeOf(document)).toBeLessThanOrEqual(300)
    expect(documents.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action))).toHaveLength(40)
  })
})

describe('for any requirements', () => {
  const requirement = fc.record({
    side: fc.constant('target' as const),
    action: fc.constantFrom('s3:GetObject', 's3:PutObject', 'kms:CreateGrant', 'rds:DeleteDBInstance'),
    resources: fc.uniqueArray(fc.constantFrom('arn:a', 'arn:b', 'arn:a/*', 'arn:?', '*'), { minLength: 1 }),
    access: fc.constant('write' as const),
  })
  const pairs = (some: readonly IamRequirement[]) =>
    new Set(some.flatMap(({ action, resources }) => resources.map((resource) => `${action} ${resource}`)))

  test('what is allowed was asked for, and what was asked for is allowed', () => {
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 12 }), (needs) => {
        const allowed = statements(needs).flatMap(({ Action, Resource }) =>
          Action.flatMap((action) => Resource.map((resource) => ({ action, resource }))),
        )
        const asked = pairs(needs)
        for (const { action, resource } of allowed) expect(asked).toContain(`${action} ${resource}`)
        for (const { action, resources } of needs)
          for (const wanted of resources)
            expect(allowed.some((one) => one.action === action && covers(one.resource, wanted))).toBe(true)
      }),
    )
  })

  test('the order in which they come does not matter', () => {
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 12 }), (needs) => {
        expect(policiesOf([...needs].reverse())).toEqual(policiesOf(needs))
      }),
    )
  })
})

test.each([
  ['arn:x/*', 'arn:x/y', true],
  ['arn:x/*', 'arn:x/y*', true],
  ['arn:x/?', 'arn:x/y', true],
  ['arn:x/?', 'arn:x/*', false],
  ['arn:x/y*', 'arn:x/*', false],
  ['arn:x.y', 'arn:xzy', false],
  ['*', 'arn:anything', true],
])('whether %s covers %s: %s', (wide, narrow, expected) => {
  expect(covers(wide, narrow)).toBe(expected)
})
