import { parseFault } from '../../src/rehearse/faults.js'

test('a rule names what goes wrong, where, and at which request', () => {
  expect(parseFault('throttle:rds:CopyDBSnapshot:2')).toEqual({
    match: { service: 'rds', operation: 'CopyDBSnapshot', nth: 2 },
    fault: { kind: 'throttle' },
    times: 1,
  })
  expect(parseFault('drop-after:s3')).toEqual({
    match: { service: 's3' },
    fault: { kind: 'drop', when: 'after' },
    times: 1,
  })
})

test.each([
  '',
  'throttle',
  'throttle:',
  'explode:s3',
  'deny:s3:',
  'deny:s3:Put:0',
  'deny:s3:Put:x',
  'deny:a:b:1:2',
])('%j is not understood', (text) => {
  expect(() => parseFault(text)).toThrow('is not understood')
})
