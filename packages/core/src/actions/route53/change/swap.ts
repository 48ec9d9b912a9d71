import type { Change } from '@aws-sdk/client-route-53'
import type { JsonObject } from '../../../model/json.js'
import {
  contentWords,
  keyOf,
  keyText,
  keyWords,
  type RecordKey,
  type RecordSet,
  sameRecordSet,
  toSdk,
} from '../record-set.js'

/**
 * One record set's way from old to new.
 *
 * `expected` is the record that must be there before: a record set, null for "none", or `as-found` where the
 * input did not say (an UPSERT in a change batch file).
 */
export interface Swap {
  readonly key: RecordKey
  readonly expected: RecordSet | null | 'as-found'
  /** Null: the record is only deleted. */
  readonly next: RecordSet | null
}

/** A swap held against the zone. */
export interface SeenSwap extends Swap {
  readonly current: RecordSet | null
  readonly state: 'to-do' | 'done' | 'unexpected'
}

/** @param inZone every record set that the zone has under the names of the swaps */
export function seenSwap(swap: Swap, inZone: readonly RecordSet[]): SeenSwap {
  const current = inZone.find((record) => keyText(keyOf(record)) === keyText(swap.key)) ?? null
  if (sameRecordSet(current, swap.next)) return { ...swap, current, state: 'done' }
  const asExpected = swap.expected === 'as-found' || sameRecordSet(current, swap.expected)
  return { ...swap, current, state: asExpected ? 'to-do' : 'unexpected' }
}

/** An entry of a change batch, as JSON with AWS's member names. */
export type BatchChange = JsonObject & {
  readonly Action: 'CREATE' | 'DELETE'
  readonly ResourceRecordSet: RecordSet
}

/**
 * The one atomic batch: each record is deleted exactly as it was seen, and the new one created. Route 53
 * applies all changes of a batch or none, and refuses a DELETE that does not match every member; so a record
 * that somebody changed meanwhile fails the batch instead of being overwritten, which UPSERT would do.
 */
export function batchOf(swaps: readonly SeenSwap[]): readonly BatchChange[] {
  const open = swaps.filter((swap) => swap.state !== 'done')
  return changes(
    open.flatMap(({ current }) => current ?? []),
    open.flatMap(({ next }) => next ?? []),
  )
}

/** The opposite of a batch that was sent. */
export function inverseOf(batch: readonly BatchChange[]): readonly BatchChange[] {
  const of = (action: BatchChange['Action']) =>
    batch.filter((change) => change.Action === action).map((change) => change.ResourceRecordSet)
  return changes(of('CREATE'), of('DELETE'))
}

/** The swaps that a sent batch was, for looking whether it (or its inverse) is in force. */
export function swapsOf(batch: readonly BatchChange[]): readonly Swap[] {
  const swaps = new Map<string, Swap>()
  for (const { Action, ResourceRecordSet: record } of batch) {
    const key = keyOf(record)
    const swap = swaps.get(keyText(key)) ?? { key, expected: null, next: null }
    swaps.set(keyText(key), Action === 'DELETE' ? { ...swap, expected: record } : { ...swap, next: record })
  }
  return [...swaps.values()]
}

export function toSdkChanges(batch: readonly BatchChange[]): Change[] {
  return batch.map(({ Action, ResourceRecordSet }) => ({
    Action,
    ResourceRecordSet: toSdk(ResourceRecordSet),
  }))
}

/** Why this must not be sent as the zone is now; each says what to do. */
export function swapBlockers(swaps: readonly SeenSwap[], inZone: readonly RecordSet[]): readonly string[] {
  return [...swaps.flatMap((swap) => swapBlocker(swap, inZone)), ...cnameClashes(swaps, inZone)]
}

function swapBlocker(swap: SeenSwap, inZone: readonly RecordSet[]): readonly string[] {
  const what = keyWords(swap.key)
  if (swap.expected !== 'as-found' && sameRecordSet(swap.expected, swap.next)) {
    return [
      `${what}: the old and the new record are the same, so there is nothing to change. Correct the parameters.`,
    ]
  }
  if (swap.state === 'unexpected') {
    const expected = swap.expected === 'as-found' ? null : swap.expected
    return [
      `${what} is not as expected. Expected: ${contentWords(expected)}. Found: ${contentWords(swap.current)}. ` +
        'Find out who changed it; if the found one is right, put it into the parameters as the old record.',
    ]
  }
  const siblings = inZone.filter(
    (record) =>
      keyText({ ...keyOf(record), setIdentifier: null }) === keyText({ ...swap.key, setIdentifier: null }) &&
      (keyOf(record).setIdentifier === null) !== (swap.key.setIdentifier === null),
  )
  if (siblings.length === 0) return []
  const others = siblings.map((record) => keyWords(keyOf(record))).join(', ')
  return [
    `${what}: the zone has ${others}; a simple record and records with a routing policy cannot stand side by side. ` +
      'State the set identifier and weight, or give a change batch file that covers all of them.',
  ]
}

/** A name with a CNAME can have no other record. */
function cnameClashes(swaps: readonly SeenSwap[], inZone: readonly RecordSet[]): readonly string[] {
  const touched = new Set(swaps.map((swap) => keyText(swap.key)))
  const after = [
    ...inZone.filter((record) => !touched.has(keyText(keyOf(record)))),
    ...swaps.flatMap(({ next }) => next ?? []),
  ].map(keyOf)
  const clashing = after.filter(
    (key) => key.type === 'CNAME' && after.some((other) => other.type !== 'CNAME' && sameName(other, key)),
  )
  return clashing.map(
    (key) =>
      `${keyWords(key)}: the name has other records, and a CNAME cannot stand beside them. Remove those first.`,
  )
}

function sameName(a: RecordKey, b: RecordKey): boolean {
  const plain = (key: RecordKey) => keyText({ ...key, type: '', setIdentifier: null })
  return plain(a) === plain(b)
}

function changes(gone: readonly RecordSet[], made: readonly RecordSet[]): readonly BatchChange[] {
  return [
    ...gone.map((record): BatchChange => ({ Action: 'DELETE', ResourceRecordSet: record })),
    ...made.map((record): BatchChange => ({ Action: 'CREATE', ResourceRecordSet: record })),
  ]
}
