import { conditionHolds } from '../../../src/services/iam/policy/conditions.js'
import { PolicySyntaxError, parsePolicy } from '../../../src/services/iam/policy/document.js'
import { evaluatePolicies } from '../../../src/services/iam/policy/evaluate.js'
import { matchesArn, matchesPattern } from '../../../src/services/iam/policy/wildcard.js'

const decide = (statements: object[], action: string, resource = '*', context = {}) =>
  evaluatePolicies(
    [{ id: 'p', document: parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements })) }],
    { action, resource, context },
  )

const allow = { Effect: 'Allow', Action: 's3:*', Resource: '*' }

test.each([
  ['an allow', [allow], 's3:GetObject', 'allowed'],
  ['silence', [allow], 'rds:CopyDBSnapshot', 'implicitDeny'],
  [
    'a deny beside an allow',
    [allow, { Effect: 'Deny', Action: 's3:GetObject', Resource: '*' }],
    's3:GetObject',
    'explicitDeny',
  ],
  ['actions without regard to case', [{ ...allow, Action: 'S3:getOBJECT' }], 's3:GetObject', 'allowed'],
  [
    'NotAction leaving the action out',
    [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
    's3:GetObject',
    'allowed',
  ],
  [
    'NotAction naming the action',
    [{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }],
    's3:GetObject',
    'implicitDeny',
  ],
] as const)('%s', (_name, statements, action, decision) => {
  expect(decide([...statements], action).decision).toBe(decision)
})

test('resources match by wildcards, NotResource by their absence, both after filling in variables', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how policies write their variables
  const own = { ...allow, Resource: 'arn:aws:s3:::home/${aws:username}/*' }
  expect(decide([own], 's3:GetObject', 'arn:aws:s3:::home/ann/x', { 'aws:username': ['ann'] }).decision).toBe(
    'allowed',
  )
  expect(decide([own], 's3:GetObject', 'arn:aws:s3:::home/bob/x', { 'aws:username': ['ann'] }).decision).toBe(
    'implicitDeny',
  )
  expect(decide([own], 's3:GetObject', 'arn:aws:s3:::home//x').decision).toBe('implicitDeny')
  const others = { Effect: 'Deny', Action: '*', NotResource: 'arn:aws:s3:::mine/*' }
  expect(decide([allow, others], 's3:GetObject', 'arn:aws:s3:::mine/a').decision).toBe('allowed')
  expect(decide([allow, others], 's3:GetObject', 'arn:aws:s3:::yours/a').decision).toBe('explicitDeny')
})

test('condition keys that the request lacks are told', () => {
  const tagged = { ...allow, Condition: { StringEquals: { 'aws:ResourceTag/Run': 'r1' } } }
  expect(decide([tagged], 's3:GetObject')).toMatchObject({
    decision: 'implicitDeny',
    missingContextKeys: ['aws:resourcetag/run'],
  })
  expect(decide([tagged], 's3:GetObject', '*', { 'aws:resourcetag/run': ['r1'] })).toMatchObject({
    decision: 'allowed',
    missingContextKeys: [],
  })
})

const holds = (operator: string, values: string[], actual?: string[]) =>
  conditionHolds({ operator, key: 'k', values }, actual === undefined ? {} : { k: actual })

test.each([
  ['StringEquals', ['a', 'b'], ['b'], true],
  ['StringEquals', ['a'], undefined, false],
  ['StringEqualsIfExists', ['a'], undefined, true],
  ['StringNotEquals', ['a'], undefined, true],
  ['StringNotEquals', ['a', 'b'], ['b'], false],
  ['StringEqualsIgnoreCase', ['A'], ['a'], true],
  ['StringLike', ['run-*'], ['run-7'], true],
  ['StringNotLike', ['run-*'], ['run-7'], false],
  ['ArnLike', ['arn:aws:iam::1:role/*'], ['arn:aws:iam::1:role/x/y'], true],
  ['ArnNotLike', ['arn:aws:iam::1:role/x'], ['arn:aws:iam::1:role/x'], false],
  ['Bool', ['true'], ['TRUE'], true],
  ['Null', ['true'], undefined, true],
  ['Null', ['false'], undefined, false],
  ['NumericLessThan', ['10'], ['9'], true],
  ['NumericGreaterThanEquals', ['10'], ['9'], false],
  ['DateGreaterThan', ['2025-01-01T00:00:00Z'], ['2025-06-01T00:00:00Z'], true],
  ['IpAddress', ['10.0.0.0/8'], ['10.9.8.7'], true],
  ['NotIpAddress', ['10.0.0.0/8'], ['11.0.0.1'], true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
  ['ForAllValues:StringEquals', ['a'], ['a', 'c'], false],
  ['ForAllValues:StringEquals', ['a'], undefined, true],
  ['ForAnyValue:StringEquals', ['a'], ['c', 'a'], true],
  ['ForAnyValue:StringEquals', ['a'], undefined, false],
  ['StringSortOfEquals', ['a'], ['a'], false],
] as const)('%s %j against %j: %s', (operator, values, actual, expected) => {
  expect(holds(operator, [...values], actual === undefined ? undefined : [...actual])).toBe(expected)
})

test('wildcards match whole texts, and stay within the parts of an ARN', () => {
  expect(matchesPattern('a?c*', 'abcdef')).toBe(true)
  expect(matchesPattern('a.c', 'abc')).toBe(false)
  expect(matchesArn('arn:aws:*:eu-west-1:*', 'arn:aws:s3:eu-west-1:1:x')).toBe(false)
  expect(matchesArn('arn:aws:rds:*:1:snapshot:*', 'arn:aws:rds:eu-west-1:1:snapshot:a:b')).toBe(true)
})

test.each([
  '{',
  '[]',
  '{"Statement":[]}',
  '{"Statement":{"Effect":"Maybe","Action":"a"}}',
  '{"Statement":{"Effect":"Allow"}}',
])('%s is no policy', (text) => {
  expect(() => parsePolicy(text)).toThrow(PolicySyntaxError)
})
