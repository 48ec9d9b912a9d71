import type { ExecutionStep } from '../model/step.js'
import type { ExecutionSummary } from '../model/summary.js'
import { OUTPUT_FILES } from '../rundir/files.js'
import type { RunReading } from './read-run.js'
import { summariseRun } from './summarise-run.js'
import { duration, outcomeWords } from './words.js'

/** A cell: plain text, or text with a link to a file beside the report. */
export type Cell = string | { readonly text: string; readonly href: string }
export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly Cell[])[] }

/** The report once, for both renderings. */
export interface ReportDocument {
  readonly title: string
  readonly summary: ExecutionSummary
  readonly blocks: readonly Block[]
}

/** Everything that people want to know afterwards. Pure. */
export function reportDocument(run: RunReading): ReportDocument {
  const summary = summariseRun(run)
  return {
    title: `Cutover ${summary.run_id}: ${summary.verdict}${summary.rehearsal ? ' (rehearsal)' : ''}`,
    summary,
    blocks: [
      ...verdict(summary),
      ...attention(summary),
      ...phaseTable(summary),
      ...freezes(summary),
      ...stepTable(run),
      ...timeline(run),
      ...audit(run),
    ],
  }
}

function verdict(s: ExecutionSummary): Block[] {
  const rows: Cell[][] = [
    ['Verdict', s.verdict],
    ...(s.halt_reason === null ? [] : [['Why', s.halt_reason]]),
    ...(s.halt_step_id === null ? [] : [['Where', s.halt_step_id]]),
    ['Source account', s.source_account_id],
    ['Target account', s.target_account_id],
    ['Started', s.started_at],
    ['Ended', s.ended_at],
    ['Total elapsed', duration(s.elapsed_seconds)],
    ['Approvals', `${s.approvals.given} given, ${s.approvals.asked} asked`],
    ['Journal head', s.journal_head],
  ]
  // A rehearsal cannot be resumed, however it ended.
  const next = s.rehearsal
    ? 'This was a rehearsal: nothing of it happened in AWS.'
    : s.verdict === 'completed'
      ? 'Next: run the post-migration audit.'
      : 'The run can be resumed: cutover run <dir> --resume'
  return [
    { kind: 'table', head: ['', ''], rows },
    { kind: 'text', text: next },
  ]
}

function attention(s: ExecutionSummary): Block[] {
  const section = (heading: string, items: readonly string[]): Block[] =>
    items.length === 0
      ? []
      : [
          { kind: 'heading', text: heading },
          { kind: 'list', items },
        ]
  const named = (list: ExecutionSummary['not_undone']) => list.map((x) => `${x.step_id}: ${x.description}`)
  return [
    ...section('Still running in AWS', named(s.still_running)),
    ...section('Not undone', named(s.not_undone)),
    ...section('Warnings', s.warnings),
  ]
}

function phaseTable(s: ExecutionSummary): Block[] {
  const head = ['Phase', 'Steps', 'Succeeded', 'Skipped', 'Failed', 'Rolled back', 'Blocked', 'Not reached']
  const rows = s.phases.map((p) => [
    `${p.plane} ${p.phase_number} ${p.phase_name}`,
    ...[p.total, p.succeeded, p.skipped, p.failed, p.rolled_back, p.blocked, p.not_reached].map(String),
  ])
  return [
    { kind: 'heading', text: 'Phases' },
    { kind: 'table', head, rows },
  ]
}

function freezes(s: ExecutionSummary): Block[] {
  if (s.freezes.length === 0) return []
  const rows = s.freezes.map((f) => [
    f.datastore_arn,
    f.began_at,
    f.released_at ?? (f.state === 'possible' ? 'MAY BE FROZEN' : 'STILL FROZEN'),
    duration(f.elapsed_seconds),
    `${f.allowed_minutes} min${f.exceeded ? ' — EXCEEDED' : ''}`,
  ])
  return [
    { kind: 'heading', text: 'Write freezes' },
    { kind: 'table', head: ['Datastore', 'Began', 'Released', 'Length', 'Allowed'], rows },
    ...s.freezes.flatMap(({ datastore_arn, lift_by_hand: items }): Block[] =>
      items.length === 0
        ? []
        : [
            { kind: 'heading', text: `To lift the freeze of ${datastore_arn} by hand` },
            { kind: 'list', items },
          ],
    ),
  ]
}

function stepTable(run: RunReading): Block[] {
  const rows = run.steps.map((step): Cell[] => {
    const record = run.state.steps.get(step.step_id)
    return [
      step.step_id,
      step.action,
      outcomeWords(record),
      record?.note ?? record?.error?.message ?? '',
      log(step),
    ]
  })
  return [
    { kind: 'heading', text: 'Steps' },
    { kind: 'table', head: ['Step', 'Action', 'Outcome', 'Note', 'Log'], rows },
  ]
}

function log(step: ExecutionStep): Cell {
  return { text: 'log', href: `${OUTPUT_FILES.stepFolder}/${step.step_id}.stdout.log` }
}

function timeline(run: RunReading): Block[] {
  const rows = run.moments.map((m) => [m.at, m.stepId, m.event, m.text ?? ''])
  return [
    { kind: 'heading', text: 'Timeline' },
    { kind: 'table', head: ['At (UTC)', 'Step', 'Event', ''], rows },
  ]
}

function audit(run: RunReading): Block[] {
  const rows = run.decisions.map((d) => [
    d.at,
    d.operator ?? '',
    d.stepId,
    `${d.event}: ${d.decision}`,
    d.shownHash?.slice(0, 16) ?? '',
  ])
  return [
    { kind: 'heading', text: 'Audit: who decided what, and the hash of what they were shown' },
    { kind: 'table', head: ['At (UTC)', 'Operator', 'Step', 'Decision', 'Shown'], rows },
  ]
}
