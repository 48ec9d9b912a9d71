import type { ResourceRecordSet } from '@aws-sdk/client-route-53'
import { zoneName } from '../names.js'
import type { RecordSet, Routing } from '../state.js'

/** A record set as Route 53 answers it. */
export function recordView(record: RecordSet): ResourceRecordSet {
  const { alias, routing } = record
  return {
    Name: record.name,
    Type: record.type as ResourceRecordSet['Type'],
    SetIdentifier: routing?.setIdentifier,
    Weight: routing?.weight,
    Region: routing?.region as ResourceRecordSet['Region'],
    Failover: routing?.failover as ResourceRecordSet['Failover'],
    MultiValueAnswer: routing?.multiValue === true ? true : undefined,
    GeoLocation: routing?.geo,
    TTL: record.ttlSeconds,
    ResourceRecords: alias === undefined ? record.values.map((Value) => ({ Value })) : undefined,
    AliasTarget:
      alias === undefined
        ? undefined
        : {
            HostedZoneId: alias.zoneId,
            DNSName: alias.dnsName,
            EvaluateTargetHealth: alias.evaluateTargetHealth,
          },
    HealthCheckId: record.healthCheckId,
  }
}

/** From the form of requests to the form that is kept. Says nothing about whether it is valid. */
export function recordFrom(input: ResourceRecordSet): RecordSet {
  const alias = input.AliasTarget
  return {
    name: zoneName(input.Name ?? ''),
    type: input.Type ?? '',
    ttlSeconds: input.TTL,
    values: (input.ResourceRecords ?? []).map(({ Value }) => Value ?? ''),
    alias:
      alias === undefined
        ? undefined
        : {
            zoneId: alias.HostedZoneId ?? '',
            dnsName: zoneName(alias.DNSName ?? ''),
            evaluateTargetHealth: alias.EvaluateTargetHealth ?? false,
          },
    routing: routingFrom(input),
    healthCheckId: input.HealthCheckId,
  }
}

function routingFrom(input: ResourceRecordSet): Routing | undefined {
  if (input.SetIdentifier === undefined) return undefined
  const geo = input.GeoLocation
  return {
    setIdentifier: input.SetIdentifier,
    weight: input.Weight,
    region: input.Region,
    failover: input.Failover,
    multiValue: input.MultiValueAnswer ?? false,
    geo:
      geo === undefined
        ? undefined
        : {
            ContinentCode: geo.ContinentCode,
            CountryCode: geo.CountryCode,
            SubdivisionCode: geo.SubdivisionCode,
          },
  }
}
