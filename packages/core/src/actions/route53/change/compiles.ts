import { type Compiles, flagValue, textValue, type Values } from '../../../compile/action.js'
import { parseArn } from '../../../compile/read/arn.js'
import { structure } from '../../../compile/resolve/schema-words.js'
import type { Json, JsonObject } from '../../../model/json.js'

/** How a swap of records is read from a checklist. */
export const compiles: Compiles = {
  role: 'traffic',
  commands: ['route53 change-resource-record-sets'],
  fromCommand(ctx): Values {
    const batch = flagValue(ctx, '--change-batch')
    if (batch === undefined) return {}
    const file = /^file:\/\/(.+)$/.exec(batch)?.[1]
    if (file === undefined) return fromBatch(structure(batch))
    const stated = ctx.input('new') !== undefined
    return stated ? {} : { change_batch_file: file, old: null, new: null }
  },
  fromFacts: ({ datastoreArn }) => ({
    hosted_zone_id: parseArn(datastoreArn)?.resource.match(/^hostedzone\/(.+)$/)?.[1],
  }),
  adapt: { hosted_zone_id: zoneId },
}

/** A zone's id without the path that Route 53 puts before it. */
function zoneId(value: Json) {
  return { value: typeof value === 'string' ? value.replace(/^\/?hostedzone\//, '') : value }
}

/** A batch that swaps or creates one record. What is deleted is the old record; an upsert hides it. */
function fromBatch(batch: Json | undefined): Values {
  const changes = isObject(batch) && Array.isArray(batch['Changes']) ? (batch['Changes'] as Json[]) : []
  const of = (...actions: readonly string[]) =>
    changes.filter(isObject).find((c) => actions.includes(textValue(c['Action']) ?? ''))?.[
      'ResourceRecordSet'
    ]
  const created = of('CREATE', 'UPSERT')
  const deleted = of('DELETE')
  if (!isObject(created) || changes.length > 2) return {}
  const onlyCreate = changes.length === 1 && of('CREATE') !== undefined
  return {
    record_name: textValue(created['Name'])?.replace(/\.$/, ''),
    record_type: created['Type'],
    set_identifier: created['SetIdentifier'],
    weight: created['Weight'],
    new: recordSet(created),
    old: isObject(deleted) ? recordSet(deleted) : onlyCreate ? null : undefined,
  }
}

function recordSet(record: JsonObject): JsonObject | undefined {
  const alias = record['AliasTarget']
  if (isObject(alias)) {
    return {
      alias: {
        hosted_zone_id: alias['HostedZoneId'],
        dns_name: alias['DNSName'],
        evaluate_target_health: alias['EvaluateTargetHealth'],
      },
    }
  }
  const records = record['ResourceRecords']
  if (!Array.isArray(records)) return undefined
  return { ttl: record['TTL'], values: (records as Json[]).filter(isObject).map((r) => r['Value'] ?? null) }
}

function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
