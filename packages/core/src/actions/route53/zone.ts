import type { ListResourceRecordSetsRequest, ListResourceRecordSetsResponse } from '@aws-sdk/client-route-53'
import { allItems } from '../../aws/pages.js'
import { canonicalDnsName } from '../../dns/values.js'
import type { ReadContext } from '../kit/definition.js'
import { type RecordKey, type RecordSet, recordSetFrom } from './record-set.js'

/** What is needed of a hosted zone. */
export interface Zone {
  readonly name: string
  readonly isPrivate: boolean
  /** Empty for a private zone. */
  readonly nameServers: readonly string[]
}

/** @param hostedZoneId with or without `/hostedzone/` before it */
export function bareZoneId(hostedZoneId: string): string {
  return hostedZoneId.replace(/^\/?hostedzone\//, '')
}

export async function readZone(hostedZoneId: string, ctx: ReadContext): Promise<Zone> {
  const route53 = await ctx.target.service('route53')
  const found = await route53.getHostedZone({ Id: bareZoneId(hostedZoneId) }, { abortSignal: ctx.signal })
  const isPrivate = found.HostedZone?.Config?.PrivateZone === true
  return {
    name: found.HostedZone?.Name ?? '',
    isPrivate,
    nameServers: isPrivate ? [] : (found.DelegationSet?.NameServers ?? []),
  }
}

/** Every record set under the names of the keys, of any type: other types decide whether a CNAME fits. */
export async function readRecordSets(
  hostedZoneId: string,
  keys: readonly RecordKey[],
  ctx: ReadContext,
): Promise<readonly RecordSet[]> {
  const found: RecordSet[] = []
  for (const name of new Set(keys.map((key) => canonicalDnsName(key.name)))) {
    found.push(...(await readName(hostedZoneId, name, ctx)))
  }
  return found
}

/** The listing is ordered by name and begins at the asked one: it ends with the first other name. */
async function readName(hostedZoneId: string, name: string, ctx: ReadContext): Promise<readonly RecordSet[]> {
  const route53 = await ctx.target.service('route53')
  const HostedZoneId = bareZoneId(hostedZoneId)
  return allItems('route53:ListResourceRecordSets', async (from: RecordStart | undefined) => {
    const start = from ?? { StartRecordName: name }
    const page = await route53.listResourceRecordSets({ HostedZoneId, ...start }, { abortSignal: ctx.signal })
    const records = (page.ResourceRecordSets ?? []).map(recordSetFrom)
    const items = records.filter((record) => canonicalDnsName(record.Name) === name)
    const isLast = page.IsTruncated !== true || items.length < records.length
    return { items, next: isLast ? undefined : nextStart(page) }
  })
}

/** Where a page of record sets begins. */
type RecordStart = Pick<
  ListResourceRecordSetsRequest,
  'StartRecordName' | 'StartRecordType' | 'StartRecordIdentifier'
>

function nextStart(page: ListResourceRecordSetsResponse): RecordStart | undefined {
  const { NextRecordName, NextRecordType, NextRecordIdentifier } = page
  if (NextRecordName === undefined) return undefined
  return {
    StartRecordName: NextRecordName,
    ...(NextRecordType === undefined ? {} : { StartRecordType: NextRecordType }),
    ...(NextRecordIdentifier === undefined ? {} : { StartRecordIdentifier: NextRecordIdentifier }),
  }
}
