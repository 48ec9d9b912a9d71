import type {
  Change as ChangeRequest,
  ChangeResourceRecordSetsCommandInput,
  ChangeResourceRecordSetsResponse,
} from '@aws-sdk/client-route-53'
import { AwsError } from '../../../kernel/error.js'
import type { CallContext } from '../../../kernel/service.js'
import { findZone, own } from '../find.js'
import { recordFrom } from '../records/view.js'
import type { Zone } from '../state.js'
import { type Applied, applyChange } from './apply.js'
import { changeInfo, submitChange } from './changes.js'
import { assertExpressible, repeatedChanges, zoneProblems } from './rules.js'

const MAX_RECORDS = 1_000

/**
 * All or nothing: the batch is tried on a copy of the zone, change by change in the given order, and every
 * problem found is answered together. Only a batch without problems is submitted.
 */
export function changeResourceRecordSets(
  input: ChangeResourceRecordSetsCommandInput,
  call: CallContext,
): ChangeResourceRecordSetsResponse {
  const zone = findZone(call, input.HostedZoneId)
  const changes = input.ChangeBatch?.Changes ?? []
  for (const change of changes) assertExpressible(change)
  assertNoPriorRequest(call, zone)
  const result = tryBatch(call, zone, changes)
  if (result.problems.length > 0) throw invalidBatch(result.problems)
  const change = submitChange(call, zone, result.records, input.ChangeBatch?.Comment)
  return { ChangeInfo: changeInfo(call, change) }
}

function tryBatch(call: CallContext, zone: Zone, changes: readonly ChangeRequest[]): Applied {
  if (changes.length > MAX_RECORDS) {
    return { records: [], problems: [`Number of records limit of ${MAX_RECORDS} exceeded.`] }
  }
  const repeated = repeatedChanges(changes)
  if (repeated.length > 0) return { records: [], problems: repeated }
  let records = zone.records
  const problems: string[] = []
  for (const change of changes) {
    if (change.ResourceRecordSet === undefined) continue
    const applied = applyChange(call, zone, records, {
      action: change.Action ?? '',
      wanted: recordFrom(change.ResourceRecordSet),
    })
    records = applied.records
    problems.push(...applied.problems)
  }
  // What a whole zone must hold is looked at once, so that a swap within the batch is no problem.
  return { records, problems: problems.length > 0 ? problems : zoneProblems(zone.name, records) }
}

function assertNoPriorRequest(call: CallContext, zone: Zone): void {
  const { priorRequestWindowMs } = own(call)
  const sinceMs = call.clock.nowMs() - (zone.lastChangeMs ?? Number.NEGATIVE_INFINITY)
  if (sinceMs >= priorRequestWindowMs) return
  throw new AwsError(
    'PriorRequestNotComplete',
    'The request was rejected because Route 53 was still processing a prior request.',
  )
}

function invalidBatch(messages: readonly string[]): AwsError {
  return new AwsError('InvalidChangeBatch', `[${messages.join(', ')}]`, 400, { messages: [...messages] })
}
