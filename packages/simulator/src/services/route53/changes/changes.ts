import type { ChangeInfo, GetChangeCommandInput, GetChangeResponse } from '@aws-sdk/client-route-53'
import { AwsError } from '../../../kernel/error.js'
import type { CallContext } from '../../../kernel/service.js'
import { nextBase36 } from '../../common/ids.js'
import { takeJobFault } from '../../common/job-fault.js'
import { endMs } from '../../common/timing.js'
import { own } from '../find.js'
import { bareId } from '../names.js'
import { type Change, INSYNC_AFTER_MS, type RecordSet, type Zone } from '../state.js'

export function getChange(input: GetChangeCommandInput, call: CallContext): GetChangeResponse {
  const id = bareId(input.Id ?? '')
  const change = own(call).changes[id]
  if (change === undefined) {
    throw new AwsError('NoSuchChange', `Could not find resource with ID: ${id}`, 404)
  }
  return { ChangeInfo: changeInfo(call, change) }
}

export function changeInfo(call: CallContext, change: Change): ChangeInfo {
  return {
    Id: `/change/${change.id}`,
    Status: change.insyncAtMs <= call.clock.nowMs() ? 'INSYNC' : 'PENDING',
    SubmittedAt: new Date(change.submittedMs),
    Comment: change.comment,
  }
}

/** Accepts what a zone holds from now on; name servers follow when the change is in sync. */
export function submitChange(
  call: CallContext,
  zone: Zone,
  records: readonly RecordSet[],
  comment: string | undefined,
): Change {
  const nowMs = call.clock.nowMs()
  const fault = takeJobFault(call.world, 'route53', 'ChangeResourceRecordSets', zone.id)
  const insyncAtMs = fault?.kind === 'fail' ? Number.POSITIVE_INFINITY : endMs(call, nowMs, INSYNC_AFTER_MS)
  const change: Change = { id: `C${nextBase36(call.world, 20)}`, submittedMs: nowMs, insyncAtMs, comment }
  own(call).changes[change.id] = change
  zone.records = records
  zone.lastChangeMs = nowMs
  zone.served = [...stillNeeded(zone, nowMs), { insyncAtMs, records }]
  return change
}

/** Of what is already served only the latest matters. */
function stillNeeded(zone: Zone, nowMs: number): Zone['served'] {
  const latest = zone.served.findLastIndex((entry) => entry.insyncAtMs <= nowMs)
  return latest < 0 ? zone.served : zone.served.slice(latest)
}
