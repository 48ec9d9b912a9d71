import { type ErrorCode, isCutoverError } from '../model/errors.js'
import { thrownMember, thrownText } from '../model/thrown.js'
import { scrubText } from './scrub.js'

/**
 * What an error means for a mutation. Pure, and by name: `$retryable` is often undefined, and the modelled
 * name (`err.name`) and the wire code (`err.Code`) differ between services, so both are matched.
 *
 * - `credential`: nobody is logged in; a halt, never a step's failure
 * - `throttled`, `timeout-known`: AWS said that it did nothing; may be sent again once, after that pause
 * - `in-doubt`: it may have happened; reconcile before anything else
 * - `not-found`, `already-exists`, `denied`, `refused`: AWS answered, and did nothing
 */
export type ErrorClass =
  | { readonly kind: 'credential' }
  | { readonly kind: 'throttled'; readonly resendAfterMs: number }
  | { readonly kind: 'timeout-known'; readonly resendAfterMs: number }
  | { readonly kind: 'in-doubt' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'already-exists' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'refused' }

const THROTTLE_PAUSE_MS = 30_000
const TIMEOUT_PAUSE_MS = 10_000

const CREDENTIAL = names(
  'ExpiredToken ExpiredTokenException ExpiredTokenFault RequestExpired CredentialsProviderError',
  'TokenProviderError SSOTokenProviderFailure UnrecognizedClient UnrecognizedClientException',
  'InvalidClientTokenId InvalidAccessKeyId InvalidToken AuthFailure MissingAuthenticationToken',
  'MissingAuthenticationTokenException IncompleteSignature InvalidSignatureException SignatureDoesNotMatch',
)
const THROTTLED = names(
  'Throttling ThrottlingException ThrottledException RequestLimitExceeded TooManyRequestsException',
  'SlowDown ProvisionedThroughputExceededException RequestThrottled RequestThrottledException',
  'PriorRequestNotComplete',
)
const TIMED_OUT = names('RequestTimeout RequestTimeoutException')
/** Errors after which the same call may be sent once more by itself. */
export const NAMES_OF_RESENDS: ReadonlySet<string> = new Set([...THROTTLED, ...TIMED_OUT])
const DENIED = names(
  'AccessDenied AccessDeniedException AccessDeniedFault UnauthorizedOperation UnauthorizedException',
  'AuthorizationError NotAuthorized Forbidden AllAccessDisabled KMSKeyNotAccessibleFault',
  'KMSAccessDeniedFault',
)
const NOT_FOUND = /NotFound(Fault|Exception)?$|^NoSuch|Missing(Fault|Exception)?$/
const ALREADY_EXISTS =
  /AlreadyExists(Fault|Exception)?$|^ResourceExistsException$|\.Duplicate$|^BucketAlreadyOwnedByYou$/

/** Total: anything that is not recognised is in doubt, because nobody answered that it did not happen. */
export function classifyError(error: unknown): ErrorClass {
  if (isCutoverError(error)) return { kind: ofOurOwn(error.code) }
  const said = errorNames(error)
  const status = httpStatus(error)
  if (said.some((name) => CREDENTIAL.has(name))) return { kind: 'credential' }
  if (said.some((name) => THROTTLED.has(name))) return { kind: 'throttled', resendAfterMs: THROTTLE_PAUSE_MS }
  if (said.some((name) => TIMED_OUT.has(name)))
    return { kind: 'timeout-known', resendAfterMs: TIMEOUT_PAUSE_MS }
  if (status === 501) return { kind: 'refused' }
  // No answer (timeout, reset, abort), an answer that could not be read, or a server that failed half-way.
  if (status === null || status < 300 || status >= 500) return { kind: 'in-doubt' }
  if (isNotFound(error)) return { kind: 'not-found' }
  if (said.some((name) => ALREADY_EXISTS.test(name))) return { kind: 'already-exists' }
  if (said.some((name) => DENIED.has(name)) || status === 403) return { kind: 'denied' }
  return { kind: 'refused' }
}

function ofOurOwn(code: ErrorCode): 'credential' | 'in-doubt' | 'refused' {
  // It was sent, and what AWS did with it stood in the answer that could not be read to its end.
  if (code === 'aws/unbounded-answer') return 'in-doubt'
  return code.startsWith('credentials/') ? 'credential' : 'refused'
}

/** True when AWS answered that the thing asked for does not exist. Meant for reads of one resource. */
export function isNotFound(error: unknown): boolean {
  const said = errorNames(error)
  if (said.some((name) => NOT_FOUND.test(name))) return true
  // DataSync has one name for every bad request; only its message tells a missing task.
  return said.includes('InvalidRequestException') && /not found|does not exist/i.test(thrownText(error))
}

/** True when the error has this name or wire code, with or without the `Fault`/`Exception` of the model. */
export function isNamed(error: unknown, ...wanted: readonly string[]): boolean {
  const bare = (name: string) => name.replace(/(Fault|Exception)$/, '')
  const said = errorNames(error).map(bare)
  return wanted.some((name) => said.includes(bare(name)))
}

/** An error as the journal and the screen carry it; secrets are scrubbed from the message. */
export interface ErrorData {
  readonly name: string
  readonly message: string
  readonly request_id: string | null
  readonly http_status: number | null
  /** The wire code where it differs from the name, else the name. */
  readonly code: string
  readonly [key: string]: string | number | null
}

const MAX_MESSAGE_LENGTH = 2_048
/** So much of a message is looked through; of the rest nothing is kept. */
const MAX_SCRUBBED_LENGTH = 65_536

/** @param secrets texts that must not appear, whatever the error says */
export function errorData(error: unknown, secrets: readonly string[] = []): ErrorData {
  const said = errorNames(error)
  const name = said[0] ?? 'Error'
  return {
    name,
    message: scrubText(thrownText(error).slice(0, MAX_SCRUBBED_LENGTH), secrets).slice(0, MAX_MESSAGE_LENGTH),
    request_id:
      wordOf(thrownMember(thrownMember(error, '$metadata'), 'requestId')) ??
      wordOf(thrownMember(error, 'requestId')),
    http_status: httpStatus(error),
    code: isCutoverError(error) ? error.code : (said.find((other) => other !== name) ?? name),
  }
}

/** Everything the error calls itself: `name`, `Code`, `code`, `Error.Code`, without namespaces. */
function errorNames(error: unknown): readonly string[] {
  const of = (name: string) => thrownMember(error, name)
  const all = [of('name'), of('Code'), thrownMember(of('Error'), 'Code'), of('code'), of('__type')]
  const texts = all.filter((name): name is string => typeof name === 'string' && name !== '')
  return [...new Set(texts.map((name) => wordOf(name.split('#').at(-1)?.split(':')[0]) ?? 'Error'))]
}

function httpStatus(error: unknown): number | null {
  const status = thrownMember(thrownMember(error, '$metadata'), 'httpStatusCode')
  return typeof status === 'number' ? status : null
}

/** A name or an id: one short word. Whatever else stands in its place is not repeated. */
function wordOf(value: unknown): string | null {
  return typeof value === 'string' && /^[\w.=+/-]{1,128}$/.test(value) && scrubText(value) === value
    ? value
    : null
}

function names(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')))
}
