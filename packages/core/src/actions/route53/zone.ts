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
  const found: RecordSet[] = []
  let start: { StartRecordName: string } & Record<string, unknown> = { StartRecordName: name }
  for (;;) {
    const page = await route53.listResourceRecordSets({ HostedZoneId, ...start }, { abortSignal: ctx.signal })
    const records = (page.ResourceRecordSets ?? []).map(recordSetFrom)
    const same = records.filter((record) => canonicalDnsName(record.Name) === name)
    found.push(...same)
    if (page.IsTruncated !== true || page.NextRecordName === undefined || same.length < records.length)
      return found
    start = {
      StartRecordName: page.NextRecordName,
      ...(page.NextRecordType === undefined ? {} : { StartRecordType: page.NextRecordType }),
      ...(page.NextRecordIdentifier === undefined
        ? {}
        : { StartRecordIdentifier: page.NextRecordIdentifier }),
    }
  }
}
