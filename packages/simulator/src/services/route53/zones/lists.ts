import type {
  ListHostedZonesByNameCommandInput,
  ListHostedZonesByNameResponse,
  ListHostedZonesCommandInput,
  ListHostedZonesResponse,
} from '@aws-sdk/client-route-53'
import type { CallContext } from '../../../kernel/service.js'
import { compareText } from '../../common/paging.js'
import { invalidInput, own } from '../find.js'
import { bareId, compareNames, zoneName } from '../names.js'
import { zoneView } from './zones.js'

const MAX_ITEMS = 100

/** In order of their ids, which is what the marker is. */
export function listHostedZones(
  input: ListHostedZonesCommandInput,
  call: CallContext,
): ListHostedZonesResponse {
  const limit = Math.min(input.MaxItems ?? MAX_ITEMS, MAX_ITEMS)
  const zones = Object.values(own(call).zones).sort((a, b) => compareText(a.id, b.id))
  const rest = zones.filter((zone) => input.Marker === undefined || zone.id >= input.Marker)
  const following = rest[limit]
  return {
    HostedZones: rest.slice(0, limit).map(zoneView),
    Marker: input.Marker ?? '',
    IsTruncated: following !== undefined,
    NextMarker: following?.id,
    MaxItems: limit,
  }
}

/** In order of their names by labels from the right, starting at DNSName: the answer need not contain it. */
export function listHostedZonesByName(
  input: ListHostedZonesByNameCommandInput,
  call: CallContext,
): ListHostedZonesByNameResponse {
  if (input.HostedZoneId !== undefined && input.DNSName === undefined) {
    throw invalidInput('The input is not valid: HostedZoneId requires DNSName.')
  }
  const limit = Math.min(input.MaxItems ?? MAX_ITEMS, MAX_ITEMS)
  const start = input.DNSName === undefined ? undefined : zoneName(input.DNSName)
  const startId = input.HostedZoneId === undefined ? '' : bareId(input.HostedZoneId)
  const rest = Object.values(own(call).zones)
    .sort((a, b) => compareNames(a.name, b.name) || compareText(a.id, b.id))
    .filter((zone) => {
      const order = start === undefined ? 1 : compareNames(zone.name, start)
      return order > 0 || (order === 0 && zone.id >= startId)
    })
  const following = rest[limit]
  return {
    HostedZones: rest.slice(0, limit).map(zoneView),
    DNSName: input.DNSName,
    HostedZoneId: input.HostedZoneId,
    IsTruncated: following !== undefined,
    NextDNSName: following?.name,
    NextHostedZoneId: following?.id,
    MaxItems: limit,
  }
}
