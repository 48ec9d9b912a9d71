import { classifyError, errorData, isNamed, isNotFound } from '../../src/aws/classify.js'
import { CutoverError } from '../../src/model/errors.js'

const awsError = (name: string, status: number | null = 400, more: object = {}): Error =>
  Object.assign(new Error(`${name} happened`), {
    name,
    ...(status === null ? {} : { $metadata: { httpStatusCode: status, requestId: 'req-1' } }),
    ...more,
  })

test.each([
  ['ExpiredToken', 403, 'credential'],
  ['ExpiredTokenException', 400, 'credential'],
  ['RequestExpired', 400, 'credential'],
  ['CredentialsProviderError', null, 'credential'],
  ['UnrecognizedClientException', 400, 'credential'],
  ['Throttling', 400, 'throttled'],
  ['ThrottlingException', 400, 'throttled'],
  ['RequestLimitExceeded', 503, 'throttled'],
  ['TooManyRequestsException', 429, 'throttled'],
  ['SlowDown', 503, 'throttled'],
  ['ProvisionedThroughputExceededException', 400, 'throttled'],
  ['RequestTimeout', 400, 'timeout-known'],
  ['RequestTimeoutException', 408, 'timeout-known'],
  ['TimeoutError', null, 'in-doubt'],
  ['AbortError', null, 'in-doubt'],
  ['SyntaxError', 200, 'in-doubt'],
  ['InternalFailure', 500, 'in-doubt'],
  ['ServiceUnavailable', 503, 'in-doubt'],
  ['UnknownError', 500, 'in-doubt'],
  ['NotImplemented', 501, 'refused'],
  ['DBInstanceNotFoundFault', 404, 'not-found'],
  ['DBInstanceNotFound', 404, 'not-found'],
  ['InvalidAMIID.NotFound', 400, 'not-found'],
  ['NoSuchKey', 404, 'not-found'],
  ['NotFound', 404, 'not-found'],
  ['NotFoundException', 400, 'not-found'],
  ['ResourceNotFoundFault', 400, 'not-found'],
  ['NoSuchHostedZone', 404, 'not-found'],
  ['NoSuchEntityException', 404, 'not-found'],
  ['DBInstanceAlreadyExists', 400, 'already-exists'],
  ['DBSnapshotAlreadyExistsFault', 400, 'already-exists'],
  ['ResourceExistsException', 400, 'already-exists'],
  ['AccessDenied', 403, 'denied'],
  ['AccessDeniedException', 400, 'denied'],
  ['UnauthorizedOperation', 403, 'denied'],
  ['UnknownError', 403, 'denied'],
  ['InvalidParameterValue', 400, 'refused'],
] as const)('%s with status %s is %s', (name, status, kind) => {
  expect(classifyError(awsError(name, status)).kind).toBe(kind)
})

test('the pauses before the one automatic re-send', () => {
  expect(classifyError(awsError('SlowDown', 503))).toEqual({ kind: 'throttled', resendAfterMs: 30_000 })
  expect(classifyError(awsError('RequestTimeout'))).toEqual({ kind: 'timeout-known', resendAfterMs: 10_000 })
})

test('connection errors are in doubt', () => {
  for (const code of ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNREFUSED']) {
    expect(classifyError(Object.assign(new Error('socket hang up'), { code })).kind).toBe('in-doubt')
  }
  expect(classifyError('what').kind).toBe('in-doubt')
})

test('the wire code counts as much as the name', () => {
  expect(classifyError(awsError('Error', 400, { Code: 'DBSnapshotNotFound' })).kind).toBe('not-found')
  expect(isNamed(awsError('DBSnapshotNotFoundFault'), 'DBSnapshotNotFound')).toBe(true)
  expect(
    isNamed(awsError('Error', 400, { Code: 'InvalidDBInstanceState' }), 'InvalidDBInstanceStateFault'),
  ).toBe(true)
})

test('a missing DataSync task is told by its message alone', () => {
  const refused = awsError('InvalidRequestException')
  expect(isNotFound(refused)).toBe(false)
  expect(
    isNotFound(Object.assign(refused, { message: 'Request parameters are invalid: task not found' })),
  ).toBe(true)
})

test('our own errors are refusals, or about credentials', () => {
  const own = (code: 'internal/bug' | 'credentials/wrong-account') =>
    new CutoverError({ code, fault: 'bug', message: 'm' })
  expect(classifyError(own('internal/bug')).kind).toBe('refused')
  expect(classifyError(own('credentials/wrong-account')).kind).toBe('credential')
})

test('error data carries no secret', () => {
  const error = awsError('ValidationException', 400, { Code: 'Validation' })
  error.message =
    "Value 'hunter2' at 'masterUserPassword' failed to satisfy constraint; key AKIAABCDEFGHIJKLMNOP; s3cr3t"
  expect(errorData(error, ['s3cr3t'])).toEqual({
    name: 'ValidationException',
    message: "Value '***' at 'masterUserPassword' failed to satisfy constraint; key ***; ***",
    request_id: 'req-1',
    http_status: 400,
    code: 'Validation',
  })
})
