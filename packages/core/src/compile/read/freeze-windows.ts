import type { Datastore } from '../../model/artifacts/data-migration-plan.js'
import type { FreezeWindow } from '../../model/artifacts/data-plane-checklist.js'
import type { Findings } from '../findings.js'
import { phaseLabel, type SignedItem } from './items.js'

/** One freeze of one datastore, tied to the items that begin and end it. */
export interface PlannedFreeze {
  readonly datastoreArn: string
  /** Null when nothing says how long it may last. */
  readonly durationMinutes: number | null
  readonly begins: SignedItem
  readonly releases: SignedItem | null
}

/** The freezes of the run, by the positions of their items. */
export interface FreezePlan {
  readonly all: readonly PlannedFreeze[]
  readonly beginningAt: ReadonlyMap<number, readonly PlannedFreeze[]>
  readonly releasedAt: ReadonlyMap<number, readonly PlannedFreeze[]>
}

/** What freezes are planned from. */
export interface FreezeSources {
  readonly windows: readonly FreezeWindow[]
  readonly items: readonly SignedItem[]
  /** The items of the steps that a first compile gave, by step id. */
  readonly itemsByStepId: ReadonlyMap<string, readonly SignedItem[]>
  readonly datastores: readonly Datastore[]
  /** Whether an item's operation is to freeze its datastore. */
  isFreeze(item: SignedItem): boolean
}

/** Ties freeze windows to items. Planners write item ids where the format says step ids; both are found. */
export function planFreezes(sources: FreezeSources, findings: Findings): FreezePlan {
  const windowed = windowFreezes(sources, findings)
  return freezePlan(overlapFree([...windowed, ...unwindowedFreezes(windowed, sources, findings)], findings))
}

function windowFreezes(sources: FreezeSources, findings: Findings): readonly PlannedFreeze[] {
  const find = finder(sources.items, sources.itemsByStepId, findings)
  const all: PlannedFreeze[] = []
  for (const window of sources.windows) {
    const name = `The freeze window of ${window.datastore_arn}`
    const begins = find(window.begins_at_step_id, name, 'begins at')
    if (begins === null) continue
    const releaseId = window.release_step_id?.trim() ?? ''
    const releases = releaseId === '' ? null : find(releaseId, name, 'is released by')
    if (releaseId === '') findings.warn(neverReleased(window.datastore_arn))
    if (releases !== null && releases.position <= begins.position) {
      findings.error(
        `${name} is released by ${where(releases)}, which does not come after its begin, ${where(begins)}.`,
      )
      continue
    }
    all.push({
      datastoreArn: window.datastore_arn,
      durationMinutes: window.duration_minutes,
      begins,
      releases,
    })
  }
  return all
}

/** Items that freeze a datastore although no window names them: the plan's length, and no release. */
function unwindowedFreezes(
  windowed: readonly PlannedFreeze[],
  { items, datastores, isFreeze }: FreezeSources,
  findings: Findings,
): readonly PlannedFreeze[] {
  const begun = new Set(windowed.map((freeze) => freeze.begins.position))
  const ended = new Set(windowed.map((freeze) => freeze.releases?.position))
  return items.flatMap((item) => {
    const { datastoreArn } = item
    if (datastoreArn === null || !isFreeze(item)) return []
    if (begun.has(item.position) || ended.has(item.position)) return []
    findings.warn(neverReleased(datastoreArn))
    const planned = datastores.find((d) => d.resource_arn === datastoreArn)?.freeze_window?.duration_minutes
    return [{ datastoreArn, durationMinutes: planned ?? null, begins: item, releases: null }]
  })
}

function neverReleased(datastoreArn: string): string {
  return (
    `${datastoreArn} is frozen and no step releases it: its writes stay stopped after the run ` +
    'until somebody releases them by hand.'
  )
}

/** A datastore that is frozen cannot be frozen again before its release. */
function overlapFree(all: readonly PlannedFreeze[], findings: Findings): readonly PlannedFreeze[] {
  const active = new Map<string, PlannedFreeze>()
  const kept: PlannedFreeze[] = []
  for (const freeze of [...all].sort((a, b) => a.begins.position - b.begins.position)) {
    const earlier = active.get(freeze.datastoreArn)
    const endsAt = earlier === undefined ? -1 : (earlier.releases?.position ?? Number.POSITIVE_INFINITY)
    if (earlier !== undefined && endsAt >= freeze.begins.position) {
      findings.error(
        `${freeze.datastoreArn} is frozen by ${where(freeze.begins)} while ${where(earlier.begins)} still ` +
          'keeps it frozen. A datastore can be frozen once at a time.',
      )
      continue
    }
    active.set(freeze.datastoreArn, freeze)
    kept.push(freeze)
  }
  return kept
}

function freezePlan(all: readonly PlannedFreeze[]): FreezePlan {
  const beginningAt = new Map<number, PlannedFreeze[]>()
  const releasedAt = new Map<number, PlannedFreeze[]>()
  for (const freeze of all) {
    append(beginningAt, freeze.begins.position, freeze)
    if (freeze.releases !== null) append(releasedAt, freeze.releases.position, freeze)
  }
  return { all, beginningAt, releasedAt }
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

function finder(
  items: readonly SignedItem[],
  itemsByStepId: ReadonlyMap<string, readonly SignedItem[]>,
  findings: Findings,
) {
  const byId = new Map<string, SignedItem[]>()
  for (const item of items) append(byId, item.id, item)
  return (id: string, name: string, verb: string): SignedItem | null => {
    const named = byId.get(id) ?? itemsByStepId.get(id) ?? []
    const candidates = named.filter((item) => item.plane === 'data')
    const [only] = candidates
    if (candidates.length === 1 && only !== undefined) return only
    const problem =
      candidates.length > 1
        ? `${verb} "${id}", but ${candidates.length} items go by that id`
        : named.length > 0
          ? `${verb} "${id}", which is in the control-plane checklist; freezes belong to the data plane`
          : `${verb} "${id}", but the data-plane checklist has no such item or step`
    findings.error(`${name} ${problem}.`)
    return null
  }
}

function where(item: SignedItem): string {
  return `"${item.id}" in ${phaseLabel(item.phase)}`
}
