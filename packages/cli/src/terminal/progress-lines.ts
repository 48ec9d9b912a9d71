import type { ExecutionStep } from '@cutover/core'
import type { JournalEntry } from '@cutover/journal'
import { shortDuration } from './durations.js'
import { oneLine, type Tone } from './text.js'

export interface ProgressLine {
  readonly tone: Tone
  readonly text: string
}

/** What the lines depend on besides the entry. */
export interface ProgressState {
  readonly steps: readonly ExecutionStep[]
  /** The phase of the last step shown. */
  phase: string
  /** When each step began, for how long it took. */
  readonly startedAtMs: Map<string, number>
}

/** The lines that tell an operator about a journal entry; none for entries that say nothing new. */
export function progressLines(state: ProgressState, entry: JournalEntry): readonly ProgressLine[] {
  const index = state.steps.findIndex((step) => step.step_id === entry.step_id)
  const step = state.steps[index]
  return step === undefined ? runLines(entry) : stepLines(state, step, index, entry)
}

function runLines(entry: JournalEntry): readonly ProgressLine[] {
  switch (entry.event) {
    case 'run-started':
      return [line('strong', `Run started: ${entry.data.steps_total} steps.`)]
    case 'run-resumed':
      return [line('strong', `Run resumed after entry ${entry.data.from_entry_id}.`)]
    case 'lock-taken-over-from-stale':
      return [line('warn', 'The lock of a process that no longer runs was taken over.')]
    case 'journal-recovered':
      return [
        line('warn', `A torn write of ${entry.data.length} bytes at the end of the journal was set aside.`),
      ]
    case 'sso-probe-failed':
      return [line('danger', `Credentials of ${entry.data.profile} do not work: ${entry.data.message ?? ''}`)]
    default:
      return []
  }
}

function stepLines(
  state: ProgressState,
  step: ExecutionStep,
  index: number,
  entry: JournalEntry,
): readonly ProgressLine[] {
  switch (entry.event) {
    case 'step-started':
    case 'step-blocked':
      state.startedAtMs.set(step.step_id, Date.parse(entry.at))
      return [...phaseLines(state, step), headLine(state, step, index), ...blockedLine(entry)]
    case 'poll-tick':
      return []
    default: {
      const outcome = outcomeLine(state, step, entry)
      return outcome === null ? [] : [outcome]
    }
  }
}

function phaseLines(state: ProgressState, step: ExecutionStep): readonly ProgressLine[] {
  const phase = `${step.plane === 'control' ? 'Control' : 'Data'} plane, phase ${step.phase_number}: ${step.phase_name}`
  if (phase === state.phase) return []
  state.phase = phase
  return [line('plain', ''), line('strong', phase)]
}

function headLine(state: ProgressState, step: ExecutionStep, index: number): ProgressLine {
  const total = String(state.steps.length)
  const counter = `[${String(index + 1).padStart(total.length)}/${total}]`
  return line('plain', `${counter} ${step.action}: ${oneLine(step.description)}`)
}

function blockedLine(entry: JournalEntry): readonly ProgressLine[] {
  return entry.event === 'step-blocked' ? [line('warn', `    - blocked: ${oneLine(entry.data.reason)}`)] : []
}

/** How something about a step ended. */
function outcomeLine(state: ProgressState, step: ExecutionStep, entry: JournalEntry): ProgressLine | null {
  switch (entry.event) {
    case 'verify-passed':
      return line(
        'dim',
        `    proven by ${entry.data.checks.length} ${entry.data.checks.length === 1 ? 'check' : 'checks'}`,
      )
    case 'step-succeeded': {
      const took = Date.parse(entry.at) - (state.startedAtMs.get(step.step_id) ?? Date.parse(entry.at))
      return line('good', `    ✓ ${HOW[entry.data.how]}${took < 1000 ? '' : `, ${shortDuration(took)}`}`)
    }
    case 'step-failed':
      return line(
        'danger',
        `    ✗ failed at ${entry.data.stage}: ${oneLine(`${entry.data.error.name}: ${entry.data.error.message}`)}`,
      )
    case 'verify-failed':
      return line('warn', `    not proven: ${oneLine(entry.notes ?? '')}`)
    case 'approval-invalidated':
      return line('warn', '    the yes is void; you are asked again')
    case 'skipped':
      return line('warn', '    - skipped')
    case 'aborted':
      return line('danger', '    ✗ aborted')
    case 'rollback-executed':
      return entry.data.ok
        ? line(
            'warn',
            `    ↩ rolled back${entry.data.remains === null ? '' : `; remains: ${oneLine(entry.data.remains)}`}`,
          )
        : line('danger', `    ✗ the rollback failed: ${oneLine(entry.data.error?.message ?? '')}`)
    case 'rollback-skipped':
      return line('warn', '    - left as it is')
    case 'freeze-began':
      return line(
        'warn',
        `    frozen: ${oneLine(entry.data.datastore_arn)} (at most ${entry.data.duration_minutes} min)`,
      )
    case 'freeze-released':
      return line('good', `    released: ${oneLine(entry.data.datastore_arn)}`)
    case 'resume-marked-done':
      return line('good', '    ✓ was already done when the run was resumed')
    default:
      return null
  }
}

const HOW = {
  executed: 'done',
  'already-existed': 'was already there; nothing sent',
  resumed: 'done before the resume',
  decided: 'decided',
} as const

function line(tone: Tone, text: string): ProgressLine {
  return { tone, text }
}
