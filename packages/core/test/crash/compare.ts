import type { RequestRecord, WorldState } from '@cutover/simulator'
import { isAtRest, type RunState } from '../../src/engine/state.js'

/**
 * What may differ between an undisturbed and a resumed run, and is made equal before they are compared:
 *
 * N1. Times. Looking again after a crash takes (virtual) time, so everything later happens later. Numbers
 *     that are milliseconds since the epoch and ISO timestamps become `<time>`; so does the time at the
 *     beginning of an export's or import's id.
 * N2. Tokens. A retry that AWS showed to be needed is a new attempt with a new token: the 64 hexadecimal
 *     digits become `<token>`, in full, cut to 36 (client tokens), or to 32 in the name of a freeze's statement.
 * N3. MD5 digests over contents in which N1 or N2 stand (an export's manifest has a digest of its own): a
 *     text that is nothing but a digest becomes `<digest>`. The contents themselves are compared.
 */
export function normalised(value: unknown): unknown {
  if (typeof value === 'number') return isTime(value) ? '<time>' : value
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'string') return normalisedText(value)
  if (value === null || typeof value !== 'object') return value
  if (ArrayBuffer.isView(value)) return normalisedText(Buffer.from(value as Uint8Array).toString('latin1'))
  if (isMap(value)) return entriesOf([...value.entries()].map(([key, item]) => [String(key), item]))
  if (isSet(value)) return [...value].map(normalised)
  if (isDate(value)) return '<time>'
  if (Array.isArray(value)) return value.map(normalised)
  return entriesOf(Object.entries(value))
}

/** Two million and more milliseconds are hours; since the epoch they are years: 2001 to 2128. */
const isTime = (value: number): boolean => value > 1e12 && value < 5e12

const tagOf = (value: object): string => Object.prototype.toString.call(value)
const isMap = (value: object): value is Map<unknown, unknown> => tagOf(value) === '[object Map]'
const isSet = (value: object): value is Set<unknown> => tagOf(value) === '[object Set]'
const isDate = (value: object): value is Date => tagOf(value) === '[object Date]'

function normalisedText(text: string): string {
  if (/^(W\/)?"?[0-9a-f]{32}(-\d+)?"?$/.test(text) || /^[A-Za-z0-9+/]{22}==$/.test(text)) return '<digest>'
  return text
    .replaceAll(/\b0\d{13}-[0-9a-f]{8}\b/g, '<time>-<id>')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>')
    .replaceAll(/\b[0-9a-f]{64}\b/g, '<token>')
    .replaceAll(/\b[0-9a-f]{36}\b/g, '<token>')
    .replaceAll(/CutoverFreeze[0-9a-f]{32}\b/g, 'CutoverFreeze<token>')
}

function entriesOf(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const sorted = entries.map(([key, item]) => [normalisedText(key), normalised(item)] as const)
  return Object.fromEntries(sorted.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}

/** A world as text: two are the same exactly when they would answer every later request alike (but N1, N2). */
export function worldText(world: WorldState): string {
  return JSON.stringify(normalised(world), null, 1)
}

/** Where the run stands, as far as what is still to come depends on it. */
export function stateText(state: RunState): string {
  const steps = state.order.map((id) => {
    const record = state.steps.get(id)
    const phase = record?.phase
    const rests = phase !== undefined && isAtRest(phase)
    return [id, phase?.kind, rests && 'receipt' in phase ? phase.receipt : null, record?.observed ?? null]
  })
  const freezes = [...state.freezes.values()].map(({ datastoreArn, endedAtMs, stepId }) => [
    datastoreArn,
    stepId,
    endedAtMs === null ? 'active' : 'ended',
  ])
  return JSON.stringify(
    normalised({ steps, freezes, planApproved: state.planApproved, cursor: state.cursor }),
  )
}

/** One effect that AWS kept: who did what to which target. Two of the same name are the same mutation twice. */
export function effectName({ accountId, service, operation, input }: RequestRecord): string {
  return `${accountId} ${service}:${operation} ${JSON.stringify(normalised(input))}`
}

/** What is wrong with the effects of a resumed run: none may be there twice, and none may be missing. */
export function effectProblems(expected: readonly string[], found: readonly string[]): readonly string[] {
  const left = [...expected]
  const problems: string[] = []
  for (const effect of found) {
    const at = left.indexOf(effect)
    if (at === -1) problems.push(`took effect once more than in the undisturbed run: ${effect}`)
    else left.splice(at, 1)
  }
  return [...problems, ...left.map((effect) => `never took effect: ${effect}`)]
}
