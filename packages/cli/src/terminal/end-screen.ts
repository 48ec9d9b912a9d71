import type { ExecutionSummary, RunResult } from '@cutover/core'
import { shortDuration } from './durations.js'
import type { Screen, Section } from './screen.js'
import type { Tone } from './text.js'

const TONES: Readonly<Record<RunResult['verdict'], Tone>> = {
  completed: 'good',
  halted: 'warn',
  aborted: 'warn',
  failed: 'danger',
}

/** How the run ended, what is left over in AWS, where everything is written, and what to type next. */
export function endScreen(result: RunResult, files: readonly string[], next: readonly string[]): Screen {
  const { summary } = result
  const rehearsal = summary?.rehearsal === true ? ' (rehearsal: nothing of it happened in AWS)' : ''
  return {
    title: `${result.verdict.toUpperCase()}${rehearsal}`,
    tone: TONES[result.verdict],
    lead: [],
    sections: [
      { label: 'Why', lines: result.haltReason === null ? [] : [result.haltReason] },
      { label: 'Where', lines: result.haltStepId === null ? [] : [result.haltStepId] },
      ...(summary === null ? [] : summarySections(summary)),
      { label: 'Files', lines: files },
      { label: 'Next', lines: next, tone: 'strong', commands: true },
    ],
  }
}

function summarySections(summary: ExecutionSummary): readonly Section[] {
  const { steps, freezes, approvals } = summary
  const counts = [
    `${steps.succeeded} of ${steps.total} steps succeeded`,
    ...(['skipped', 'failed', 'rolled_back', 'blocked', 'not_reached'] as const)
      .filter((name) => steps[name] > 0)
      .map((name) => `${steps[name]} ${name.replace('_', ' ')}`),
  ]
  const frozen = freezes.filter((freeze) => freeze.released_at === null)
  return [
    { label: 'Steps', lines: [counts.join(', ')] },
    { label: 'Time', lines: [shortDuration(summary.elapsed_seconds * 1000)] },
    { label: 'Approvals', lines: [`${approvals.given} given, ${approvals.asked} asked`] },
    {
      label: 'Froze',
      lines: freezes
        .filter((freeze) => freeze.released_at !== null)
        .map((freeze) => `${freeze.datastore_arn}: ${freezeTimes(freeze)}`),
    },
    {
      label: 'STILL FROZEN',
      lines: frozen.map(
        (freeze) =>
          `${freeze.datastore_arn}${freeze.state === 'possible' ? ', perhaps,' : ''} since ${freeze.began_at}: ${freezeTimes(freeze)}`,
      ),
      tone: 'danger',
    },
    { label: 'By hand', lines: frozen.flatMap((freeze) => freeze.lift_by_hand), commands: true },
    {
      label: 'Still runs',
      lines: summary.still_running.map((job) => `${job.step_id}: ${job.description}`),
      tone: 'warn',
    },
    {
      label: 'Not undone',
      lines: summary.not_undone.map((rest) => `${rest.step_id}: ${rest.description}`),
      foldAfter: 12,
    },
    { label: 'Warnings', lines: summary.warnings, tone: 'warn', foldAfter: 12 },
  ]
}

function freezeTimes(freeze: ExecutionSummary['freezes'][number]): string {
  const over = freeze.exceeded ? ', OVER ITS TIME' : ''
  return `${shortDuration(freeze.elapsed_seconds * 1000)} of ${freeze.allowed_minutes} min allowed${over}`
}
