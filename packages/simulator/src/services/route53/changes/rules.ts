/** What a request, a record set and a zone must be like, in the words with which Route 53 refuses them. */
import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53'
import { invalidInput } from '../find.js'
import { zoneName } from '../names.js'
import type { RecordSet } from '../state.js'

const ROUTINGS = ['Weight', 'Region', 'Failover', 'GeoLocation', 'MultiValueAnswer'] as const

/**
 * The shape of a change, checked before the zone is looked at.
 * @throws AwsError `InvalidInput`
 */
export function assertExpressible(change: Change): void {
  const record = change.ResourceRecordSet
  if (record === undefined) throw invalidInput("Invalid request: Missing field 'ResourceRecordSet' in Change")
  if (!['CREATE', 'DELETE', 'UPSERT'].includes(change.Action ?? '')) {
    throw invalidInput(
      `Invalid XML ; cvc-enumeration-valid: Value '${change.Action ?? ''}' is not facet-valid with respect to ` +
        "enumeration '[CREATE, DELETE, UPSERT]'. It must be a value from the enumeration.",
    )
  }
  const where = `in Change with [${describe(change, record)}]`
  const plain = record.TTL !== undefined && (record.ResourceRecords ?? []).length > 0
  if ((record.AliasTarget !== undefined) === plain) {
    const found = plain ? 'more than one' : 'none'
    throw invalidInput(
      'Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or ' +
        `TrafficPolicyInstanceId], but found ${found} ${where}`,
    )
  }
  const routings = ROUTINGS.filter((member) => record[member] !== undefined)
  if (record.SetIdentifier === undefined && routings.length > 0) {
    throw invalidInput(`Invalid request: Missing field 'SetIdentifier' ${where}`)
  }
  if (record.SetIdentifier !== undefined && routings.length !== 1) {
    const found = routings.length === 0 ? 'none' : 'more than one'
    throw invalidInput(
      'Invalid request: Expected exactly one of [Weight, Region, Failover, GeoLocation, MultiValueAnswer, ' +
        `GeoProximityLocation or CidrRoutingConfig], but found ${found} ${where}`,
    )
  }
}

/** The same record set twice with the same action in one batch. */
export function repeatedChanges(changes: readonly Change[]): string[] {
  const seen = new Set<string>()
  const repeated: string[] = []
  for (const { Action, ResourceRecordSet: record } of changes) {
    const name = zoneName(record?.Name ?? '')
    const key = `${Action} ${name} ${record?.Type} ${record?.SetIdentifier}`
    if (seen.has(key)) {
      repeated.push(
        `The request contains an invalid set of changes for a resource record set '${record?.Type} ${name}'`,
      )
    }
    seen.add(key)
  }
  return repeated
}

/** What is wrong with a record set in itself, and beside the other ones of the zone. */
export function recordProblems(zone: string, others: readonly RecordSet[], wanted: RecordSet): string[] {
  const problems = wanted.values.flatMap((value) => valueProblems(wanted.type, value))
  const beside = others.filter((record) => record.name === wanted.name)
  const alike = beside.filter((record) => record.type === wanted.type)
  if (wanted.type === 'CNAME' && wanted.name === zone) {
    problems.push(`RRSet of type CNAME with DNS name ${wanted.name} is not permitted at apex in zone ${zone}`)
  } else if (beside.some((record) => (record.type === 'CNAME') !== (wanted.type === 'CNAME'))) {
    problems.push(
      `RRSet of type ${wanted.type} with DNS name ${wanted.name} is not permitted as it conflicts with other records ` +
        `with the same DNS name in zone ${zone}`,
    )
  }
  const set = wanted.routing?.setIdentifier
  if (set === undefined && alike.length > 0) {
    problems.push(
      `RRSet with DNS name ${wanted.name}, type ${wanted.type} cannot be created as other RRSets exist with the same ` +
        'name and type.',
    )
  }
  if (set !== undefined && alike.some((record) => record.routing === undefined)) {
    problems.push(
      `RRSet with DNS name ${wanted.name}, type ${wanted.type}, SetIdentifier ${set} cannot be created as a non-multivalue ` +
        'answer RRSet exists with the same name and type.',
    )
  }
  return problems
}

/** What the apex of every zone must keep. */
export function zoneProblems(zone: string, records: readonly RecordSet[]): string[] {
  const has = (type: string) => records.some((record) => record.name === zone && record.type === type)
  return [
    ...(has('SOA') ? [] : ['A HostedZone must contain exactly one SOA record.']),
    ...(has('NS') ? [] : ['A HostedZone must contain at least one NS record for the zone itself.']),
  ]
}

function valueProblems(type: string, value: string): string[] {
  const fatal = (code: string, text: string) => [
    `Invalid Resource Record: 'FATAL problem: ${code} (${text}) encountered with '${value}''`,
  ]
  const octets = value.split('.')
  const isIpv4 = octets.length === 4 && octets.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)
  if (type === 'A' && !isIpv4) return fatal('ARRDATAIllegalIPv4Address', 'Value is not a valid IPv4 address')
  if (type === 'AAAA' && !value.includes(':')) {
    return fatal('AAAARRDATAIllegalIPv6Address', 'Value is not a valid IPv6 address')
  }
  if ((type === 'TXT' || type === 'SPF') && !/^".*"$/s.test(value)) {
    return fatal('InvalidCharacterString', 'Value should be enclosed in quotation marks')
  }
  return []
}

function describe(change: Change, record: ResourceRecordSet): string {
  const set = record.SetIdentifier ?? 'null'
  return `Action=${change.Action}, Name=${record.Name}, Type=${record.Type}, SetIdentifier=${set}`
}
