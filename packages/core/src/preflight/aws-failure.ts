import type { AwsFactory } from '../aws/account.js'
import { classifyError, errorData } from '../aws/classify.js'
import { renewalOf } from '../aws/renewal.js'
import { type ErrorCode, isCutoverError } from '../model/errors.js'
import { shellWord } from '../model/shell-word.js'
import type { Side } from '../model/step.js'

/** An AWS error before anything was changed, in an operator's words. */
export interface AwsFailure {
  readonly code: ErrorCode
  readonly message: string
  readonly next: string
}

/** Says whose credentials failed and how, and what to type. */
export function awsFailure(
  error: unknown,
  side: Side,
  profile: string,
  aws: Pick<AwsFactory, 'renewal'>,
): AwsFailure {
  if (isCutoverError(error))
    return { code: error.code, message: error.message, next: error.next ?? 'Correct that and try again.' }
  const { name, message } = errorData(error)
  const { kind } = classifyError(error)
  if (kind === 'credential')
    return {
      code: 'credentials/expired',
      message: `The ${side} profile "${profile}" does not authenticate: ${message} (${name}).`,
      next: renewalOf(aws, side, profile).text,
    }
  if (kind === 'in-doubt')
    return {
      code: 'preflight/failed',
      message: `AWS could not be reached with the ${side} profile "${profile}": ${message} (${name}).`,
      next: 'Check the network, proxies and AWS_ENDPOINT_URL.',
    }
  if (kind === 'throttled' || kind === 'timeout-known')
    return {
      code: 'preflight/failed',
      message: `AWS had no time for a question of the ${side} profile "${profile}": ${message} (${name}).`,
      next: 'Wait a minute and try again.',
    }
  return {
    code: 'aws/refused',
    message: `AWS refused a question of the ${side} profile "${profile}": ${message} (${name}).`,
    next: `aws sts get-caller-identity --profile ${shellWord(profile)}`,
  }
}
