import { isKeyArn, normaliseKmsKey } from '../../../src/compile/read/kms-key.js'

const HOME = { partition: 'aws', region: 'eu-west-1', accountId: '111111111111' }
const ID = '0f6b3c1e-7a52-4d8e-9c47-2b1d5e8f9a30'

test.each([
  [ID, `arn:aws:kms:eu-west-1:111111111111:key/${ID}`],
  [`key/${ID}`, `arn:aws:kms:eu-west-1:111111111111:key/${ID}`],
  ['mrk-1234', 'arn:aws:kms:eu-west-1:111111111111:key/mrk-1234'],
  ['alias/orders', 'arn:aws:kms:eu-west-1:111111111111:alias/orders'],
  ['arn:aws:kms:us-east-1:2:key/x', 'arn:aws:kms:us-east-1:2:key/x'],
  [null, null],
  ['  ', null],
  ['not a key', null],
])('%j is %j', (key, expected) => {
  expect(normaliseKmsKey(key, HOME)).toBe(expected)
})

test('an alias is no key', () => {
  expect(isKeyArn('arn:aws:kms:eu-west-1:1:alias/x')).toBe(false)
  expect(isKeyArn('arn:aws:kms:eu-west-1:1:key/x')).toBe(true)
  expect(isKeyArn(null)).toBe(false)
})
