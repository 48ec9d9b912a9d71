import type { ResourceRecordSet } from '@aws-sdk/client-route-53'
import { type Static, Type } from 'typebox'
import { canonicalDnsName, canonicalDnsValues } from '../../dns/values.js'
import { canonicalJson, type JsonObject } from '../../model/json.js'

const BasicSchema = Type.Object(
  {
    ttl: Type.Integer({ minimum: 0, description: 'Time to live in seconds.', examples: [60] }),
    values: Type.Array(Type.String(), {
      minItems: 1,
      description: 'The values as Route 53 writes them (TXT in double quotes).',
      examples: [['203.0.113.10']],
    }),
  },
  { additionalProperties: false },
)

const AliasSchema = Type.Object(
  {
    alias: Type.Object(
      {
        hosted_zone_id: Type.String({
          description: "The alias target's own hosted zone (for a load balancer: its CanonicalHostedZoneId).",
          examples: ['Z35SXDOTRQ7X7K'],
        }),
        dns_name: Type.String({
          description: 'The DNS name that the alias points to.',
          examples: ['orders-1234567890.eu-west-1.elb.amazonaws.com'],
        }),
        evaluate_target_health: Type.Boolean({
          description: 'Whether Route 53 considers the health of the target.',
          examples: [false],
        }),
      },
      { additionalProperties: false, description: 'An alias record instead of values.' },
    ),
  },
  { additionalProperties: false },
)

/** What a record holds: values with a TTL, or an alias. */
export const RecordContentSchema = Type.Union([BasicSchema, AliasSchema])
export type RecordContent = Static<typeof RecordContentSchema>

/** Which record set of a zone is meant. */
export interface RecordKey {
  readonly name: string
  readonly type: string
  /** Null for a simple record. */
  readonly setIdentifier: string | null
}

/** A record set as JSON, with AWS's member names: what is sent, journaled and compared. */
export type RecordSet = JsonObject & { readonly Name: string; readonly Type: string }

/** The record set with this content, in the form of the API. */
export function recordSetOf(key: RecordKey, weight: number | null, content: RecordContent): RecordSet {
  const routing =
    key.setIdentifier === null
      ? {}
      : { SetIdentifier: key.setIdentifier, ...(weight === null ? {} : { Weight: weight }) }
  if ('alias' in content) {
    const AliasTarget = {
      HostedZoneId: content.alias.hosted_zone_id,
      DNSName: content.alias.dns_name,
      EvaluateTargetHealth: content.alias.evaluate_target_health,
    }
    return { Name: key.name, Type: key.type, ...routing, AliasTarget }
  }
  const ResourceRecords = content.values.map((Value) => ({ Value }))
  return { Name: key.name, Type: key.type, ...routing, TTL: content.ttl, ResourceRecords }
}

/** What the API answered, as plain JSON. */
export function recordSetFrom(found: ResourceRecordSet): RecordSet {
  return JSON.parse(JSON.stringify(found)) as RecordSet
}

/** For the SDK: the members are those of the API already. */
export function toSdk(record: RecordSet): ResourceRecordSet {
  return record as unknown as ResourceRecordSet
}

export function keyOf(record: RecordSet): RecordKey {
  const set = record.SetIdentifier
  return { name: record.Name, type: record.Type, setIdentifier: typeof set === 'string' ? set : null }
}

/** Equal texts mean the same record set. */
export function keyText(key: RecordKey): string {
  return [canonicalDnsName(key.name), key.type, key.setIdentifier ?? ''].join(' ')
}

/** For people: `api.example.com. A` or `api.example.com. A (blue)`. */
export function keyWords(key: RecordKey): string {
  const name = `${canonicalDnsName(key.name)} ${key.type}`
  return key.setIdentifier === null ? name : `${name} (${key.setIdentifier})`
}

/** Whether both say the same in every member, whatever the spelling and the order of values. */
export function sameRecordSet(a: RecordSet | null, b: RecordSet | null): boolean {
  if (a === null || b === null) return a === b
  return canonicalJson(canonicalRecordSet(a)) === canonicalJson(canonicalRecordSet(b))
}

function canonicalRecordSet(record: RecordSet): JsonObject {
  const { AliasTarget, ResourceRecords, ...rest } = record
  const alias = AliasTarget as JsonObject | undefined
  return {
    ...rest,
    Name: canonicalDnsName(record.Name),
    ...(alias === undefined
      ? { values: canonicalDnsValues(record.Type, valuesOf(record)) }
      : { alias: { ...alias, DNSName: canonicalDnsName(String(alias.DNSName)) } }),
  }
}

/** The values of a basic record; empty for an alias. */
export function valuesOf(record: RecordSet): readonly string[] {
  const records = (record.ResourceRecords ?? []) as readonly JsonObject[]
  return records.map((entry) => String(entry.Value))
}

/** The name that an alias points to, or null for a basic record. */
export function aliasNameOf(record: RecordSet): string | null {
  const alias = record.AliasTarget as JsonObject | undefined
  return alias === undefined ? null : canonicalDnsName(String(alias.DNSName))
}

/** The TTL; null for an alias, which has the one of its target. */
export function ttlOf(record: RecordSet): number | null {
  return typeof record.TTL === 'number' ? record.TTL : null
}

/** For people. */
export function contentWords(record: RecordSet | null): string {
  if (record === null) return 'no such record'
  const alias = aliasNameOf(record)
  const { Name: _name, Type: _type, TTL: _ttl, ResourceRecords: _values, AliasTarget, ...routing } = record
  const extras = Object.keys(routing).length === 0 ? '' : ` ${canonicalJson(routing as JsonObject)}`
  if (alias !== null)
    return `alias to ${alias} (zone ${String((AliasTarget as JsonObject).HostedZoneId)})${extras}`
  return `${valuesOf(record).join(', ')} (TTL ${ttlOf(record) ?? 'none'} s)${extras}`
}
