import type { Forged } from '../../support/forge.js'

export const HANDOFF = 'cp-phase6-999-handoff-to-data-plane'
export const SHARE = 'dp-phase1-001-archive-db-final-snapshot-share'
export const FREEZE = 'dp-phase4-001-archive-invoices-freeze-writes'

/** The journals that forgeries are made of. */
export type Original = 'completed' | 'retried' | 'rolled-back' | 'resumed'

export interface Forgery {
  readonly what: string
  readonly of: Original
  readonly forge: (entries: Forged[]) => Forged[]
  /** What the replay says of the first entry that could not have been. */
  readonly reason: RegExp
}

export type Pick = (entry: Forged) => boolean

export const is =
  (event: string, step = SHARE): Pick =>
  (entry) =>
    entry.event === event && entry.step_id === step

export const without =
  (pick: Pick) =>
  (entries: Forged[]): Forged[] =>
    entries.filter((entry) => !pick(entry))

/** Without the first one that fits. */
export const lacking =
  (pick: Pick) =>
  (entries: Forged[]): Forged[] =>
    entries.toSpliced(entries.findIndex(pick), 1)

export const changed =
  (pick: Pick, change: (entry: Forged) => Partial<Forged>) =>
  (entries: Forged[]): Forged[] =>
    entries.map((entry) => (pick(entry) ? { ...entry, ...change(entry) } : entry))

export const withData = (pick: Pick, data: Record<string, unknown>) =>
  changed(pick, (entry) => ({ data: { ...entry.data, ...data } }))

/** Copies of some entries, put in behind the last of them. */
export const again =
  (times: number, ...picks: readonly Pick[]) =>
  (entries: Forged[]): Forged[] => {
    const copied = picks.map((pick) => entries.find(pick) as Forged)
    const at = entries.indexOf(copied.at(-1) as Forged) + 1
    return entries.toSpliced(at, 0, ...Array.from({ length: times }, () => copied).flat())
  }

export const ofStep =
  (step: string): Pick =>
  (entry) =>
    entry.step_id === step

/** Everything of two steps that follow each other, the other way round. */
export function exchanged(entries: Forged[]): Forged[] {
  const first = entries.findIndex(ofStep(SHARE))
  const share = entries.filter(ofStep(SHARE))
  const freeze = entries.filter(ofStep(FREEZE))
  return entries.toSpliced(first, share.length + freeze.length, ...freeze, ...share)
}

export const onwards =
  (pick: Pick, change: (entry: Forged) => Partial<Forged>) =>
  (entries: Forged[]): Forged[] => {
    const at = entries.findIndex(pick)
    return entries.map((entry, index) => (index < at ? entry : { ...entry, ...change(entry) }))
  }

export const laterBy = (minutes: number) => (entry: Forged) => ({
  at: new Date(Date.parse(entry.at) + minutes * 60_000).toISOString(),
})

export const data = (entries: Forged[], pick: Pick) => entries.find(pick)?.data ?? {}
export const isRollback: Pick = (entry) => is('executing')(entry) && entry.data.kind === 'rollback'
export const OTHER = 'f'.repeat(64)
