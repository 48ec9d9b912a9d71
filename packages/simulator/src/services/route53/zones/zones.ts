import type {
  CreateHostedZoneCommandInput,
  CreateHostedZoneResponse,
  DeleteHostedZoneCommandInput,
  DeleteHostedZoneResponse,
  GetDNSSECCommandInput,
  GetDNSSECResponse,
  GetHostedZoneCommandInput,
  GetHostedZoneResponse,
  HostedZone,
  VPCRegion,
} from '@aws-sdk/client-route-53'
import { AwsError } from '../../../kernel/error.js'
import type { CallContext } from '../../../kernel/service.js'
import { changeInfo, submitChange } from '../changes/changes.js'
import { findZone, invalidInput, own } from '../find.js'
import { putZone, type Zone } from '../state.js'

export function createHostedZone(
  input: CreateHostedZoneCommandInput,
  call: CallContext,
): CreateHostedZoneResponse {
  const name = input.Name ?? ''
  if (!/^[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*\.?$/.test(name)) {
    throw new AwsError('InvalidDomainName', `${name} is not a valid domain name`)
  }
  const zones = Object.values(own(call).zones)
  if (zones.some((zone) => zone.callerReference === input.CallerReference)) {
    throw new AwsError(
      'HostedZoneAlreadyExists',
      'A hosted zone has already been created with the specified caller reference.',
      409,
    )
  }
  const vpc = input.VPC
  const zone = putZone(call.world, {
    accountId: call.caller.accountId,
    name,
    callerReference: input.CallerReference ?? '',
    comment: input.HostedZoneConfig?.Comment ?? '',
    nowMs: call.clock.nowMs(),
    ...(vpc === undefined ? {} : { vpc: { id: vpc.VPCId ?? '', region: vpc.VPCRegion ?? call.region } }),
  })
  const change = submitChange(call, zone, zone.records, undefined)
  return {
    HostedZone: zoneView(zone),
    ChangeInfo: changeInfo(call, change),
    DelegationSet: { NameServers: [...zone.nameServers] },
    Location: `https://route53.amazonaws.com/2013-04-01/hostedzone/${zone.id}`,
  }
}

export function getHostedZone(input: GetHostedZoneCommandInput, call: CallContext): GetHostedZoneResponse {
  const zone = findZone(call, input.Id)
  return {
    HostedZone: zoneView(zone),
    ...(zone.vpc === undefined
      ? { DelegationSet: { NameServers: [...zone.nameServers] } }
      : { VPCs: [{ VPCId: zone.vpc.id, VPCRegion: zone.vpc.region as VPCRegion }] }),
  }
}

export function deleteHostedZone(
  input: DeleteHostedZoneCommandInput,
  call: CallContext,
): DeleteHostedZoneResponse {
  const zone = findZone(call, input.Id)
  if (zone.records.some((record) => record.name !== zone.name || !['NS', 'SOA'].includes(record.type))) {
    throw new AwsError(
      'HostedZoneNotEmpty',
      'The specified hosted zone contains non-required resource record sets and so cannot be deleted.',
    )
  }
  const change = submitChange(call, zone, [], undefined)
  delete own(call).zones[zone.id]
  return { ChangeInfo: changeInfo(call, change) }
}

export function getDNSSEC(input: GetDNSSECCommandInput, call: CallContext): GetDNSSECResponse {
  const zone = findZone(call, input.HostedZoneId)
  if (zone.isPrivate) {
    throw invalidInput('DNSSEC is not supported for private hosted zones.')
  }
  return { Status: { ServeSignature: zone.dnssec }, KeySigningKeys: [] }
}

export function zoneView(zone: Zone): HostedZone {
  return {
    Id: `/hostedzone/${zone.id}`,
    Name: zone.name,
    CallerReference: zone.callerReference,
    Config: { Comment: zone.comment, PrivateZone: zone.isPrivate },
    ResourceRecordSetCount: zone.records.length,
  }
}
