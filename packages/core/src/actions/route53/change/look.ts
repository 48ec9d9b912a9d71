import type { Json, JsonObject } from '../../../model/json.js'
import type { ReadContext, Receipt } from '../../kit/definition.js'
import { type RecordKey, type RecordSet, recordSetOf } from '../record-set.js'
import { readRecordSets, readZone, type Zone } from '../zone.js'
import { swapsFromFile } from './change-batch-file.js'
import type { Route53ChangeInput } from './params.js'
import { type BatchChange, batchOf, type SeenSwap, type Swap, seenSwap } from './swap.js'

/** The zone as it is now, held against what is wanted. */
export interface Look {
  readonly zone: Zone
  readonly inZone: readonly RecordSet[]
  readonly swaps: readonly SeenSwap[]
}

/** What the step promises; null when the parameters hold neither a new record nor a file, or both. */
export async function wantedSwaps(
  params: Route53ChangeInput,
  ctx: ReadContext,
): Promise<readonly Swap[] | null> {
  const { change_batch_file: file } = params
  if ((file === undefined) === (params.new === null)) return null
  return file === undefined ? paramSwaps(params) : swapsFromFile(file, await ctx.files.readInput(file))
}

/** The swap of the parameters; none when a file holds it. */
export function paramSwaps(params: Route53ChangeInput): readonly Swap[] {
  if (params.new === null) return []
  const key: RecordKey = {
    name: params.record_name,
    type: params.record_type,
    setIdentifier: params.set_identifier ?? null,
  }
  const weight = params.weight ?? null
  const expected = params.old === null ? null : recordSetOf(key, weight, params.old)
  return [{ key, expected, next: recordSetOf(key, weight, params.new) }]
}

export async function look(hostedZoneId: string, swaps: readonly Swap[], ctx: ReadContext): Promise<Look> {
  const zone = await readZone(hostedZoneId, ctx)
  const inZone = await readRecordSets(
    hostedZoneId,
    swaps.map((swap) => swap.key),
    ctx,
  )
  return { zone, inZone, swaps: swaps.map((swap) => seenSwap(swap, inZone)) }
}

/** What a yes depends on: what is there under those names, and what becomes of it. */
export function lookObservation({ zone, inZone, swaps }: Look): Json {
  return {
    zone: zone.name,
    private: zone.isPrivate,
    records: inZone,
    wanted: swaps.map(({ key, next }) => ({ name: key.name, type: key.type, next })),
  }
}

/** What a sent change leaves behind. */
export interface SentChange {
  /** Null when the records were found in place, so that no change of ours is known. */
  readonly changeId: string | null
  readonly submittedAtMs: number
  readonly batch: readonly BatchChange[]
  /** False when an old record is not known any more (adopted, and the input said UPSERT). */
  readonly isReversible: boolean
  readonly zone: Pick<Zone, 'isPrivate' | 'nameServers'>
}

export function changeReceipt(sent: SentChange): Receipt {
  return {
    change_id: sent.changeId,
    submitted_at_ms: sent.submittedAtMs,
    batch: sent.batch,
    reversible: sent.isReversible,
    private_zone: sent.zone.isPrivate,
    name_servers: sent.zone.nameServers,
  }
}

export function sentChange(receipt: Receipt): SentChange {
  return {
    changeId: typeof receipt.change_id === 'string' ? receipt.change_id : null,
    submittedAtMs: Number(receipt.submitted_at_ms),
    batch: (receipt.batch ?? []) as readonly BatchChange[],
    isReversible: receipt.reversible === true,
    zone: {
      isPrivate: receipt.private_zone === true,
      nameServers: (receipt.name_servers ?? []) as readonly string[],
    },
  }
}

/** The records are in place already: what was most probably sent follows from what was asked for. */
export function adoptedChange(seen: Look, ctx: ReadContext): SentChange {
  const assumed = seen.swaps.map((swap): SeenSwap => {
    const current = swap.expected === 'as-found' ? null : swap.expected
    return { ...swap, current, state: 'to-do' }
  })
  return {
    changeId: null,
    submittedAtMs: ctx.clock.now(),
    batch: batchOf(assumed),
    isReversible: seen.swaps.every((swap) => swap.expected !== 'as-found'),
    zone: seen.zone,
  }
}

/** The change batch as `aws route53 change-resource-record-sets --change-batch` takes it. */
export function changeBatchJson(batch: readonly BatchChange[]): JsonObject {
  return { Changes: batch }
}
