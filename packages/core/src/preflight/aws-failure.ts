import { classifyError, errorData } from '../aws/classify.js'
import { type ErrorCode, isCutoverError } from '../model/errors.js'
import type { Side } from '../model/step.js'

/** An AWS error before anything was changed, in an operator's words. */
export interface AwsFailure {
  readonly code: ErrorCode
  readonly message: string
  readonly next: string
}

/** Says whose credentials failed and how, and what to type. */
export function awsFailure(error: unknown, side: Side, profile: string): AwsFailure {
  if (isCutoverError(error))
    return { code: error.code, message: error.message, next: error.next ?? 'Correct that and try again.' }
  const { name, message } = errorData(error)
  const { kind } = classifyError(error)
  if (kind === 'credential')
    return {
      code: 'credentials/expired',
      message: `The ${side} profile "${profile}" does not authenticate: ${message} (${name}).`,
      next: `aws sso login --profile ${profile}`,
    }
  if (kind === 'in-doubt')
    return {
      code: 'preflight/failed',
      message: `AWS could not be reached with the ${side} profile "${profile}": ${message} (${name}).`,
      next: 'Check the network, proxies and AWS_ENDPOINT_URL.',
    }
  return {
    code: 'aws/refused',
    message: `AWS refused a question of the ${side} profile "${profile}": ${message} (${name}).`,
    next: `aws sts get-caller-identity --profile ${profile}`,
  }
}
