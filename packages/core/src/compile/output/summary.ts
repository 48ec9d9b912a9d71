import type { ExecutionStep, Plane } from '../../model/step.js'
import type { CompileCatalog } from '../action.js'
import { operationOf } from '../operation.js'

interface PhaseCount {
  readonly plane: Plane
  readonly phase: number
  readonly name: string
  readonly steps: number
}
/** The numbers of the one-screen summary. */
export interface PlanSummary {
  readonly total: number
  readonly perPhase: readonly PhaseCount[]
  /** Long-running steps by what they start; every kind is named, also with 0. */
  readonly longRunning: { readonly total: number; readonly byKind: Readonly<Record<string, number>> }
  readonly highRisk: number
  readonly approvalRequired: number
  readonly manual: number
  readonly irreversible: number
}
/** How long the run takes if every step takes its time box, and what is frozen meanwhile. */
export interface PlanEstimate {
  readonly totalSeconds: number
  readonly freezes: readonly { readonly datastoreArn: string; readonly allowedMinutes: number }[]
  readonly freezeMinutes: number
}

/** The first four are always named, the others when there are any. */
const ALWAYS_NAMED = 4
const COUNTED = ['DataSync', 'DMS', 'S3-batch', 'DynamoDB', 'Snapshots', 'Other']

/** Counts what the operator decides on before the first step. */
export function summarise(steps: readonly ExecutionStep[], catalog: CompileCatalog): PlanSummary {
  const count = (test: (step: ExecutionStep) => boolean) => steps.filter(test).length
  const phases = new Map<string, PhaseCount>()
  for (const step of steps) {
    const key = `${step.plane}${step.phase_number}`
    const known = phases.get(key)?.steps ?? 0
    phases.set(key, { plane: step.plane, phase: step.phase_number, name: step.phase_name, steps: known + 1 })
  }
  const long = steps.filter((step) => step.long_running)
  const kinds = long.map((step) => countedAs(step, catalog))
  return {
    total: steps.length,
    perPhase: [...phases.values()],
    longRunning: {
      total: long.length,
      byKind: Object.fromEntries(
        [...new Set([...COUNTED, ...kinds])].map((kind) => [kind, kinds.filter((k) => k === kind).length]),
      ),
    },
    highRisk: count((step) => step.risk === 'high'),
    approvalRequired: count((step) => step.approval_required),
    manual: count((step) => step.tool === 'human'),
    irreversible: count((step) => step.irreversible),
  }
}

function countedAs({ action }: ExecutionStep, catalog: CompileCatalog): string {
  const known = catalog.get(action)
  return known === undefined ? 'Other' : operationOf(action, known.compiles).means.countedAs
}

/** The estimate shown with the summary. */
export function estimate(steps: readonly ExecutionStep[]): PlanEstimate {
  const freezes = steps.flatMap(({ freeze }) =>
    freeze?.role === 'begin'
      ? [{ datastoreArn: freeze.datastore_arn, allowedMinutes: freeze.duration_minutes }]
      : [],
  )
  return {
    totalSeconds: steps.reduce((sum, step) => sum + step.estimated_seconds, 0),
    freezes,
    freezeMinutes: freezes.reduce((sum, freeze) => sum + freeze.allowedMinutes, 0),
  }
}

/** The summary as the operator reads it, at most 80 columns wide. */
export function summaryLines(
  steps: readonly ExecutionStep[],
  files: { readonly steps: string; readonly journal: string },
  catalog: CompileCatalog,
): readonly string[] {
  const summary = summarise(steps, catalog)
  const { totalSeconds, freezes } = estimate(steps)
  const kinds = Object.entries(summary.longRunning.byKind).map(([kind, n]) => ({ n, words: `${kind}=${n}` }))
  const named = kinds.slice(0, ALWAYS_NAMED).map((kind) => kind.words)
  const others = kinds.slice(ALWAYS_NAMED).filter((kind) => kind.n > 0)
  return [
    'Execution plan compiled.',
    line('Total steps', String(summary.total)),
    line('Control plane', phaseWords(summary.perPhase, 'control')),
    line('Data plane', phaseWords(summary.perPhase, 'data')),
    line('Long-running', `${summary.longRunning.total} (${named.join(' ')})`),
    ...(others.length === 0 ? [] : [`${' '.repeat(21)}and ${others.map((kind) => kind.words).join(' ')}`]),
    line('High-risk', String(summary.highRisk)),
    line('Approval-required', `${summary.approvalRequired} (every step asks all the same)`),
    line('Manual-decision', `${summary.manual} (people only, no AWS calls)`),
    line('Irreversible', String(summary.irreversible)),
    line('Estimated time', duration(totalSeconds)),
    ...freezes.map((freeze) => line('Freeze', `${freeze.allowedMinutes} min: ${freeze.datastoreArn}`)),
    line('Steps file', files.steps),
    line('Journal', files.journal),
  ]
}

function line(label: string, value: string): string {
  return `  ${`${label}:`.padEnd(19)}${value}`
}

function phaseWords(phases: readonly PhaseCount[], plane: Plane): string {
  const words = phases.filter((p) => p.plane === plane).map((p) => `P${p.phase}=${p.steps}`)
  return words.length === 0 ? 'none' : words.join(' ')
}

function duration(seconds: number): string {
  const minutes = Math.ceil(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
