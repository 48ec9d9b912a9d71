import type { Protocol } from '../codec/model.js'
import { AwsError } from '../kernel/error.js'

/** Failures that every service answers by itself, each family in its own words. */
export type CommonFailure =
  | 'unknown-access-key'
  | 'bad-session-token'
  | 'missing-signature'
  | 'expired'
  | 'denied'
  | 'throttled'

/** Where a request went, as far as the wording of common errors depends on it. */
export interface ErrorContext {
  readonly protocol: Protocol
  readonly isS3: boolean
}

type Row = readonly [code: string, status: number]
type Family = 'json' | 'query' | 'ec2' | 's3'

/** Codes as each protocol family answers them (AWS "Common error types" pages, S3 and EC2 error lists). */
const rows: Readonly<Record<CommonFailure, Readonly<Record<Family, Row>>>> = {
  'unknown-access-key': {
    json: ['UnrecognizedClientException', 400],
    query: ['InvalidClientTokenId', 403],
    ec2: ['AuthFailure', 401],
    s3: ['InvalidAccessKeyId', 403],
  },
  'bad-session-token': {
    json: ['UnrecognizedClientException', 400],
    query: ['InvalidClientTokenId', 403],
    ec2: ['AuthFailure', 401],
    s3: ['InvalidToken', 400],
  },
  'missing-signature': {
    json: ['MissingAuthenticationTokenException', 400],
    query: ['MissingAuthenticationToken', 403],
    ec2: ['AuthFailure', 401],
    s3: ['AccessDenied', 403],
  },
  expired: {
    json: ['ExpiredTokenException', 400],
    query: ['ExpiredToken', 403],
    ec2: ['RequestExpired', 400],
    s3: ['ExpiredToken', 400],
  },
  denied: {
    json: ['AccessDeniedException', 400],
    query: ['AccessDenied', 403],
    ec2: ['UnauthorizedOperation', 403],
    s3: ['AccessDenied', 403],
  },
  throttled: {
    json: ['ThrottlingException', 400],
    query: ['Throttling', 400],
    ec2: ['RequestLimitExceeded', 503],
    s3: ['SlowDown', 503],
  },
}

const messages: Readonly<Record<CommonFailure, string>> = {
  'unknown-access-key': 'The security token included in the request is invalid.',
  'bad-session-token': 'The security token included in the request is invalid.',
  'missing-signature': 'Request is missing Authentication Token',
  expired: 'The security token included in the request is expired',
  denied: 'Access Denied',
  throttled: 'Rate exceeded',
}

const messagesByCode: Readonly<Record<string, string>> = {
  InvalidAccessKeyId: 'The AWS Access Key Id you provided does not exist in our records.',
  InvalidToken: 'The provided token is malformed or otherwise invalid.',
  ExpiredToken: 'The provided token has expired.',
  SlowDown: 'Please reduce your request rate.',
  AuthFailure: 'AWS was not able to validate the provided access credentials',
  UnauthorizedOperation: 'You are not authorized to perform this operation.',
}

export function commonError(failure: CommonFailure, context: ErrorContext, message?: string): AwsError {
  const [code, status] = rows[failure][familyOf(context)]
  return new AwsError(code, message ?? messagesByCode[code] ?? messages[failure], status)
}

function familyOf({ protocol, isS3 }: ErrorContext): Family {
  switch (protocol) {
    case 'awsJson1_0':
    case 'awsJson1_1':
    case 'restJson1':
      return 'json'
    case 'ec2Query':
      return 'ec2'
    case 'awsQuery':
      return 'query'
    case 'restXml':
      return isS3 ? 's3' : 'query'
  }
}
