import { CutoverError } from '../../../model/errors.js'
import { canonicalJson, type Json, type JsonObject } from '../../../model/json.js'
import { keyOf, keyText, type RecordSet } from '../record-set.js'
import type { Swap } from './swap.js'

/**
 * Reads a change batch as `aws route53 change-resource-record-sets --change-batch file://…` takes it.
 *
 * DELETE and CREATE of one record set become a swap from exactly the one to exactly the other. UPSERT, which
 * would overwrite whatever is there, becomes a swap from the record as it is found and shown.
 *
 * @throws CutoverError `input/schema` with every finding at once
 */
export function swapsFromFile(path: string, bytes: Uint8Array): readonly Swap[] {
  const findings: string[] = []
  const swaps = new Map<string, Swap>()
  for (const [index, change] of changesIn(path, bytes).entries()) {
    const at = `/Changes/${index}`
    const record = isObject(change) ? change.ResourceRecordSet : undefined
    if (!isObject(change) || !isRecordSet(record)) {
      findings.push(`${at}/ResourceRecordSet: expected an object with Name and Type, found ${words(record)}`)
      continue
    }
    const key = keyOf(record)
    const known = swaps.get(keyText(key))
    const action = change.Action
    if (action === 'DELETE') swaps.set(keyText(key), { key, next: known?.next ?? null, expected: record })
    else if (action === 'CREATE') {
      swaps.set(keyText(key), { key, next: record, expected: known?.expected ?? null })
    } else if (action === 'UPSERT') swaps.set(keyText(key), { key, next: record, expected: 'as-found' })
    else findings.push(`${at}/Action: expected CREATE, DELETE or UPSERT, found ${words(action)}`)
  }
  if (findings.length === 0 && swaps.size === 0) findings.push('/Changes: expected at least one change')
  if (findings.length > 0) throw refused(path, findings)
  return [...swaps.values()]
}

function changesIn(path: string, bytes: Uint8Array): readonly Json[] {
  let parsed: Json
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Json
  } catch (error) {
    throw refused(path, [`not JSON: ${error instanceof Error ? error.message : String(error)}`], error)
  }
  const changes = isObject(parsed) ? parsed.Changes : undefined
  if (!Array.isArray(changes)) throw refused(path, [`/Changes: expected a list, found ${words(changes)}`])
  return changes as readonly Json[]
}

function refused(path: string, details: readonly string[], cause?: unknown): CutoverError {
  return new CutoverError({
    code: 'input/schema',
    fault: 'operator',
    message: `${path} is not a Route 53 change batch.`,
    details: details.map((detail) => `${path}${detail.startsWith('/') ? '' : ': '}${detail}`),
    next: 'Correct the file; the shape is that of aws route53 change-resource-record-sets --change-batch.',
    ...(cause === undefined ? {} : { cause }),
  })
}

function isRecordSet(value: Json | undefined): value is RecordSet {
  return isObject(value) && typeof value.Name === 'string' && typeof value.Type === 'string'
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function words(value: Json | undefined): string {
  return value === undefined ? 'nothing' : canonicalJson(value).slice(0, 80)
}
