import type {
  ListResourceRecordSetsCommandInput,
  ListResourceRecordSetsResponse,
} from '@aws-sdk/client-route-53'
import type { CallContext } from '../../../kernel/service.js'
import { compareText } from '../../common/paging.js'
import { findZone, invalidInput } from '../find.js'
import { compareNames, zoneName } from '../names.js'
import type { RecordSet } from '../state.js'
import { recordView } from './view.js'

const MAX_ITEMS = 300

/** In Route 53's order, from the start on: the first answer need not be the one that was asked for. */
export function listResourceRecordSets(
  input: ListResourceRecordSetsCommandInput,
  call: CallContext,
): ListResourceRecordSetsResponse {
  const zone = findZone(call, input.HostedZoneId)
  if (input.StartRecordType !== undefined && input.StartRecordName === undefined) {
    throw invalidInput('The input is not valid: StartRecordType requires StartRecordName.')
  }
  if (input.StartRecordIdentifier !== undefined && input.StartRecordType === undefined) {
    throw invalidInput('The input is not valid: StartRecordIdentifier requires StartRecordType.')
  }
  const limit = Math.min(input.MaxItems ?? MAX_ITEMS, MAX_ITEMS)
  const rest = [...zone.records].sort(compareRecords).filter((record) => isFrom(record, input))
  const following = rest[limit]
  return {
    ResourceRecordSets: rest.slice(0, limit).map(recordView),
    IsTruncated: following !== undefined,
    NextRecordName: following?.name,
    NextRecordType: following?.type as ListResourceRecordSetsResponse['NextRecordType'],
    NextRecordIdentifier: following?.routing?.setIdentifier,
    MaxItems: limit,
  }
}

/** By name from the right, then type, then set identifier. */
export function compareRecords(a: RecordSet, b: RecordSet): number {
  return (
    compareNames(a.name, b.name) ||
    compareText(a.type, b.type) ||
    compareText(a.routing?.setIdentifier ?? '', b.routing?.setIdentifier ?? '')
  )
}

function isFrom(record: RecordSet, input: ListResourceRecordSetsCommandInput): boolean {
  if (input.StartRecordName === undefined) return true
  const byName = compareNames(record.name, zoneName(input.StartRecordName))
  if (byName !== 0 || input.StartRecordType === undefined) return byName >= 0
  const byType = compareText(record.type, input.StartRecordType)
  if (byType !== 0 || input.StartRecordIdentifier === undefined) return byType >= 0
  return (record.routing?.setIdentifier ?? '') >= input.StartRecordIdentifier
}
