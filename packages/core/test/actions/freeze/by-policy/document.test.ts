import fc from 'fast-check'
import {
  denyStatement,
  freezeSid,
  lostStatements,
  parsePolicy,
  samePolicy,
  withoutStatement,
  withStatement,
} from '../../../../src/actions/freeze/by-policy/document.js'
import type { JsonObject } from '../../../../src/model/json.js'

const deny = denyStatement({
  sid: freezeSid('ab'.repeat(32)),
  actions: ['s3:PutObject', 's3:DeleteObject'],
  resources: ['arn:aws:s3:::orders/*'],
  exemptPrincipalArns: ['arn:aws:iam::111111111111:role/replication'],
})

const statement = fc.record({
  Sid: fc.stringMatching(/^[A-Z][a-z]{0,8}$/),
  Effect: fc.constantFrom('Allow', 'Deny'),
  Principal: fc.constantFrom('*', { AWS: ['arn:aws:iam::111111111111:root', '222222222222'] }),
  Action: fc.uniqueArray(fc.constantFrom('s3:GetObject', 's3:PutObject', 's3:ListBucket'), { minLength: 1 }),
  Resource: fc.constant('arn:aws:s3:::orders/*'),
})
const policy = fc.record({
  Version: fc.constantFrom('2008-10-17', '2012-10-17'),
  Id: fc.string(),
  Statement: fc.array(statement, { minLength: 1, maxLength: 5 }),
})

describe('editing a resource policy', () => {
  it('adds one statement and takes exactly that one away again', () => {
    fc.assert(
      fc.property(policy, (document) => {
        const before = parsePolicy(JSON.stringify(document))
        const frozen = withStatement(before, deny)
        expect(lostStatements(before, frozen)).toEqual([])
        expect(withoutStatement(frozen, String(deny.Sid))).toEqual(before)
      }),
    )
  })

  it('takes a policy for the same however the service writes it back', () => {
    fc.assert(
      fc.property(policy, (document) => {
        const rewritten = {
          ...document,
          Statement: document.Statement.map(
            (one): JsonObject => ({
              ...one,
              Action: one.Action.length === 1 ? (one.Action[0] ?? '') : [...one.Action].reverse(),
            }),
          ).reverse(),
        }
        expect(
          samePolicy(parsePolicy(JSON.stringify(document)), parsePolicy(JSON.stringify(rewritten))),
        ).toBe(true)
      }),
    )
  })

  it('tells a changed statement from the same one', () => {
    const before = parsePolicy(JSON.stringify({ Statement: deny }))
    const weaker = parsePolicy(JSON.stringify({ Statement: { ...deny, Action: 's3:PutObject' } }))
    expect(samePolicy(before, weaker)).toBe(false)
    expect(lostStatements(before, weaker)).toEqual([deny])
  })

  it('makes a policy where there was none, and none where nothing else is left', () => {
    const made = withStatement(null, deny)
    expect(made).toEqual({ Version: '2012-10-17', Statement: [deny] })
    expect(withoutStatement(made, String(deny.Sid))).toBeNull()
  })

  it('exempts roles by the key that carries the role of a session, and never by NotPrincipal', () => {
    expect(deny).toMatchObject({
      Principal: '*',
      Condition: { ArnNotLike: { 'aws:PrincipalArn': ['arn:aws:iam::111111111111:role/replication'] } },
    })
    expect(deny).not.toHaveProperty('NotPrincipal')
  })

  it.each(['[]', '"x"', '{"Statement":[1]}', 'not json'])('refuses to edit %s', (text) => {
    expect(() => parsePolicy(text)).toThrow()
  })
})
