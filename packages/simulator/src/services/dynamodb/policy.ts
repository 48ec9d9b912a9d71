import type {
  DeleteResourcePolicyCommandInput,
  DeleteResourcePolicyOutput,
  GetResourcePolicyCommandInput,
  GetResourcePolicyOutput,
  PutResourcePolicyCommandInput,
  PutResourcePolicyOutput,
} from '@aws-sdk/client-dynamodb'
import { AwsError } from '../../kernel/error.js'
import type { CallContext } from '../../kernel/service.js'
import { askResourcePolicy } from '../common/resource-policy.js'
import { parsePolicy } from '../iam/policy/document.js'
import { validation } from './errors.js'
import { findTable } from './find.js'
import type { Table } from './state.js'

const MAX_BYTES = 20_480
/** What a request expects that wants to be the first to put a policy. */
const NO_POLICY = 'NO_POLICY'

export function getResourcePolicy(
  input: GetResourcePolicyCommandInput,
  call: CallContext,
): GetResourcePolicyOutput {
  const { policy } = findTable(call, input.ResourceArn, 'GetResourcePolicy')
  if (policy === undefined) throw policyNotFound(input.ResourceArn ?? '')
  return { Policy: policy.text, RevisionId: policy.revisionId }
}

/** The same text again keeps its revision. */
export function putResourcePolicy(
  input: PutResourcePolicyCommandInput,
  call: CallContext,
): PutResourcePolicyOutput {
  const table = findTable(call, input.ResourceArn, 'PutResourcePolicy')
  const text = input.Policy ?? ''
  assertPolicyText(text)
  assertExpected(table, input.ExpectedRevisionId)
  if (input.ConfirmRemoveSelfResourceAccess !== true) assertNotLockedOut(call, table, text)
  if (table.policy?.text !== text) table.policy = { text, revisionId: nextRevision(call, table) }
  return { RevisionId: table.policy.revisionId }
}

/** Without an expectation, deleting what is not there is no error. */
export function deleteResourcePolicy(
  input: DeleteResourcePolicyCommandInput,
  call: CallContext,
): DeleteResourcePolicyOutput {
  const table = findTable(call, input.ResourceArn, 'DeleteResourcePolicy')
  assertExpected(table, input.ExpectedRevisionId)
  const revisionId = table.policy?.revisionId
  table.policy = undefined
  return { RevisionId: revisionId }
}

/** @throws AwsError `ValidationException` for a text that is no policy, or too long */
export function assertPolicyText(text: string): void {
  if (Buffer.byteLength(text, 'utf8') > MAX_BYTES) {
    throw validation(`Resource-based policy size exceeds the maximum allowed size of ${MAX_BYTES} bytes`)
  }
  try {
    parsePolicy(text)
  } catch (error) {
    throw validation(`Invalid policy document: ${error instanceof Error ? error.message : ''}`)
  }
}

/** Revisions look like moments in milliseconds, and grow. */
export function firstRevision(call: CallContext): string {
  return String(Math.floor(call.clock.nowMs()))
}

function nextRevision(call: CallContext, table: Table): string {
  const before = Number(table.policy?.revisionId ?? 0)
  return String(Math.max(before + 1, Math.floor(call.clock.nowMs())))
}

function assertExpected(table: Table, expected: string | undefined): void {
  const actual = table.policy?.revisionId
  if (expected === undefined || expected === (actual ?? NO_POLICY)) return
  const detail =
    expected === NO_POLICY
      ? `Requested policy update expecting none to be present for table ${table.name}, but a policy exists with revision id ${actual}.`
      : `Requested update for policy with revision id ${expected}, but the policy associated to target table ${table.name} has revision id ${actual}.`
  throw policyNotFound(detail)
}

/** A policy that would shut its own author out must say so explicitly. */
function assertNotLockedOut(call: CallContext, table: Table, text: string): void {
  const needed = ['GetResourcePolicy', 'PutResourcePolicy', 'DeleteResourcePolicy']
  const shut = needed.find(
    (action) =>
      askResourcePolicy(text, {
        principal: call.caller,
        action: `dynamodb:${action}`,
        resourceArn: table.arn,
      }) === 'deny',
  )
  if (shut === undefined) return
  throw validation(
    `The policy denies dynamodb:${shut} to its own author; set ConfirmRemoveSelfResourceAccess to put it nevertheless`,
  )
}

function policyNotFound(detail: string): AwsError {
  return new AwsError(
    'PolicyNotFoundException',
    `Resource-based policy not found for the provided ResourceArn: ${detail}`,
  )
}
